"""Verbs: everything that can happen, whoever asks. Who and when are arguments."""
