"""The documents of a lot as people see, correct and take them away."""
