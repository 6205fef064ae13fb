"""Files on their way into a lot: looked at, kept by content, and opened where they are packages."""
