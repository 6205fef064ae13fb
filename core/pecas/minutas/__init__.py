"""The stored peças and the versions of their text."""
