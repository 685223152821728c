"""How an asset goes from one status to another, and what has to be so first (ITSM semantics, section 5.1)."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain.asset.guards import GUARDS, Evidence, Guard, Standing
from domain.assets import (
    STAGE_OF,
    STATUSES,
    TERMINAL,
    Stage,
    Status,
    missing_fields,
)
from domain.errors import FieldErrors, WrongState

_USE = (Guard.ANSWERED_FOR, Guard.WATCHED)
_RETIRE = (
    Guard.NOTHING_DEPENDS,
    Guard.NO_OPEN_WORK,
    Guard.CHECKED_IN,
    Guard.DATA_WIPED,
    Guard.ACCESS_RELEASED,
)
_OPERATIONS = STATUSES[Stage.OPERATIONS]

MOVES: Mapping[tuple[Status, Status], tuple[Guard, ...]] = {
    (Status.REQUESTED, Status.ORDERED): (Guard.APPROVED,),
    (Status.REQUESTED, Status.CANCELLED): (),
    (Status.ORDERED, Status.RECEIVED): (),
    (Status.RECEIVED, Status.IN_STOCK): (Guard.IDENTIFIED,),
    (Status.RECEIVED, Status.STAGING): (Guard.IDENTIFIED,),
    (Status.IN_STOCK, Status.RESERVED): (Guard.RESERVED_UNTIL,),
    (Status.RESERVED, Status.IN_STOCK): (),
    (Status.IN_STOCK, Status.STAGING): (),
    (Status.RESERVED, Status.STAGING): (),
    (Status.STAGING, Status.READY): (Guard.CHECKLIST,),
    (Status.READY, Status.IN_USE): _USE,
    (Status.READY, Status.STANDBY): _USE,
    (Status.IN_USE, Status.STANDBY): (),
    (Status.STANDBY, Status.IN_USE): (),
    (Status.IN_USE, Status.IN_MAINTENANCE): (Guard.WORK_IS_KNOWN,),
    (Status.IN_MAINTENANCE, Status.IN_USE): (),
    (Status.IN_USE, Status.FAULTY): (),
    (Status.FAULTY, Status.IN_MAINTENANCE): (Guard.WORK_IS_KNOWN,),
    **{(status, Status.IN_STOCK): (Guard.CHECKED_IN,) for status in _OPERATIONS},
    **{(status, Status.DECOMMISSIONING): (Guard.CHECKED_IN,) for status in _OPERATIONS},
    (Status.DECOMMISSIONING, Status.QUARANTINED): (Guard.REASON,),
    (Status.QUARANTINED, Status.DECOMMISSIONING): (),
    (Status.DECOMMISSIONING, Status.RETIRED): _RETIRE,
    (Status.RETIRED, Status.DISPOSED): (Guard.DOCUMENT,),
    (Status.RETIRED, Status.RETURNED): (Guard.DOCUMENT,),
    (Status.RETIRED, Status.SOLD): (Guard.DOCUMENT,),
    (Status.RETIRED, Status.DONATED): (Guard.DOCUMENT,),
    (Status.RETIRED, Status.IN_STOCK): (Guard.REASON, Guard.CHECKED),
    (Status.LOST, Status.IN_STOCK): (Guard.CHECKED,),
    (Status.LOST, Status.IN_MAINTENANCE): (Guard.CHECKED,),
    **{
        (status, missing): (Guard.REASON,)
        for status in Status
        for missing in STATUSES[Stage.MISSING]
        if status not in TERMINAL and status is not missing
    },
    **{
        (status, Status.VOIDED): (Guard.REASON, Guard.NOTHING_DEPENDS, Guard.CHECKED_IN)
        for status in Status
        if status not in TERMINAL
    },
}
"""Every move there is, and what it asks for. What is not here is refused."""

BEGINNINGS: Mapping[Status, tuple[Guard, ...]] = {
    Status.REQUESTED: (),
    Status.ORDERED: (Guard.APPROVED,),
    Status.RECEIVED: (),
    Status.IN_STOCK: (Guard.IDENTIFIED,),
    Status.IN_USE: (Guard.REASON,),
}
"""How an asset may begin; one that has been in use before says so as the reason."""

ENDINGS = frozenset({Status.RETIRED, *TERMINAL} - {Status.CANCELLED})
"""Where only those take an asset who may take it out of use for good."""


def check_move(asset: Standing, to: Status, given: Evidence, today: date) -> None:
    """Raises WrongState where the move is not there or the asset is not so far, FieldErrors about what is not given."""
    if asset.status is to:
        raise WrongState(f"{asset.number} is {to.spoken} already.")
    guards = MOVES.get((asset.status, to))
    if guards is None:
        raise WrongState(f"{asset.number} is {asset.status.spoken}. {_ways_on(asset.status)}")
    _check(guards, asset, to, given, today)


def check_beginning(asset: Standing, given: Evidence, today: date) -> None:
    """Raises WrongState where no asset begins like that, FieldErrors about what is missing."""
    guards = BEGINNINGS.get(asset.status)
    if guards is None:
        begins = ", ".join(it.spoken for it in BEGINNINGS)
        raise WrongState(f"No asset begins as {asset.status.spoken}. It begins as: {begins}.")
    _check(guards, asset, asset.status, given, today)


def check_goes_on(number: str, status: Status) -> None:
    """Raises WrongState where there is no way on from here."""
    if not ways_on(status):
        raise WrongState(f"{number} is {status.spoken}. {_ways_on(status)}")


def ways_on(status: Status) -> tuple[Status, ...]:
    """Where an asset can go from here, in the order of its life; `voided` and what is missing are reported."""
    reported = (Status.VOIDED, *STATUSES[Stage.MISSING])
    return tuple(to for to in Status if (status, to) in MOVES and to not in reported)


def _ways_on(status: Status) -> str:
    if status in TERMINAL:
        return "It stays so. Add a new asset if it is another."
    if status is Status.STOLEN:
        return "Where it has turned up, report it lost first, then found."
    ways = ", ".join(it.spoken for it in ways_on(status))
    return f"From there it can be: {ways}." if ways else "Report it found first."


def _check(
    guards: Sequence[Guard], asset: Standing, to: Status, given: Evidence, today: date
) -> None:
    stands, errors = [], {}
    for guard in guards:
        field, sentence = GUARDS[guard](asset, given, today)
        if sentence and field:
            errors[field] = sentence
        elif sentence:
            stands.append(sentence)
    stage = STAGE_OF[to]
    if missing := missing_fields(asset.asset_class, stage, asset.fields or {}):
        stands.append(f"It lacks: {', '.join(field.label for field in missing)}. Edit it first.")
    if stands:
        raise WrongState(f"{asset.number} cannot be {to.spoken} yet. {' '.join(stands)}")
    if errors:
        raise FieldErrors(errors)
