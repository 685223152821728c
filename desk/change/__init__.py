"""Verbs about changes, beside `desk/changes.py`."""
