"""What people see about digests, beside `views/digests.py`."""
