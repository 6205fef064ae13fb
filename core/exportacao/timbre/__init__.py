"""What a letterhead is and how a piece takes it on."""
