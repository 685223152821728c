"""Starts, wires and sends. Knows everyone below; nothing below knows it."""
