"""A visit as a file: written down while it happens, and played again on a fresh workspace."""
