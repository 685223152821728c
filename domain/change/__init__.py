"""Rules about changes, beside `domain/changes.py`."""
