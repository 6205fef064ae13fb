"""Monthly index values: the product's own table, with source and date, and the official files that extend it."""
