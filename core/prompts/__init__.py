"""The office's knowledge: modules with rules, instructions for the agents, document categories. All versioned."""
