"""What people see about figures."""
