"""The door for programs: changes asked for and looked at over HTTP, with tokens."""
