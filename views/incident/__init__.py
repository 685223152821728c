"""What people see about incidents, beside `views/incidents.py`."""
