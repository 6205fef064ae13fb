"""Stand-ins for the outside systems that speak their real wire protocols; nothing in ``core`` imports them."""
