"""Areas of Administração where people set limits, money, models and switches."""
