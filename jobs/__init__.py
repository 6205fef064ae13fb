"""What runs outside the portal."""
