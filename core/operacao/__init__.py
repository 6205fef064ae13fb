"""What an administrator looks after: work that failed for good, kept with its reason and put back by one click."""
