"""Tables and questions about assets, beside `storage/assets.py`."""
