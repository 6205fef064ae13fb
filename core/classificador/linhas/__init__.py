"""What the rows of lots hold, for both storages that read them."""
