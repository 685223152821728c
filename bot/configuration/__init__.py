"""What people write about their company in files: read whole, checked whole, or refused naming the key."""
