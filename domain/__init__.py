"""Rules and words. Standard library only; nothing here knows a database, a clock or Slack."""
