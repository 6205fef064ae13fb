"""What people set while the portal runs: limits, caps, prices, budgets, models and switches, with their history."""
