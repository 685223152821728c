"""What a reader of one record sees, loaded whole."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.events import STEPS, Event
from domain.incident.links import LinkKind
from domain.numbers import Kind
from domain.text import mentioned
from storage import incidents, journal, people, places, war_rooms
from storage.assets import Reader
from storage.incident import affected_sheets, clocks, links, outlines
from storage.incident.affected_sheets import AffectedSheet
from storage.incident.clocks import Clock
from storage.incident.outlines import Outline
from storage.incident.ratings import Rating
from storage.incidents import Comment, Incident
from storage.journal import Entry
from storage.majors import Major
from storage.places import Place, place_of
from storage.war_rooms import WarRoom

STEPS_SHOWN = 5
COMMENTS_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Kin:
    """A link of an incident: to this other one, or, where it does not lead `outwards`, from it."""

    kind: LinkKind
    outwards: bool
    incident: Incident


@dataclass(frozen=True, kw_only=True)
class Survivor:
    """What goes on for an incident that was merged, and where its card stands."""

    incident: Incident
    card: Place | None


@dataclass(frozen=True, kw_only=True)
class IncidentSheet:
    """An incident, its latest steps and comments, what it is linked with, and where its card stands.

    `major` is what it is as a major incident, and `room` the channel of its own, where it has them. `names` are
    what those are called whom its comments and the reasons of its steps mention, by their ids. `is_watched` says
    whether its reader follows it, where it is one reader's. `rating` is what its requester said of it, where its
    reader may read that.
    """

    incident: Incident
    steps: Sequence[Entry]
    comments: Sequence[Comment]
    comment_count: int
    card: Place | None
    clocks: Sequence[Clock] = ()
    kin: Sequence[Kin] = ()
    survivor: Survivor | None = None
    major: Major | None = None
    room: WarRoom | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    affected: Sequence[AffectedSheet] = ()
    is_watched: bool = False
    rating: Rating | None = None


@dataclass(frozen=True, kw_only=True)
class MajorSheet:
    """A major incident, what was last said of it, and where its status message stands.

    `is_missing`: the next word was promised, and has not come.
    """

    whole: IncidentSheet
    major: Major
    room: WarRoom | None
    status: Place | None
    update: Entry | None
    is_missing: bool


@dataclass(frozen=True, kw_only=True)
class Chronicle:
    """All that happened to a major incident and was said about it, with people's names by their ids."""

    sheet: MajorSheet
    entries: Sequence[Entry]
    said: Sequence[Comment]
    names: Mapping[str, str]


def is_public(incident: Incident) -> bool:
    return not incident.restricted


def incident_sheet(
    tx: Session,
    incident_id: int,
    *,
    may_show: Callable[[Incident], bool] = is_public,
    reader: Reader | None = None,
) -> IncidentSheet | None:
    """What to read about it; of what it is linked with, that which `may_show` lets through, and of the assets it is
    about those the `reader` may see, none without one."""
    sheets = incident_sheets(tx, [incident_id], may_show=may_show, reader=reader)
    return sheets.get(incident_id)


def incident_sheets(
    tx: Session,
    incident_ids: Collection[int],
    *,
    may_show: Callable[[Incident], bool] = is_public,
    reader: Reader | None = None,
) -> Mapping[int, IncidentSheet]:
    """The same of several that are read together: what all have is asked for once, what few have only of those."""
    found = {it.incident.id: it for it in outlines.of_incidents(tx, incident_ids)}
    steps = journal.latest_of_each(tx, Kind.INCIDENT, found, events=STEPS, limit=STEPS_SHOWN)
    ticking = clocks.of_incidents(tx, found)
    return {
        its_id: _sheet(tx, it, steps[its_id], ticking[its_id], may_show, reader)
        for its_id, it in found.items()
    }


