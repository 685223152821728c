"""Tables and questions about changes, beside `storage/changes.py`."""
