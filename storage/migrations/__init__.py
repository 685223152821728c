"""Schema steps, and taking a database through them."""
