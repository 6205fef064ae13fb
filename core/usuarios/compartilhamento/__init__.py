"""Groups of people, and records that their owners share with a colleague or with a group."""
