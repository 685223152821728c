"""What an incident is about: how many assets, which changes of them are worth knowing, and what hangs on one."""

from datetime import timedelta

MOST = 20
"""Assets that one incident names."""

LATELY = timedelta(days=3)
"""A change that was finished so long before an incident, or later, may have to do with it."""

FOLLOWED = 200
"""So many that depend on an asset are counted for its incident; beyond that there are more."""

MANY = 3
"""So many dependants are worth a line; one that is high or critical is so alone."""
