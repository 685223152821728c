"""How much of the agreed service time a service was there (ITSM semantics, section 6.2, Availability)."""

from collections.abc import Iterable
from datetime import timedelta

from domain.calendars import Span
from domain.change.windows import union, without


def lost_of_agreed(
    outages: Iterable[Span], hours: Iterable[Span], maintenance: Iterable[Span] = ()
) -> tuple[int, int]:
    """Seconds of outage within the agreed service time, and the seconds agreed.

    Agreed are the service's hours without announced maintenance; outages that overlap count once.
    """
    agreed = list(without(union(hours), union(maintenance)))
    left = without(agreed, union(outages))
    promised = _seconds(agreed)
    return promised - _seconds(left), promised


def available(lost: int, agreed: int) -> float | None:
    """In percent, two decimals, half up, from whole seconds; None where nothing was agreed."""
    return lost_share(agreed - lost, agreed)


def lost_share(lost: int, agreed: int) -> float | None:
    """How much of what was agreed this is, in percent as availability is told."""
    return None if agreed == 0 else (20_000 * lost + agreed) // (2 * agreed) / 100


def _seconds(spans: Iterable[Span]) -> int:
    return sum((end - start) // timedelta(seconds=1) for start, end in spans)
