"""The curadoria on the screen: questions, contradictions, modules by section, search and full text."""
