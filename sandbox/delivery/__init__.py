"""The lines to the app: what it is told, over Socket Mode or signed HTTP, how often, and what can go wrong."""
