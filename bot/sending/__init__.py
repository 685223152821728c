"""Everything that goes out to Slack: claimed, rendered, sent, and written down."""
