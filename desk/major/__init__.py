"""Verbs about major incidents, beside `desk/majors.py`."""
