"""Privacidade: what is done with data of people, for how long it is kept, and what a person may ask for."""
