"""What people see: records become Block Kit. No client, no session, no clock."""
