"""What the work was worth: quality, modules, corrected answers, time saved and money against its budget."""
