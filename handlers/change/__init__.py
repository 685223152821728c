"""What people do about changes, beside `handlers/changes.py`."""
