"""What the data team works with: prompts and their versions, quick tests, runs over golden sets, verdicts."""
