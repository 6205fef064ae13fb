"""From a draft to a peça that a person answers for: who checked, what was decided, who approved."""
