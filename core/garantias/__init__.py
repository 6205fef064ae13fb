"""What the product promises, and when the test of each promise last passed."""
