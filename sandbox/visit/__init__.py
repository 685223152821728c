"""The visitor's door: what the page asks for, does as one of the people, and hears while it is open."""
