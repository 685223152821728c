"""What has to be known of an asset in operations, and how lately it has to have been seen (ITSM semantics, 6.2)."""

from datetime import timedelta

VERIFIED_WITHIN = timedelta(days=180)

ASKED_OF_ALL = ("owner_id", "team_key", "criticality", "environment")
"""The same that is asked for before it goes into use; its class may ask for more."""

TOLD_FOR = timedelta(days=7)
"""Assets are counted as they are, so of a period that has ended longer ago nothing is told."""
