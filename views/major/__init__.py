"""What people see about major incidents, beside `views/majors.py`."""
