"""The tables of the calculations as the office keeps them: versions with author and reason, live once published."""
