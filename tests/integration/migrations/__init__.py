"""The shape of the database: there and back with rows in it, and while people work."""
