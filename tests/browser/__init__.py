"""The product in a real browser, over the whole portal as ``portal run`` starts it."""
