"""Measures the real bot against what the stack itself costs. Nobody imports it; `python -m bench` runs it."""
