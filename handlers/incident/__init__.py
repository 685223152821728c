"""What people do about incidents, beside `handlers/incidents.py`."""
