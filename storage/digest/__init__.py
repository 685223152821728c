"""Tables and questions about digests."""
