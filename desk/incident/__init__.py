"""Verbs about incidents, beside `desk/incidents.py`."""
