"""Files made to hurt whoever opens them."""
