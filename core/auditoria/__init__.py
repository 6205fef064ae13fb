"""Who did what and when, kept so that nobody can change it unnoticed."""
