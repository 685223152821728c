"""Rules about major incidents, beside `domain/majors.py`."""
