"""Verbs about assets, beside `desk/assets.py`."""
