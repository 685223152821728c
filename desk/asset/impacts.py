"""What fails with the assets of an incident or a change: computed anew each time, and what of it somebody took out.

What is taken out stays out, with the reason, whatever else comes to depend on the assets later (ITSM semantics, 5.3).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.approval import endings
from desk.asset.steps import in_public, reader_of
from desk.change.edits import to_edit
from desk.change.steps import to_change, to_read, too_late
from desk.change.submissions import submit
from desk.incident.affected import to_say
from desk.journal import record
from domain.access import Can, may
from domain.approvals import StageState, VoteEnding
from domain.asset.relations import Hit
from domain.assets import WEIGHTS
from domain.changes import ChangeState
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.events import Event
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from domain.text import checked_reason, clean
from storage import assets, people
from storage.asset import impact_exclusions, surroundings
from storage.assets import Asset
from storage.change import affected as change_assets
from storage.changes import Change
from storage.incident import affected
from storage.incidents import Incident

OFFERED = 100
"""So many may stand in one form: those taken out already, then the nearest and most critical."""

JUDGED = (ChangeState.ASSESSMENT, ChangeState.APPROVAL)
NOT_ASKED = (ChangeState.DRAFT, ChangeState.REJECTED)


@dataclass(frozen=True, kw_only=True)
class FailsWith:
    """What fails with the assets of `subject`, as its reader sees it: those taken out with why, and those that are hit,
    each with the way to it in numbers. `more` counts what is hit and not among these. `may_say`: the reader may say
    what is not hit.
    """

    subject: Incident | Change
    out: Sequence[tuple[Asset, str]]
    hit: Sequence[tuple[Asset, Sequence[str]]]
    more: int
    may_say: bool = True


def of_incident(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person
) -> FailsWith:
    """What fails with it, for who may say what it is about. Raises NotFound, NotAllowed, WrongState."""
    incident = to_say(tx, incident_id, by=by)
    return _fails_with(tx, incident, organisation=organisation, by=by)


def of_change(tx: Session, change_id: int, *, organisation: Organisation, by: Person) -> FailsWith:
    """The same of a change: whoever decides about it reads that too."""
    change = to_read(tx, change_id)
    may_say = may(by, Can.EDIT_CHANGE, change) and change.state in (*JUDGED, *NOT_ASKED)
    found = _fails_with(tx, change, organisation=organisation, by=by)
    return replace(found, may_say=may_say)


def say_of_incident(
    tx: Session,
    incident_id: int,
    *,
    out: Collection[int],
    shown: Collection[int],
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """Somebody says which assets are not hit by it: `out`, where `shown` were out when the form opened.

    Raises FieldErrors about `not_hit` and `not_hit_why`.
    """
    incident = to_say(tx, incident_id, by=by, lock=True)
    told = _say(tx, incident, out, shown, why, organisation=organisation, by=by, at=at)
    if told is not None:
        people.meet(tx, by)
        record(
            tx, incident, Event.INCIDENT_IMPACT, by=by, at=at, after=told, why=clean(why) or None
        )
    return incident


def say_of_change(
    tx: Session,
    change_id: int,
    *,
    out: Collection[int],
    shown: Collection[int],
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """The same of a change: it is judged anew, and those are asked who have to at its risk.

    A change manager alone takes something out, and nobody of their own change, for that may lower the risk.
    """
    to_edit(tx, change_id, by=by)
    change = to_change(tx, change_id)
    if change.state not in (*JUDGED, *NOT_ASKED):
        raise too_late(tx, change, f"What {change.number} hits is judged already.", by)
    is_known = impact_exclusions.of(tx, Kind.CHANGE, change.id)
    takes_out = any(it not in is_known for it in out)
    if takes_out and (not may(by, Can.MANAGE_CHANGE, change) or by.id == change.requester_id):
        raise NotAllowed(
            "Only a change manager says that something is not hit, and nobody of their own change."
        )
    told = _say(tx, change, out, shown, why, organisation=organisation, by=by, at=at)
    if told is None:
        return change
    how: dict[str, Any] = {"by": by, "at": at, "after": told, "why": clean(why) or None}
    if change.state in NOT_ASKED:
        record(tx, change, Event.CHANGE_IMPACT, **how)
        return change
    endings.void(tx, change, VoteEnding.SUPERSEDED, StageState.SUPERSEDED, at=at)
    change.state = ChangeState.DRAFT
    submit(tx, change, Event.CHANGE_IMPACT, organisation=organisation, **how)
    return change


def _say(
    tx: Session,
    subject: Incident | Change,
    out: Collection[int],
    shown: Collection[int],
    why: str,
    *,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Mapping[str, Any] | None:
    """Keep it; answers what the journal tells of it, None where nothing is different."""
    known = impact_exclusions.of(tx, subject.kind, subject.id)
    new = [it for it in dict.fromkeys(out) if it not in {*shown, *known}]
    back = [it for it in shown if it not in out and it in known]
    if not new and not back:
        return None
    loaded, reader = assets.several(tx, [*new, *back]), reader_of(by, organisation)
    hit = _hits(tx, subject)
    if any(it not in hit or not reader.may_see(loaded[it]) for it in new):
        raise FieldErrors({"not_hit": "One of these does not depend on it any more. Look again."})
    if new:
        why = checked_reason("not_hit_why", why, "Say why they are not hit.")
    impact_exclusions.keep(tx, subject.kind, subject.id, new, why=why, by=by.id, at=at)
    impact_exclusions.take_back(tx, subject.kind, subject.id, back)
    everybody = in_public(organisation)
    hidden = [it.number for it in loaded.values() if not everybody.may_see(it)]
    return {
        "named": [number(Kind.ASSET, it) for it in new],
        "taken": [number(Kind.ASSET, it) for it in back],
        **({"hidden": hidden} if hidden else {}),
    }


def _fails_with(
    tx: Session, subject: Incident | Change, *, organisation: Organisation, by: Person
) -> FailsWith:
    reader = reader_of(by, organisation)
    excluded = impact_exclusions.of(tx, subject.kind, subject.id)
    hit = _hits(tx, subject)
    if not hit and not excluded:
        raise WrongState(
            f"Nothing fails with what {subject.number} is about, as far as is written down. "
            "/asset relate says what depends on what."
        )
    glances = assets.glances(tx, {*hit, *excluded})
    seen = {it: glance for it, glance in glances.items() if reader.may_see(glance)}

    def order(it: int) -> tuple[int, int, int]:
        weight = seen[it].criticality
        return hit[it].depth, -WEIGHTS[weight] if weight else 1, it

    out = [it for it in sorted(excluded) if it in seen]
    nearest = sorted((it for it in hit if it in seen), key=order)[: max(0, OFFERED - len(out))]
    if not out and not nearest:
        raise WrongState(
            f"What fails with {subject.number} belongs to teams that keep theirs to themselves. Ask an asset manager."
        )
    loaded = assets.several(tx, [*out, *nearest])
    return FailsWith(
        subject=subject,
        out=[(loaded[it], excluded[it]) for it in out],
        hit=[
            (loaded[it], [number(Kind.ASSET, on) if on in seen else "…" for on in hit[it].path[1:]])
            for it in nearest
        ],
        more=len(hit) - len(nearest),
    )


def _hits(tx: Session, subject: Incident | Change) -> Mapping[int, Hit]:
    if subject.kind is Kind.INCIDENT:
        ids = set(affected.of_incident(tx, subject.id))
    else:
        ids = {asset.id for asset in change_assets.of_change(tx, subject.id)}
    without = impact_exclusions.of(tx, subject.kind, subject.id)
    return surroundings.impact(tx, ids, without=without).hit if ids else {}
