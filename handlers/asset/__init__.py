"""What people do about assets, beside `handlers/assets.py`."""
