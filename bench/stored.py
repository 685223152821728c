"""A database with many incidents in it: nineteen of twenty closed, the rest open.

The rows are made by the database itself, from a series of numbers. Each incident has what it leaves behind: two clocks,
entries in the journal, a card and a receipt. One person has the same few open incidents however many are stored, and
the same few alarms and reminders are due, and the digests of the same many channels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import create_engine, delete, insert, update
from sqlalchemy.orm import Session

from bench import series
from bench.payloads import ORGANISATION
from bench.series import Dialect, Rows
from desk.incident import clocks
from domain.digests import DigestKind
from domain.incident.sla import Measure
from domain.incidents import REOPEN_WINDOW, State
from domain.people import Person
from storage import reminders
from storage.database import read_url
from storage.digest.subscriptions import Subscription
from storage.incident.clocks import Clock
from storage.incidents import Incident
from storage.outbox import Message, Owed
from storage.reminders import ReminderKind
from storage.schema import bring_up_to_date

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""When it is measured."""

OPEN_OF = 20
"""One in so many is open."""

DUE = 20
"""Alarms, and as many reminders, that are due in one sweep."""

DIGESTS = 2_000
"""Subscriptions that are due in one sweep, a quarter of them weekly."""

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC")

SOMEBODY = Person(id="U0BENCHMINE", name="Somebody", agent_of=frozenset({"service-desk"}))
THEIRS = 12
"""Open incidents that are theirs."""

TARGET, USED_UP = 4 * 3600, int(3.1 * 3600)
"""In seconds: what is due has used up 77 percent."""


@dataclass(frozen=True)
class Stored:
    """Which of so many incidents are what: the last are open, and of these the last have an alarm due."""

    count: int

    @property
    def first_open(self) -> int:
        return self.count - self.count // OPEN_OF + 1

    @property
    def with_alarm(self) -> range:
        return range(self.count - DUE + 1, self.count + 1)

    @property
    def theirs(self) -> range:
        return range(self.with_alarm[0] - THEIRS, self.with_alarm[0])

    @property
    def to_close(self) -> range:
        """Resolved a week ago."""
        return range(self.first_open - DUE, self.first_open)


def build(address: str, count: int) -> None:
    """Make the tables and fill them."""
    bring_up_to_date(address)
    engine = create_engine(read_url(address))
    try:
        with Session(engine) as tx, tx.begin():
            clocks.keep_promises(tx, organisation=ORGANISATION, at=NOW)
            subscribe(tx)
    finally:
        engine.dispose()
    series.insert(address, count, _rows(Stored(count), series.dialect_of(address)))
    series.settle(address)


def rearm(tx: Session, stored: Stored) -> None:
    """The same alarms and reminders are due once more."""
    alarms = (Clock.incident_id.in_(stored.with_alarm), Clock.measure == Measure.RESOLUTION)
    tx.execute(update(Clock).where(*alarms).values(fired=0, fire_at=NOW))
    resolved = Incident.id.in_(stored.to_close)
    tx.execute(update(Incident).where(resolved).values(state=State.RESOLVED, closed_at=None))
    for incident_id in stored.to_close:
        reminders.set_for(tx, ReminderKind.CLOSES, incident_id, NOW)
    tx.execute(delete(Owed).where(Owed.message == Message.DIGEST))
    tx.execute(update(Subscription).values(fire_at=NOW))


