"""Copies of everything the portal keeps, and the way back from one."""
