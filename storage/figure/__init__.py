"""Tables and questions about figures."""