def _sheet(
    tx: Session,
    it: Outline,
    steps: Sequence[Entry],
    ticking: Sequence[Clock],
    may_show: Callable[[Incident], bool],
    reader: Reader | None,
) -> IncidentSheet:
    incident = it.incident
    comments = (
        incidents.comments_of(tx, incident.id, latest=COMMENTS_SHOWN) if it.has_comments else ()
    )
    return IncidentSheet(
        incident=incident,
        steps=steps,
        comments=comments,
        comment_count=_count_of(tx, incident.id, comments),
        card=it.card,
        clocks=ticking,
        kin=[kin for kin in _kin_of(tx, incident.id) if may_show(kin.incident)]
        if it.has_kin
        else (),
        survivor=_survivor_of(tx, incident),
        major=it.major,
        room=war_rooms.find(tx, incident.id) if it.major else None,
        names=named_in(tx, [*(step.why for step in steps), *(said.text for said in comments)]),
        affected=affected_sheets.sheets_of(tx, incident, reader)
        if reader and it.has_assets
        else (),
    )


def _count_of(tx: Session, incident_id: int, latest: Sequence[Comment]) -> int:
    """How many comments there are; counted only where these may not be all."""
    if len(latest) < COMMENTS_SHOWN:
        return len(latest)
    standing = (
        Comment.incident_id == incident_id,
        Comment.deleted_at.is_(None),
        Comment.internal.is_(False),
    )
    return tx.scalar(select(func.count()).select_from(Comment).where(*standing)) or 0


def major_sheet(tx: Session, incident_id: int) -> MajorSheet | None:
    whole = incident_sheet(tx, incident_id)
    if whole is None or whole.major is None:
        return None
    update = latest_step(tx, incident_id, [Event.MAJOR_UPDATED])
    missed = latest_step(
        tx,
        incident_id,
        [Event.MAJOR_UPDATED, Event.MAJOR_UPDATE_MISSED, Event.MAJOR_UPDATE_STILL_MISSING],
    )
    return MajorSheet(
        whole=whole,
        major=whole.major,
        room=whole.room,
        status=place_of(places.status_of(tx, Kind.INCIDENT, incident_id)),
        update=update,
        is_missing=missed is not update and missed is not None,
    )


def chronicle(tx: Session, incident_id: int) -> Chronicle | None:
    sheet = major_sheet(tx, incident_id)
    if sheet is None:
        return None
    entries = journal.all_of(tx, Kind.INCIDENT, incident_id)
    said = incidents.everything_said(tx, incident_id)
    involved = {entry.actor_id for entry in entries} | {each.author_id for each in said}
    involved |= {sheet.whole.incident.reporter_id, *sheet.major.roles.values()}
    for entry in entries:
        facts = entry.after or {}
        involved |= {facts[name] for name in ("holder", "assignee") if facts.get(name)}
    involved |= mentioned(*(entry.why for entry in entries), *(each.text for each in said))
    return Chronicle(sheet=sheet, entries=entries, said=said, names=people.names(tx, involved))


def named_in(tx: Session, texts: Iterable[str | None]) -> Mapping[str, str]:
    """What those are called whom these texts mention, by their ids."""
    named = mentioned(*texts)
    return people.names(tx, named) if named else {}


def _kin_of(tx: Session, incident_id: int) -> list[Kin]:
    made = links.of_incident(tx, incident_id)
    others = {each for link in made for each in (link.incident_id, link.to_id)} - {incident_id}
    found = incidents.several(tx, others)
    return [
        Kin(kind=link.kind, outwards=outwards, incident=found[other_id])
        for link in made
        for outwards in [link.incident_id == incident_id]
        for other_id in [link.to_id if outwards else link.incident_id]
        if other_id in found
    ]


def _survivor_of(tx: Session, incident: Incident) -> Survivor | None:
    found = incidents.survivor(tx, incident)
    card = places.card_of(tx, Kind.INCIDENT, found.id) if found else None
    return Survivor(incident=found, card=place_of(card)) if found else None


def latest_step(tx: Session, incident_id: int, events: Sequence[Event] = STEPS) -> Entry | None:
    """The last thing done to the incident itself, or the last of these events."""
    steps = journal.latest_of(tx, Kind.INCIDENT, incident_id, events=events, limit=1)
    return steps[0] if steps else None
