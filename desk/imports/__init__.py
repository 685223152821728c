"""Verbs about files of assets that are brought in and taken out."""
