"""Files of assets that people give Steward in Slack, or take out."""
