"""Verbs about figures."""
