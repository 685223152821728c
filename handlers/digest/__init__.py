"""What people do about digests."""
