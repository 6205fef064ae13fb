"""What people think of a minuta, and how much of it they changed."""