def _rows(stored: Stored, dialect: Dialect) -> Iterator[Rows]:
    is_open, is_closed = f"i >= {stored.first_open}", f"i < {stored.first_open}"
    is_urgent, is_theirs = _within(stored.with_alarm), _within(stored.theirs)
    is_resolved = _within(stored.to_close)
    apart = max(1, int(timedelta(days=1000).total_seconds()) // stored.count)
    now = int(NOW.timestamp())
    raised = f"({now} - CASE WHEN {is_urgent} THEN {USED_UP} ELSE ({stored.count} - i) * {apart} + 86400 END)"
    ended = f"CASE WHEN {is_resolved} THEN {now - int(REOPEN_WINDOW.total_seconds())} ELSE {raised} + 7200 END"
    person = "'U0BENCH' || CAST(i % 2000 AS TEXT)"
    yield Rows(
        "incidents",
        {
            "id": "i",
            "title": "'Something is broken, number ' || CAST(i AS TEXT)",
            "description": "'It was not broken yesterday.'",
            "affected_asset": "''",
            "impact": "2",
            "urgency": "2",
            "priority": f"CASE WHEN {is_urgent} THEN 1 ELSE 2 + i % 4 END",
            "restricted": "i % 50 = 0",
            "team_key": "'service-desk'",
            "reporter_id": f"CASE WHEN {is_theirs} THEN '{SOMEBODY.id}' ELSE {person} END",
            "state": f"CASE WHEN {is_open} THEN 'in_progress' WHEN {is_resolved} THEN 'resolved' ELSE 'closed' END",
            "raised_at": dialect.moment.format(raised),
            "assignee_id": "'U0AGENT' || CAST(i % 40 AS TEXT)",
            "acknowledged_at": dialect.moment.format(f"{raised} + 60"),
            "first_response_at": dialect.moment.format(f"{raised} + 60"),
            "priority_overridden": "1 = 0",
            "resolved_at": f"CASE WHEN {is_closed} THEN {dialect.moment.format(ended)} END",
            "resolution_code": f"CASE WHEN {is_closed} THEN 'fixed' END",
            "resolution_summary": f"CASE WHEN {is_closed} THEN 'Mended.' END",
            "reopen_count": "0",
            "version": "1",
        },
    )
    term = (
        '\'[{"at": "\' || ' + dialect.iso.format(raised) + f' || \'", "target": {TARGET}, '
        '"policy": "default P1", "policy_version": "", "calendar": "24x7", '
        f'"calendar_version": "{ORGANISATION.office.version}"}}]\''
    )
    for measure, is_stopped in ((Measure.RESPONSE, "1 = 1"), (Measure.RESOLUTION, is_closed)):
        yield Rows(
            "clocks",
            {
                "incident_id": "i",
                "measure": f"'{measure}'",
                "state": f"CASE WHEN {is_stopped} THEN 'met' ELSE 'running' END",
                "policy": "'default P1'",
                "calendar": "'24x7'",
                "terms": dialect.facts.format(term),
                "started_at": dialect.moment.format(raised),
                "stopped_at": f"CASE WHEN {is_stopped} THEN {dialect.moment.format(ended)} END",
                "elapsed": f"CASE WHEN {is_stopped} THEN 60 END",
                "due_at": dialect.moment.format(f"{raised} + {TARGET}"),
                "fired": f"CASE WHEN {is_urgent} THEN 0 ELSE 75 END",
                # what has no alarm due has one some time after the measuring
                "fire_at": f"CASE WHEN {is_stopped} THEN NULL ELSE {dialect.moment.format(f'{now} + 86400 + i')} END",
            },
        )
    for event, where in (("incident.raised", "1 = 1"), ("incident.resolved", is_closed)):
        yield Rows(
            "journal",
            {
                "at": dialect.moment.format(raised),
                "actor_id": person,
                "event": f"'{event}'",
                "subject_kind": "'INC'",
                "subject_id": "i",
                "after": dialect.facts.format('\'{"state": "new", "assignee": null}\''),
            },
            where,
        )
    for message, place, channel in (
        ("card", "'team:service-desk'", "'C0BENCH01'"),
        ("receipt", f"'person:' || {person}", "'D0' || CAST(i % 2000 AS TEXT)"),
    ):
        yield Rows(
            "outbox",
            {
                "key": f"'{message}:INC-' || CAST(i AS TEXT) || ':' || {place}",
                "message": f"'{message}'",
                "destination": place,
                "subject_kind": "'INC'",
                "subject_id": "i",
                "owed_at": dialect.moment.format(raised),
                "wanted": "2",
                "shown": "2",
                "attempts": "0",
                "channel_id": channel,
                "ts": f"CAST({raised} AS TEXT) || '.000100'",
            },
        )
    yield Rows(
        "reminders",
        {
            "key": "'stale:' || CAST(i AS TEXT) || ':'",
            "kind": "'stale'",
            "incident_id": "i",
            "fire_at": dialect.moment.format(f"{now} + 86400 + i"),
            "facts": dialect.facts.format("'{}'"),
        },
        is_open,
    )


def subscribe(tx: Session) -> None:
    """So many channels get the digest of the day or of the week."""
    rows = [
        {
            "channel_id": f"C0DIGEST{number}",
            "kind": DigestKind.WEEKLY if number % 4 == 0 else DigestKind.DAILY,
            "team_key": ORGANISATION.teams[0].key,
            "service": "",
            "days": [0] if number % 4 == 0 else [0, 1, 2, 3, 4, 5, 6],
            "local_time": "09:00",
            "zone": ZONES[number % len(ZONES)],
            "also_quiet": False,
            "made_by": SOMEBODY.id,
            "made_at": NOW,
            "fire_at": NOW,
        }
        for number in range(DIGESTS)
    ]
    tx.execute(insert(Subscription), rows)


def _within(numbers: range) -> str:
    return f"(i >= {numbers[0]} AND i <= {numbers[-1]})"
