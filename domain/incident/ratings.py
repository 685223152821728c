"""What somebody may say of how their incident was dealt with, and until when (ITSM semantics, section 8)."""

from datetime import timedelta

ONCE_IN = timedelta(days=7)
"""Nobody is asked more often than this."""

CLOSES_AFTER = timedelta(days=7)
"""So long an answer may be given, or changed."""

SCORES = range(1, 6)
HAPPY = 4
"""The lowest score of somebody who is satisfied."""

UNHAPPY = 2
"""The highest of somebody whom the team's lead should hear of at once."""
