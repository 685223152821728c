"""Rules about assets, beside `domain/assets.py`."""
