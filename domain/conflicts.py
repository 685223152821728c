"""What stands against a change at the time it is planned for: other changes, freezes, windows, incidents (section 4.7).

Assets are names until they are records, so what depends on what is not known yet: K2, K4 and K9 wait for that, and
every service counts as one worth a warning under K3.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.calendars import Span
from domain.changes import ChangeState, ChangeType
from domain.text import cut
from domain.windows import Window, frozen_by, is_maintained, overlap, same_names

COMPETING = frozenset(
    {
        ChangeState.ASSESSMENT,
        ChangeState.APPROVAL,
        ChangeState.SCHEDULED,
        ChangeState.IMPLEMENTING,
    }
)
"""Changes in these states have a claim to their time."""


KEY_LENGTH = 200
NAMED = 3
NAME_LENGTH = 40
"""So many assets or windows are named in a sentence, each so long."""


class Code(StrEnum):
    SAME_ASSET = "K1"
    SAME_SERVICE = "K3"
    FREEZE = "K5"
    MAINTENANCE = "K6"
    IMPLEMENTER = "K7"
    INCIDENT = "K8"


class Severity(StrEnum):
    """Hard ones a change manager accepts, or nobody; a warning is for whoever asks to weigh."""

    HARD = "hard"
    WARN = "warn"


@dataclass(frozen=True, kw_only=True)
class Work:
    """A change as far as conflicts ask. `name` is its number and title, `digest` the fingerprint of its plan."""

    number: str
    title: str
    type: ChangeType
    service: str | None
    assets: frozenset[str]
    span: Span
    implementer: str | None
    digest: str = ""

    @property
    def name(self) -> str:
        return f"{self.number} ({self.title})"


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """An open incident of the highest priority, or a major one."""

    number: str
    title: str
    service: str | None
    asset: str
    is_major: bool


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
) -> list[Conflict]:
    """Everything that stands against it, the hard ones first."""
    found = [
        *(conflict for other in others for conflict in _with(work, other)),
        *_with_freezes(work, freezes),
        *_with_maintenance(work, maintenance),
        *_with_troubles(work, troubles),
    ]
    return sorted(found, key=lambda it: (not it.is_hard, it.code))


def stands_in_the_way(work: Work, other: Work) -> bool:
    """Whether the two had better not happen at the same time."""
    return bool(
        same_names(work.assets) & same_names(other.assets)
        or (work.service is not None and work.service == other.service)
        or (work.implementer is not None and work.implementer == other.implementer)
    )


def _with(work: Work, other: Work) -> Iterator[Conflict]:
    """Both change the same asset, or else are about the same service; one person carries out both."""
    if other.number == work.number or not overlap(work.span, other.span):
        return
    both = same_names(work.assets) & same_names(other.assets)
    if both:
        shared = _some(sorted(it for it in work.assets if same_names([it]) & both))
        yield _against(
            other, Code.SAME_ASSET, Severity.HARD, f"changes {shared} as well, at the same time"
        )
    elif work.service is not None and work.service == other.service:
        yield _against(
            other,
            Code.SAME_SERVICE,
            Severity.WARN,
            f"is about {work.service} too, at the same time",
        )
    if work.implementer is not None and work.implementer == other.implementer:
        yield _against(
            other, Code.IMPLEMENTER, Severity.WARN, "is carried out by the same person then"
        )


def _against(other: Work, code: Code, severity: Severity, does: str) -> Conflict:
    return Conflict(
        code=code,
        severity=severity,
        what=other.number,
        evidence=f"{other.name} {does}.",
        span=other.span,
        digest=other.digest,
    )


def _with_freezes(work: Work, freezes: Sequence[Window]) -> Iterator[Conflict]:
    """A freeze that lets the type through is bypassed all the same, and that is said."""
    for freeze in frozen_by(freezes, work.span, work.service, work.assets):
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


def _with_maintenance(work: Work, windows: Sequence[Window]) -> Iterator[Conflict]:
    if is_maintained(windows, work.span, work.service, work.assets):
        return
    names = _some([it.name for it in windows if it.concerns(work.service, work.assets)])
    yield Conflict(
        code=Code.MAINTENANCE,
        severity=Severity.HARD,
        what=names,
        evidence=f"It does not lie within the maintenance windows it is to keep to: {names}.",
    )


def _some(names: Sequence[str]) -> str:
    """The first of them, and how many more there are: what is told of a conflict is a sentence, not a list."""
    more = len(names) - NAMED
    listed = ", ".join(cut(name, NAME_LENGTH) for name in names[:NAMED])
    return f"{listed} and {more} more" if more > 0 else listed


def _with_troubles(work: Work, troubles: Sequence[Trouble]) -> Iterator[Conflict]:
    assets = same_names(work.assets)
    for trouble in troubles:
        about = (
            trouble.asset
            if same_names([trouble.asset]) & assets
            else trouble.service
            if trouble.service is not None and trouble.service == work.service
            else None
        )
        if about is not None:
            kind = "a major incident" if trouble.is_major else "a P1"
            yield Conflict(
                code=Code.INCIDENT,
                severity=Severity.WARN,
                what=trouble.number,
                evidence=f"{trouble.number} ({trouble.title}), {kind}, is open on {about}.",
            )
