"""Tables and questions about incidents, beside `storage/incidents.py`."""
