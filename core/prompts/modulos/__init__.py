"""The library as the people who keep it see it: find, change with history, groups, import and export."""
