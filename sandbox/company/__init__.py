"""The pretend company: its people, its channels, what was said there, and what stands on their screens."""
