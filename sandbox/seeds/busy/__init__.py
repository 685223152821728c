"""Northwind after three months with Steward: what happened is played by the real verbs before the bot starts.

A tale (`tale.py`) is a list of acts, each with its moment; its tellers draw on the tables `troubles.toml`,
`stock.toml`, `works.toml` and `talk.toml`. The acts (`acts.py`) are done one after the other on the bot's database
(`past.py`), and what the bot would have said meanwhile stands in the workspace where it would have stood (`mail.py`).
"""
