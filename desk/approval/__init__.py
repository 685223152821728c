"""Verbs about approvals, beside `desk/approvals.py`."""
