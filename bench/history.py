"""A desk's history, always as busy: with ten times as many incidents it goes back ten times as far.

Everything that figures are taken of is there: incidents that were answered, missed, held, reopened, cancelled, merged,
rated and declared major, and a change for every ten of them, with its approval. What still goes on at `NOW` is open.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bench import series
from bench.payloads import organisation
from bench.series import Dialect, Rows
from desk.incident import clocks
from domain.incident.sla import Measure
from domain.incidents import State
from storage.database import read_url
from storage.schema import bring_up_to_date

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
"""A Friday: when the figures are asked for."""

APART = 86
"""Seconds from one incident to the next: some 7,000 a week."""

OF_A_CHANGE = 10
"""There is a change for so many incidents."""

TEAMS, SERVICES = 4, 9
ORGANISATION = organisation(
    teams=[
        {"key": f"team-{it}", "name": f"Team {it}", "channel": f"C0TEAM{it}"} for it in range(TEAMS)
    ],
    services=[{"name": f"Service {it}", "team": f"team-{it % TEAMS}"} for it in range(SERVICES)],
)

_now = int(NOW.timestamp())
_DAY = 24 * 3600


def build(address: str, count: int) -> None:
    """Make the tables and fill them with so many incidents, and a tenth as many changes."""
    bring_up_to_date(address)
    engine = create_engine(read_url(address))
    try:
        with Session(engine) as tx, tx.begin():
            clocks.keep_promises(tx, organisation=ORGANISATION, at=NOW)
    finally:
        engine.dispose()
    dialect = series.dialect_of(address)
    series.insert(address, count, _incidents(count, dialect))
    series.insert(address, count // OF_A_CHANGE, _changes(count // OF_A_CHANGE, dialect))
    series.settle(address)


def _incidents(count: int, dialect: Dialect) -> Iterator[Rows]:
    raised = f"({_now} - ({count} - i) * {APART} - 60)"
    lived = (
        f"(600 + (i * 7919) % {_DAY} + CASE WHEN i % 20 = 3 THEN (i * 104729) % {14 * _DAY} ELSE 0 END"
        f" + CASE WHEN i % 400 = 13 THEN {60 * _DAY} ELSE 0 END)"
    )
    ended = f"({raised} + {lived})"
    taken_up = f"({raised} + 60 + i % 500)"
    half = f"({raised} + {lived} / 2)"
    is_over, is_cancelled, is_merged = f"{ended} <= {_now}", "i % 50 = 7", "i % 50 = 11"
    is_resolved = f"{is_over} AND i % 50 NOT IN (7, 11)"
    is_reopened, is_held = f"i % 40 = 9 AND {is_resolved}", "i % 20 = 5"
    is_taken = f"i % 25 <> 4 AND {taken_up} <= {_now}"
    person = "'U0BENCH' || CAST(i % 2000 AS TEXT)"

    def when(condition: str, moment: str) -> str:
        return f"CASE WHEN {condition} THEN {dialect.moment.format(moment)} END"

    yield Rows(
        "incidents",
        {
            "id": "i",
            "title": "'Something is broken, number ' || CAST(i AS TEXT)",
            "description": "'It was not broken yesterday.'",
            "service": f"CASE WHEN i % 10 < {SERVICES} THEN 'Service ' || CAST(i % 10 AS TEXT) END",
            "affected_asset": "'PRN-' || CAST(i % 5000 AS TEXT)",
            "impact": "2",
            "urgency": "2",
            "priority": "1 + i % 4",
            "restricted": "i % 50 = 0",
            "team_key": f"'team-' || CAST(i % 10 % {TEAMS} AS TEXT)",
            "reporter_id": person,
            "state": (
                f"CASE WHEN NOT ({is_over}) AND {is_held} AND {half} > {_now} THEN 'on_hold' "
                f"WHEN NOT ({is_over}) THEN 'in_progress' WHEN {is_cancelled} THEN 'cancelled' "
                f"WHEN {is_merged} THEN 'merged' WHEN {ended} > {_now - 7 * _DAY} THEN 'resolved' ELSE 'closed' END"
            ),
            "raised_at": dialect.moment.format(raised),
            "assignee_id": "'U0AGENT' || CAST(i % 40 AS TEXT)",
            "acknowledged_at": when(is_taken, taken_up),
            "first_response_at": when(is_taken, taken_up),
            "priority_overridden": "1 = 0",
            "resolved_at": when(is_resolved, ended),
            "resolution_code": f"CASE WHEN {is_resolved} THEN 'fixed' END",
            "resolution_summary": f"CASE WHEN {is_resolved} THEN 'Mended.' END",
            "closed_at": when(f"{is_over} AND ({is_cancelled} OR {is_merged})", ended),
            "merged_into_id": f"CASE WHEN {is_over} AND {is_merged} THEN i - 1 END",
            "reopen_count": f"CASE WHEN {is_reopened} THEN 1 ELSE 0 END",
            "version": "1",
        },
    )
    promises = {
        Measure.RESPONSE: (is_taken, taken_up, "60 + i % 500", "i % 30 = 2", f"({raised} + 50)"),
        Measure.RESOLUTION: (
            is_resolved,
            ended,
            lived,
            f"{lived} > 72000 AND {raised} + 72000 <= {_now}",
            f"({raised} + 72000)",
        ),
    }
    calendar = ORGANISATION.policies[0].calendar
    term = (
        '\'[{"at": "\' || ' + dialect.iso.format(raised) + ' || \'", "target": 72000, '
        f'"policy": "default P1", "policy_version": "", "calendar": "{calendar.name}", '
        f'"calendar_version": "{calendar.version}"}}]\''
    )
    for measure, (is_kept, kept, elapsed, is_missed, missed) in promises.items():
        is_stopped = f"({is_kept} OR {is_over})"
        yield Rows(
            "clocks",
            {
                "incident_id": "i",
                "measure": f"'{measure}'",
                "state": (
                    f"CASE WHEN {is_missed} AND NOT {is_stopped} THEN 'missed_running' "
                    f"WHEN {is_missed} THEN 'missed' WHEN {is_kept} THEN 'met' "
                    f"WHEN {is_over} THEN 'cancelled' ELSE 'running' END"
                ),
                "policy": "'default P1'",
                "calendar": f"'{calendar.name}'",
                "terms": dialect.facts.format(term),
                "started_at": dialect.moment.format(raised),
                "stopped_at": when(
                    is_stopped, f"(CASE WHEN {is_kept} THEN {kept} ELSE {ended} END)"
                ),
                "elapsed": f"CASE WHEN {is_kept} THEN {elapsed} END",
                "due_at": dialect.moment.format(f"({raised} + 72000)"),
                "missed_at": when(is_missed, missed),
                "fired": "0",
            },
        )
    yield Rows(
        "holds",
        {
            "incident_id": "i",
            "reason": "'requester'",
            "pauses": "1 = 1",
            "started_at": dialect.moment.format(f"{raised} + 300"),
            "ended_at": when(f"{half} <= {_now}", half),
            "message": "''",
        },
        f"{is_held} AND {raised} + 300 <= {_now}",
    )
    yield Rows(
        "holds",
        {
            "incident_id": "i",
            "reason": "'resolved'",
            "pauses": "1 = 1",
            "started_at": dialect.moment.format(f"{half} - 600"),
            "ended_at": dialect.moment.format(half),
            "message": "''",
        },
        is_reopened,
    )
    for event, at, where in (
        ("raised", raised, "1 = 1"),
        ("acknowledged", taken_up, is_taken),
        ("resolved", f"({half} - 600)", is_reopened),
        ("reopened", half, is_reopened),
        ("resolved", ended, is_resolved),
        ("cancelled", ended, f"{is_over} AND {is_cancelled}"),
        ("merged", ended, f"{is_over} AND {is_merged}"),
    ):
        state = {"raised": State.NEW}.get(event, State.IN_PROGRESS)
        yield Rows(
            "journal",
            _entry("INC", f"incident.{event}", at, dialect, f'{{"state": "{state}"}}'),
            where,
        )
    yield Rows(
        "ratings",
        {
            "incident_id": "i",
            "person_id": person,
            "asked_at": dialect.moment.format(f"{ended} + 3600"),
            "score": f"CASE WHEN i % 8 = 0 AND {ended} + 7200 <= {_now} THEN 1 + i / 8 % 5 END",
            "comment": "CASE WHEN i % 24 = 0 THEN 'It went well.' ELSE '' END",
            "answered_at": when(f"i % 8 = 0 AND {ended} + 7200 <= {_now}", f"{ended} + 7200"),
        },
        f"i % 4 = 0 AND {is_resolved} AND {ended} + 3600 <= {_now}",
    )
    yield Rows(
        "majors",
        {
            "incident_id": "i",
            "state": f"CASE WHEN {is_over} THEN 'reviewed' ELSE 'declared' END",
            "severity": "CASE WHEN i % 2000 = 501 THEN 'sev1' ELSE 'sev2' END",
            "declared_at": dialect.moment.format(f"{raised} + 60"),
            "mitigated_at": when(is_over, half),
            "resolved_at": when(is_over, ended),
            "reviewed_at": when(is_over, ended),
        },
        "i % 1000 = 501",
    )


def _changes(count: int, dialect: Dialect) -> Iterator[Rows]:
    """The last hundred are still to come."""
    is_done = f"i <= {count - 100}"
    finished = f"({_now} - ({count - 100} - i) * {APART * OF_A_CHANGE} - 60)"
    requested = f"({finished} - {2 * _DAY} - (i * 7919) % {5 * _DAY})"
    approved, started = f"({finished} - {_DAY} - i % 7200)", f"({finished} - 600 - i % 7200)"
    stage = f"CASE WHEN {is_done} THEN 'approved' ELSE 'open' END"

    def when(moment: str) -> str:
        return f"CASE WHEN {is_done} THEN {dialect.moment.format(moment)} END"

    yield Rows(
        "changes",
        {
            "id": "i",
            "type": "CASE WHEN i % 20 = 1 THEN 'emergency' ELSE 'normal' END",
            "state": f"CASE WHEN {is_done} THEN 'closed' ELSE 'approval' END",
            "title": "'A change, number ' || CAST(i AS TEXT)",
            "service": "'Service ' || CAST(i % 9 AS TEXT)",
            "team_key": f"'team-' || CAST(i % 9 % {TEAMS} AS TEXT)",
            "environment": "'production'",
            "category": "CASE WHEN i % 3 = 0 THEN 'deployment' ELSE 'configuration' END",
            "assets": dialect.facts.format("'[]'"),
            "starts_at": dialect.moment.format(started),
            "ends_at": dialect.moment.format(
                f"({finished} - CASE WHEN i % 30 = 4 THEN 600 ELSE 0 END)"
            ),
            **dict.fromkeys(("reason", "implementation", "test_evidence", "back_out"), "'So.'"),
            **dict.fromkeys(("validation", "communication", "why_urgent", "finding"), "''"),
            **dict.fromkeys(("override", "outcome", "review_summary"), "''"),
            "interruption_minutes": "CASE WHEN i % 30 = 4 THEN 30 ELSE 0 END",
            "implementer_id": "'U0AGENT' || CAST(i % 40 AS TEXT)",
            "requester_id": "'U0AGENT' || CAST(i % 41 AS TEXT)",
            "last_editor_id": "'U0AGENT' || CAST(i % 41 AS TEXT)",
            "requested_at": dialect.moment.format(requested),
            **dict.fromkeys(("risk_answers", "assessment"), dialect.facts.format("'{}'")),
            "late_answers": dialect.facts.format("'{}'"),
            "risk": "2",
            **dict.fromkeys(("retrospective", "objected"), "1 = 0"),
            "unauthorised": "i % 200 = 1",
            "revision": "1",
            "approved_at": when(approved),
            "started_at": when(started),
            "finished_at": when(finished),
            "committed_at": when(f"({finished} - 7200 - i % {_DAY})"),
            "result": f"CASE WHEN {is_done} THEN CASE WHEN i % 25 = 6 THEN 'failed' ELSE 'successful' END END",
            "entered_at": dialect.moment.format(requested),
            "said": dialect.facts.format("'[]'"),
            "version": "1",
        },
    )
    yield Rows(
        "approval_stages",
        {
            "id": "i",
            "change_id": "i",
            "revision": "1",
            "position": "1",
            "name": "'Peers'",
            "policy": "'normal'",
            "policy_version": "''",
            "rule": "'any'",
            "rule_number": "1",
            "min_electors": "1",
            "distinct_voters": "1 = 1",
            "named": dialect.facts.format("'{}'"),
            "excluded": dialect.facts.format("'{}'"),
            "state": stage,
            "opened_at": dialect.moment.format(requested),
            "decided_at": when(approved),
        },
    )
    for elector in (1, 2):
        person = f"'U0AGENT' || CAST((i + {elector}) % 41 AS TEXT)"
        yield Rows("electors", {"stage_id": "i", "person_id": person})
    yield Rows(
        "votes",
        {
            "stage_id": "i",
            "elector_id": "'U0AGENT' || CAST((i + 1) % 41 AS TEXT)",
            "voter_id": "'U0AGENT' || CAST((i + 1) % 41 AS TEXT)",
            "choice": "'approve'",
            "digest": "''",
            "comment": "''",
            "at": dialect.moment.format(approved),
        },
        is_done,
    )
    yield Rows(
        "caused_incidents",
        {
            "change_id": "i",
            "incident_id": f"i * {OF_A_CHANGE}",
            "is_confirmed": "i % 40 = 3",
            "said_by": "'U0AGENT1'",
            "said_at": dialect.moment.format(finished),
        },
        f"{is_done} AND i % 20 = 3",
    )
    for event, at, where in (
        ("requested", requested, "1 = 1"),
        ("approved", approved, is_done),
        ("started", started, is_done),
        ("finished", finished, is_done),
    ):
        yield Rows("journal", _entry("CHG", f"change.{event}", at, dialect, "{}"), where)


def _entry(kind: str, event: str, at: str, dialect: Dialect, before: str) -> Mapping[str, str]:
    return {
        "at": dialect.moment.format(at),
        "actor_id": "'U0AGENT' || CAST(i % 40 AS TEXT)",
        "event": f"'{event}'",
        "subject_kind": f"'{kind}'",
        "subject_id": "i",
        "before": dialect.facts.format(f"'{before}'"),
    }
