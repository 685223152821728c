"""Verbs about digests, beside `desk/digests.py`."""
