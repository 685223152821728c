"""Tables, queries and transactions. No rule is decided here."""
