"""Rules about figures, beside `domain/figures.py`."""
