"""What a worker does with a lot: opens what it was made of, reads, asks, and keeps each answer."""
