"""What people do about figures."""
