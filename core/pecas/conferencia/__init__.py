"""The draft of a peça checked by program against everything it was written from."""
