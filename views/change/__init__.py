"""What people see about changes, beside `views/changes.py`."""
