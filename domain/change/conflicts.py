"""What stands against a change at the time it is planned for: other changes, freezes, windows, incidents (section 4.7).

What lies around the assets of a change, K2 and K4 need to know, is worked out before (`neighbours`). Every service that
two changes name counts as one worth a warning under K3.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.calendars import Span
from domain.change.claims import Peak, Trouble, Work
from domain.change.neighbours import NONE_KNOWN, Near, Neighbours
from domain.change.windows import Window, is_maintained, overlap, same_names
from domain.text import cut

KEY_LENGTH = 200
NAMED = 3
NAME_LENGTH = 40
"""So many assets or windows are named in a sentence, each so long."""


class Code(StrEnum):
    SAME_ASSET = "K1"
    NEAR_ASSET = "K2"
    SAME_SERVICE = "K3"
    STAND_IN = "K4"
    FREEZE = "K5"
    MAINTENANCE = "K6"
    IMPLEMENTER = "K7"
    INCIDENT = "K8"
    BUSINESS_PEAK = "K9"


WITH_OTHERS = frozenset({Code.SAME_ASSET, Code.NEAR_ASSET, Code.STAND_IN})
"""What another change does to the assets: where it is hard, somebody can accept it, for both."""


class Severity(StrEnum):
    """Hard ones a change manager accepts, or nobody; a warning is for whoever asks to weigh."""

    HARD = "hard"
    WARN = "warn"


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """`what` is the other's number, or the name of the freeze or the windows; `evidence` a sentence of plain text.

    `span` is when it is so, where that has two ends. `key` stays the same as long as the conflict does: an acceptance
    of it dies when the other change is edited.
    """

    code: Code
    severity: Severity
    what: str
    evidence: str
    span: Span | None = None
    digest: str = ""

    @property
    def is_hard(self) -> bool:
        return self.severity is Severity.HARD

    @property
    def key(self) -> str:
        return cut(" ".join(filter(None, (self.code, self.what, self.digest))), KEY_LENGTH)


def conflicts_of(
    work: Work,
    others: Sequence[Work],
    *,
    freezes: Sequence[Window] = (),
    maintenance: Sequence[Window] = (),
    troubles: Sequence[Trouble] = (),
    peaks: Sequence[Peak] = (),
    around: Neighbours = NONE_KNOWN,
) -> list[Conflict]:
    """Everything that stands against it, the hard ones first."""
    found = [
        *(conflict for other in others for conflict in _with(work, other, around)),
        *_with_freezes(work, freezes, around),
        *_with_maintenance(work, maintenance, around),
        *_with_troubles(work, troubles, around),
        *_with_peaks(work, peaks),
    ]
    return sorted(found, key=lambda it: (not it.is_hard, it.code))


def stands_in_the_way(work: Work, other: Work, around: Neighbours = NONE_KNOWN) -> bool:
    """Whether the two had better not happen at the same time."""
    return any(_with(work, replace(other, span=work.span), around))


def _with(work: Work, other: Work, around: Neighbours) -> Iterator[Conflict]:
    """What both do to the same things, the gravest of it; and that one person carries out both."""
    if other.number == work.number or not overlap(work.span, other.span):
        return
    about = _same_assets(work, other, around) or _around(work, other, around)
    if about is not None:
        code, severity, does = about
        yield _against(other, code, severity, f"{does}, at the same time")
    if work.implementer is not None and work.implementer == other.implementer:
        yield _against(
            other, Code.IMPLEMENTER, Severity.WARN, "is carried out by the same person then"
        )


Found = tuple[Code, Severity, str]
"""What is so, how grave that is, and what the other change does."""


def _same_assets(work: Work, other: Work, around: Neighbours) -> Found | None:
    both = around.own & other.asset_ids
    written = (same_names(work.assets) | around.called) & same_names(other.assets)
    if not both and not written:
        return None
    names = {around.names[it] for it in both} or _those(work.assets, written)
    names = names or _those(other.assets, written)
    return Code.SAME_ASSET, Severity.HARD, f"changes {_some(sorted(names))} as well"


def _those(names: Iterable[str], written: frozenset[str]) -> set[str]:
    return {it for it in names if same_names([it]) & written}


def _around(work: Work, other: Work, around: Neighbours) -> Found | None:
    """What the other does to what stands in for its assets, is needed by them or needs them; or to its service."""
    stands_in = [it for it in sorted(other.asset_ids) if it in around.stand_ins]
    if stands_in:
        names = around.names
        one, own = names[stands_in[0]], names[around.stand_ins[stands_in[0]]]
        return (
            Code.STAND_IN,
            Severity.HARD,
            f"changes {_short(one)}, which stands in for {_short(own)}",
        )
    met = [it for it in other.asset_ids if it in around.near]
    if met:
        it = min(
            met, key=lambda it: (not around.near[it].is_critical, len(around.near[it].path), it)
        )
        severity = Severity.HARD if around.near[it].is_critical else Severity.WARN
        return Code.NEAR_ASSET, severity, f"changes {_way(around.near[it], around)}"
    both_reach = sorted(around.reaching[it] for it in other.asset_ids if it in around.reaching)
    if both_reach:
        return Code.SAME_SERVICE, Severity.WARN, f"touches what {both_reach[0]} needs too"
    if work.service is not None and work.service == other.service:
        return Code.SAME_SERVICE, Severity.WARN, f"is about {work.service} too"
    return None


def _way(near: Near, around: Neighbours) -> str:
    """`SRV-1, which SHOP needs by way of APP`, or `SHOP, which needs SRV-1`."""
    own, *between, it = (_short(around.names[it]) for it in near.path)
    if near.needs_it:
        between.reverse()
    by_way = f" by way of {_some(between)}" if between else ""
    return f"{it}, which {f'needs {own}' if near.needs_it else f'{own} needs'}{by_way}"


def _against(other: Work, code: Code, severity: Severity, does: str) -> Conflict:
    return Conflict(
        code=code,
        severity=severity,
        what=other.number,
        evidence=f"{other.name} {does}.",
        span=other.span,
        digest=other.digest,
    )


def _with_freezes(work: Work, freezes: Sequence[Window], around: Neighbours) -> Iterator[Conflict]:
    """A freeze that lets the type through is bypassed all the same, and that is said."""
    for freeze in freezes:
        if not (reaches(freeze, work, around) and any(freeze.spans(*work.span))):
            continue
        lets_through = work.type in freeze.allows
        is_hard = freeze.is_hard and not lets_through
        but = f"; it lets {work.type} changes through" if lets_through else ""
        yield Conflict(
            code=Code.FREEZE,
            severity=Severity.HARD if is_hard else Severity.WARN,
            what=freeze.name,
            evidence=f"The freeze {freeze.name} is in force then{but}.",
            span=next(freeze.spans(*work.span)),
        )


def reaches(freeze: Window, work: Work, around: Neighbours) -> bool:
    """Whether it freezes what the change touches, or what needs that or is needed by it."""
    names = work.assets | around.called | around.called_near
    return any(freeze.concerns(it, names) for it in (work.service, *around.services))


def _with_maintenance(
    work: Work, windows: Sequence[Window], around: Neighbours
) -> Iterator[Conflict]:
    assets = work.assets | around.called
    if is_maintained(windows, work.span, work.service, assets):
        return
    names = _some([it.name for it in windows if it.concerns(work.service, assets)])
    yield Conflict(
        code=Code.MAINTENANCE,
        severity=Severity.HARD,
        what=names,
        evidence=f"It does not lie within the maintenance windows it is to keep to: {names}.",
    )


def _some(names: Sequence[str]) -> str:
    """The first of them, and how many more there are: what is told of a conflict is a sentence, not a list."""
    more = len(names) - NAMED
    listed = ", ".join(map(_short, names[:NAMED]))
    return f"{listed} and {more} more" if more > 0 else listed


def _short(name: str) -> str:
    return cut(name, NAME_LENGTH)


def _with_peaks(work: Work, peaks: Sequence[Peak]) -> Iterator[Conflict]:
    for peak in peaks:
        if overlap(work.span, peak.span):
            yield Conflict(
                code=Code.BUSINESS_PEAK,
                severity=Severity.WARN,
                what=peak.service,
                evidence=f"{peak.service} is at its busiest then.",
                span=peak.span,
            )


def _with_troubles(
    work: Work, troubles: Sequence[Trouble], around: Neighbours
) -> Iterator[Conflict]:
    for trouble in troubles:
        about = _met_by(trouble, work, around)
        if about is not None:
            kind = "a major incident" if trouble.is_major else "a P1"
            yield Conflict(
                code=Code.INCIDENT,
                severity=Severity.WARN,
                what=trouble.number,
                evidence=f"{trouble.number} ({trouble.title}), {kind}, is open on {about}.",
            )


def _met_by(trouble: Trouble, work: Work, around: Neighbours) -> str | None:
    """What of the change is in trouble, or around it."""
    said = same_names([trouble.asset] if trouble.asset else [])
    own = sorted(around.names[it] for it in trouble.asset_ids & around.own)
    if own:
        return _short(own[0])
    if said & (same_names(work.assets) | around.called):
        return trouble.asset
    if trouble.service is not None and trouble.service == work.service:
        return trouble.service
    near = sorted(trouble.asset_ids & around.near.keys())
    return _way(around.near[near[0]], around) if near else None
