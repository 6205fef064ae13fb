"""Office policies as decision tables with their own tests."""
