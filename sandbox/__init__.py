"""A pretend Slack workspace: a server that speaks Slack's protocols, and a page to act in. Nobody imports it."""
