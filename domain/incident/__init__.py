"""Rules about incidents, beside `domain/incidents.py`."""
