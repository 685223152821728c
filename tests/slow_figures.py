"""The figures worked out a second time, slowly: each record by itself, from its rows and its journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.events import Event
from domain.figure.kpis import Reader
from domain.incident.sla import ClockState, Measure
from domain.incidents import State
from domain.numbers import Kind
from domain.periods import Period
from storage.approvals import ApprovalStage
from storage.changes import Change
from storage.incident.clocks import Clock, Hold
from storage.incident.ratings import Rating
from storage.incidents import Incident
from storage.journal import Entry
from storage.majors import Major
from tests.people import ORGANISATION
from tests.slow_assets import quality
from tests.slow_capacity import capacity
from tests.slow_changes import changes_ended, deployments
from tests.slow_numbers import Numbers, between, lies_in, share, spread
from tests.slow_outages import outages

DAY = 24 * 3600
RANG = (Event.CLOCK_WARNED, Event.CLOCK_MISSED, Event.CLOCK_FAR_BEYOND)


@dataclass(frozen=True, kw_only=True)
class Story:
    """An incident with all that is known of it."""

    it: Incident
    entries: Sequence[Entry]
    clocks: Mapping[Measure, Clock]
    holds: Sequence[Hold]
    major: Major | None
    rating: Rating | None

    @property
    def counts(self) -> bool:
        return self.it.state not in (State.CANCELLED, State.MERGED)

    def at(self, event: Event) -> list[datetime]:
        return [entry.at for entry in self.entries if entry.event is event]

    def is_open_at(self, moment: datetime) -> bool:
        """Walked through from its beginning."""
        is_open = False
        for entry in self.entries:
            if entry.at >= moment:
                break
            if entry.event in (Event.INCIDENT_RAISED, Event.INCIDENT_REOPENED):
                is_open = True
            if entry.event in (
                Event.INCIDENT_RESOLVED,
                Event.INCIDENT_CANCELLED,
                Event.INCIDENT_MERGED,
            ):
                is_open = False
        return is_open

    def is_held_at(self, moment: datetime) -> bool:
        return any(
            hold.reason != "resolved"
            and hold.started_at < moment
            and (hold.ended_at is None or hold.ended_at >= moment)
            for hold in self.holds
        )

    def may_be_seen_by(self, reader: Reader) -> bool:
        mine = reader.person_id in (self.it.reporter_id, self.it.assignee_id)
        ours = self.it.team_key in reader.team_keys
        return reader.sees_all or not self.it.restricted or mine or ours


def slowly(
    tx: Session, *, period: Period, reader: Reader, at: datetime, team: str | None = None
) -> Numbers:
    """Every figure of the period, as of `at`."""
    stories = [
        story
        for story in _stories(tx)
        if story.may_be_seen_by(reader) and team in (None, story.it.team_key)
    ]
    changes = [it for it in tx.scalars(select(Change)) if team in (None, it.team_key)]
    ended = [it for it in changes if it.finished_at and lies_in(period, it.finished_at)]
    return {
        **_work(stories, period),
        **_times(stories, period),
        **_clocks(stories, period),
        **_backlog(stories, period, at),
        **_moods(stories, period),
        **outages(tx, period=period, reader=reader, at=at, organisation=ORGANISATION, team=team),
        "hold_share": _hold_share(_resolved(stories, period)),
        "downgrades_after_warning": sum(_lowered(it, period) for it in stories if it.counts),
        **changes_ended(tx, ended),
        **_waits(tx, changes, period),
        **deployments(tx, changes, ended, period, at),
        **capacity(tx, period, at, team),
        **quality(tx, period, at, team),
    }


def _stories(tx: Session) -> Iterable[Story]:
    for it in tx.scalars(select(Incident)):
        entries = select(Entry).where(
            Entry.subject_kind == Kind.INCIDENT, Entry.subject_id == it.id
        )
        clocks = tx.scalars(select(Clock).where(Clock.incident_id == it.id))
        yield Story(
            it=it,
            entries=tx.scalars(entries.order_by(Entry.id)).all(),
            clocks={clock.measure: clock for clock in clocks},
            holds=tx.scalars(select(Hold).where(Hold.incident_id == it.id)).all(),
            major=tx.get(Major, it.id),
            rating=tx.get(Rating, it.id),
        )


def _work(stories: Sequence[Story], period: Period) -> Numbers:
    def happened(event: Event) -> list[Story]:
        return [story for story in stories if any(lies_in(period, at) for at in story.at(event))]

    merged = [
        story
        for story in happened(Event.INCIDENT_MERGED)
        if not (story.at(Event.INCIDENT_RESOLVED) and _was_resolved(story))
    ]
    return {
        "incidents_raised": sum(it.counts and lies_in(period, it.it.raised_at) for it in stories),
        "incidents_resolved": len(_resolved(stories, period)),
        "incidents_reopened": sum(it.counts for it in happened(Event.INCIDENT_REOPENED)),
        "incidents_cancelled": len(happened(Event.INCIDENT_CANCELLED)),
        "incidents_merged": len(merged),
        **_reopened(stories, period),
    }


def _was_resolved(story: Story) -> bool:
    """Whether it was resolved as it was merged."""
    steps = [
        entry.event
        for entry in story.entries
        if entry.event in (Event.INCIDENT_RESOLVED, Event.INCIDENT_REOPENED)
    ]
    return bool(steps) and steps[-1] is Event.INCIDENT_RESOLVED


def _resolved(stories: Sequence[Story], period: Period) -> list[Story]:
    over = (State.RESOLVED, State.CLOSED)
    return [it for it in stories if it.it.state in over and lies_in(period, it.it.resolved_at)]


def _reopened(stories: Sequence[Story], period: Period) -> Numbers:
    first = [
        (story, story.at(Event.INCIDENT_RESOLVED)[0])
        for story in stories
        if story.counts and story.at(Event.INCIDENT_RESOLVED)
    ]
    cohort = [(story, at) for story, at in first if lies_in(period, at)]
    back = [
        story
        for story, at in cohort
        if any(again - at <= timedelta(days=7) for again in story.at(Event.INCIDENT_REOPENED))
    ]
    return {"reopen_rate": share(len(back), len(cohort))}


def _times(stories: Sequence[Story], period: Period) -> Numbers:
    taken_up = [
        (story.it.raised_at, at)
        for story in stories
        if story.counts and (at := story.it.acknowledged_at or story.it.resolved_at)
    ]
    responded = [it for it in stories if it.counts and lies_in(period, it.it.first_response_at)]
    return {
        **spread("mtta", [between(it, at) for it, at in taken_up if lies_in(period, at)]),
        **spread("first_response", _elapsed(responded, Measure.RESPONSE)),
        **spread("mttr", [_restored_after(it) for it in _resolved(stories, period)]),
        **spread("resolution_time", _elapsed(_resolved(stories, period), Measure.RESOLUTION)),
    }


def _restored_after(story: Story) -> int:
    major = story.major
    was_major = major is not None and major.state in ("resolved", "reviewed")
    restored = major.mitigated_at if was_major and major else None
    ended = restored or story.it.resolved_at
    assert ended is not None
    return between(story.it.raised_at, ended)


def _elapsed(stories: Sequence[Story], measure: Measure) -> list[int]:
    clocks = [story.clocks[measure] for story in stories if measure in story.clocks]
    return [clock.elapsed for clock in clocks if clock.elapsed is not None]


def _clocks(stories: Sequence[Story], period: Period) -> Numbers:
    told: Numbers = {}
    for measure in Measure:
        met, missed = 0, 0
        for story in stories:
            clock = story.clocks.get(measure)
            if clock is None or story.it.state is State.CANCELLED:
                continue
            if clock.missed_at is not None:
                missed += lies_in(period, clock.missed_at)
            elif clock.state is ClockState.MET and story.counts:
                met += lies_in(period, clock.stopped_at)
        told[f"sla_{measure}_attainment"] = share(met, met + missed)
        told[f"sla_{measure}_missed"] = missed
    return told


def _hold_share(stories: Sequence[Story]) -> float | None:
    """Hour by hour of the calendar: how much of it was spent waiting."""
    on_hold, lived = 0, 0
    for story in stories:
        clock = story.clocks.get(Measure.RESOLUTION)
        if clock is None or clock.elapsed is None:
            continue
        version = clock.terms[-1]["calendar_version"]
        calendar = next(
            it.calendar for it in ORGANISATION.policies if it.calendar.version == version
        )
        assert story.it.resolved_at
        waits = [it for it in story.holds if it.reason != "resolved"]
        if not waits:
            lived += clock.elapsed
            continue
        pauses = [it for it in story.holds if it.reason == "resolved"]
        for opens, closes in calendar.open_spans(story.it.raised_at, story.it.resolved_at):
            lived += between(opens, closes) - sum(_shared(it, opens, closes) for it in pauses)
            on_hold += sum(_shared(it, opens, closes) for it in waits)
    return share(on_hold, lived)


def _lowered(story: Story, period: Period) -> int:
    """How often less was promised in the period when time had begun to run out."""
    has_rung, often = False, 0
    for entry in story.entries:
        has_rung = has_rung or entry.event in RANG
        was, became = (facts or {} for facts in (entry.before, entry.after))
        if has_rung and entry.event in (Event.INCIDENT_REASSESSED, Event.INCIDENT_OVERRIDDEN):
            often += became["priority"] > was["priority"] and lies_in(period, entry.at)
    return often


def _shared(hold: Hold, opens: datetime, closes: datetime) -> int:
    return between(max(hold.started_at, opens), min(hold.ended_at or closes, closes))


def _waits(tx: Session, changes: Sequence[Change], period: Period) -> Numbers:
    waited = []
    for change in changes:
        if change.state == "cancelled":
            continue
        for stage in tx.scalars(select(ApprovalStage).where(ApprovalStage.change_id == change.id)):
            if stage.state in ("approved", "rejected") and lies_in(period, stage.decided_at):
                assert stage.opened_at
                assert stage.decided_at
                spans = ORGANISATION.office.open_spans(stage.opened_at, stage.decided_at)
                waited.append(sum(between(*span) for span in spans))
    return spread("approval_wait", waited)


def _backlog(stories: Sequence[Story], period: Period, at: datetime) -> Numbers:
    end = min(period.ends_at, at + timedelta(seconds=1))
    seen_at = min(period.ends_at, at)
    left = [story for story in stories if story.is_open_at(end)]
    ages = [between(story.it.raised_at, seen_at) for story in left]
    unanswered = [
        between(story.it.raised_at, seen_at)
        for story in left
        if not _by(story.it.first_response_at, end)
    ]
    came = sum(lies_in(period, story.it.raised_at) for story in stories)
    came += sum(lies_in(period, at) for it in stories for at in it.at(Event.INCIDENT_REOPENED))
    gone = _gone(stories, period)
    return {
        "incidents_unacknowledged": sum(not _by(it.it.acknowledged_at, end) for it in left),
        "first_response_waiting": len(unanswered),
        "first_response_waiting_oldest": max(unanswered, default=None),
        "backlog": len(left),
        "backlog_on_hold": sum(story.is_held_at(end) for story in left),
        "backlog_under_1_day": sum(age < DAY for age in ages),
        "backlog_1_to_3_days": sum(DAY <= age < 3 * DAY for age in ages),
        "backlog_3_to_7_days": sum(3 * DAY <= age < 7 * DAY for age in ages),
        "backlog_7_to_14_days": sum(7 * DAY <= age < 14 * DAY for age in ages),
        "backlog_14_to_30_days": sum(14 * DAY <= age < 30 * DAY for age in ages),
        "backlog_30_days_and_more": sum(age >= 30 * DAY for age in ages),
        "backlog_arrivals": came,
        "backlog_closures": gone,
        "backlog_net": came - gone,
    }


def _by(moment: datetime | None, end: datetime) -> bool:
    return moment is not None and moment < end


def _gone(stories: Sequence[Story], period: Period) -> int:
    """How often one that was open no longer was."""
    gone = 0
    for story in stories:
        was_open = True
        for entry in story.entries:
            is_end = entry.event in (
                Event.INCIDENT_RESOLVED,
                Event.INCIDENT_CANCELLED,
                Event.INCIDENT_MERGED,
            )
            gone += is_end and was_open and lies_in(period, entry.at)
            was_open = (was_open and not is_end) or entry.event is Event.INCIDENT_REOPENED
    return gone


def _moods(stories: Sequence[Story], period: Period) -> Numbers:
    ratings = [story.rating for story in stories if story.rating and story.counts]
    given = [it.score for it in ratings if it.score and lies_in(period, it.answered_at)]
    asked = [it for it in ratings if lies_in(period, it.asked_at)]
    return {
        "csat": share(sum(it >= 4 for it in given), len(given)) if len(given) >= 5 else None,
        "csat_responses": len(given),
        "csat_response_rate": share(sum(it.score is not None for it in asked), len(asked)),
    }
