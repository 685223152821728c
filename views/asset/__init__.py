"""What people see about assets, beside `views/assets.py`."""
