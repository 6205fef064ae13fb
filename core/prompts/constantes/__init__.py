"""Legal constants with the day each value began to count: wages, limits and cut dates that the office relies on."""
