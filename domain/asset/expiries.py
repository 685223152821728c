"""What of an asset runs out, and when somebody is told (ITSM semantics, section 5.6)."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from enum import StrEnum

from domain.assets import AssetClass

TOLD_AT: Sequence[int] = (0, 7, 30, 60, 90)
"""How many days before, the nearest first. Each is told once; after a pause only the nearest."""

LONG_OVER = 30
"""What ran out more days ago than this when it is first looked at is told to nobody any more."""

MORNING = time(8)
"""When it is told, in the zone of whoever looks after it."""

PUT_OFF_FOR = timedelta(days=7)
"""How long one is left in peace who asks for it."""


class Expiry(StrEnum):
    """A day until which something of an asset holds, that day still with it."""

    WARRANTY = "warranty"
    SUPPORT = "support"
    CONTRACT = "contract"
    TERM = "term"
    LICENCE = "licence"
    CERTIFICATE = "certificate"
    LEASE = "lease"


COLUMNS: Mapping[Expiry, str] = {
    Expiry.WARRANTY: "warranty_until",
    Expiry.SUPPORT: "support_until",
    Expiry.CONTRACT: "contract_until",
}
"""Where the day stands that every asset may have."""

CLASS_FIELDS: Mapping[Expiry, tuple[str, frozenset[AssetClass]]] = {
    Expiry.TERM: ("ends_on", frozenset({AssetClass.CONTRACT})),
    Expiry.LICENCE: ("valid_until", frozenset({AssetClass.LICENCE})),
    Expiry.CERTIFICATE: (
        "certificate_until",
        frozenset({AssetClass.SERVICE, AssetClass.APPLICATION}),
    ),
    Expiry.LEASE: ("lease_until", frozenset({AssetClass.HARDWARE, AssetClass.NETWORK})),
}
"""Where the day stands that only assets of some classes have."""


def threshold(last_day: date, today: date) -> int | None:
    """The nearest notice that is due by now; None where it is too far off, or long over."""
    left = (last_day - today).days
    if left < -LONG_OVER:
        return None
    return next((days for days in TOLD_AT if left <= days), None)
