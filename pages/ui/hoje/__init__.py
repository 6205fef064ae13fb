"""What a person meets first: what waits, what runs, what failed, what changed, and the limits in use."""
