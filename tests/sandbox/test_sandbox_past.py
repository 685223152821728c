"""The busy months as they were played: records, journal, outbox and workspace tell the same story."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from bot.configuration.organisation import read_organisation
from bot.settings import Settings
from desk.major import war_rooms
from domain.asset.health import Health
from domain.changes import ChangeState
from domain.events import ABOUT_ASSETS, ABOUT_CHANGES, Event
from domain.incident.links import LinkKind
from domain.incidents import STEPS, State, Step
from domain.majors import MajorRole, MajorState
from domain.numbers import Kind
from domain.organisation import Organisation, Team
from sandbox.child import environment_for_the_bot
from sandbox.company.clock import Clock
from sandbox.company.marks import pinned_in
from sandbox.company.store import Store
from sandbox.company.workspace import Workspace
from sandbox.delivery.office import AS_SLACK
from sandbox.errors import CannotStart
from sandbox.manifest import Manifest
from sandbox.past import play_past
from sandbox.seeds.busy.past import CannotPlay, Setting, play
from sandbox.server import Sandbox
from sandbox.world import open_world
from storage import backlog, places, sheets
from storage.asset import keys as asset_keys
from storage.asset import sheets as asset_sheets
from storage.assets import Reader
from storage.changes import Change
from storage.database import read_url
from storage.incident.links import Link
from storage.incidents import Comment, Incident
from storage.journal import Entry
from storage.outbox import Message, Owed
from storage.war_rooms import WarRoom
from views.major.war_rooms import topic

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
DAYS, SECONDS = 30, 20
"""A third of the past, and how long it may take: of computing, however busy the machine is otherwise."""

STEP_OF = {
    Event.INCIDENT_ACKNOWLEDGED: Step.ACKNOWLEDGE,
    Event.INCIDENT_STARTED: Step.ACKNOWLEDGE,
    Event.INCIDENT_ASSIGNED: Step.ASSIGN,
    Event.INCIDENT_HELD: Step.HOLD,
    Event.INCIDENT_RESUMED: Step.RESUME,
    Event.INCIDENT_RESOLVED: Step.RESOLVE,
    Event.INCIDENT_REOPENED: Step.REOPEN,
    Event.INCIDENT_CLOSED: Step.CONFIRM,
    Event.INCIDENT_CANCELLED: Step.CANCEL,
    Event.INCIDENT_MERGED: Step.MERGE,
}
NOT_TOLD = {
    Event.INCIDENT_UNWATCHED,
    Event.INCIDENT_AFFECTS,
    Event.INCIDENT_IMPACT,
    Event.CLOCK_RECOUNTED,
    Event.CLOCK_CANCELLED,
    Event.CLOCK_SNOOZED,
    Event.CLOCK_REMINDED,
    Event.COMMENT_STRAYED,
    Event.COMMENT_TOO_LATE,
    Event.MAJOR_SUGGESTED,
    Event.MAJOR_PROPOSED,
    Event.MAJOR_DECLINED,
    Event.MAJOR_DEMOTED,
    Event.MAJOR_REGRADED,
    Event.MAJOR_RELAPSED,
    Event.MAJOR_ROLE_HANDED_OVER,
    Event.MAJOR_UPDATE_NEAR,
    Event.MAJOR_UPDATE_MISSED,
    Event.MAJOR_UPDATE_STILL_MISSING,
    Event.MAJOR_REVIEW_NEAR,
    Event.MAJOR_REVIEW_OVERDUE,
    Event.MAJOR_NOTED,
    *(event for event in Event if event.startswith(("token.", "digest.", "audit."))),
    *ABOUT_CHANGES,
    *ABOUT_ASSETS,
}
"""Events no teller has an act for yet."""


@dataclass
class Played:
    """A past, and the means to look at it."""

    workspace: Workspace
    tx: Session
    seconds: float

    @property
    def messages(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {
            (channel.id, ts): message
            for channel in self.workspace.channels.values()
            for ts, message in self.workspace.conversation(channel).messages.items()
        }


def organisation() -> Organisation:
    return read_organisation(Settings(_env_file=None, steward_config="sandbox/steward.toml"))


def founded(folder: Path, address: str) -> Setting:
    world = open_world(
        folder,
        "http://127.0.0.1:1",
        clock=Clock(standing_at=NOW),
        timing=AS_SLACK,
        manifest=Manifest.read(),
        request_url=None,
        seed="busy",
    )
    assert world.owes_past
    return Setting(
        workspace=world.workspace,
        files=world.files,
        store=world.store,
        home="http://127.0.0.1:1/",
        database_url=address,
        organisation=organisation(),
    )


def played(folder: Path, address: str, **how: int) -> Iterator[Played]:
    setting = founded(folder, address)
    began = time.process_time()
    assert list(play(setting, **how))[-1] == 1.0
    took = time.process_time() - began
    setting.store.close()
    reopened = Store(folder / "workspace.db")
    engine = create_engine(read_url(address))
    with Session(engine) as tx:
        yield Played(Workspace(reopened, Clock(standing_at=NOW)), tx, took)
    engine.dispose()
    reopened.close()


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The last weeks, once for all tests here."""
    folder = tmp_path_factory.mktemp("busy")
    yield from played(folder, f"sqlite:///{folder / 'steward.db'}", days=DAYS)


@pytest.fixture
def week(tmp_path: Path, database_url: str) -> Iterator[Played]:
    """The last days alone, on either database."""
    yield from played(tmp_path / "busy", database_url, days=6)


def test_it_does_not_take_long(past: Played) -> None:
    assert past.seconds < SECONDS


def test_the_journal_explains_every_incident(past: Played) -> None:
    entries = defaultdict(list)
    its = select(Entry).where(Entry.subject_kind == Kind.INCIDENT)
    for entry in past.tx.scalars(its.order_by(Entry.id)):
        entries[entry.subject_id].append(entry)
    for incident in past.tx.scalars(select(Incident)):
        told = entries.pop(incident.id)
        assert [each.at for each in told] == sorted(each.at for each in told)
        assert told[-1].at < NOW
        assert replayed(told) == (incident.state, incident.assignee_id)
        assert incident.reopen_count == sum(it.event is Event.INCIDENT_REOPENED for it in told)
        for after in (incident.acknowledged_at, incident.resolved_at):
            assert after is None or after > incident.raised_at
    assert not entries


def replayed(entries: list[Entry]) -> tuple[State, str | None]:
    state, assignee = State.NEW, None
    for entry in entries[1:]:
        if entry.event in STEP_OF:
            assert STEPS[STEP_OF[entry.event]][state] == entry.after["state"]
            state, assignee = State(entry.after["state"]), entry.after["assignee"]
        elif entry.event is Event.INCIDENT_MOVED:
            state, assignee = State.NEW, None
    assert entries[0].event is Event.INCIDENT_RAISED
    return state, assignee


def test_everything_that_can_happen_has_happened(past: Played) -> None:
    """Fails when Steward has learnt something that the busy months do not tell: give it a teller and an act."""
    happened = set(past.tx.scalars(select(Entry.event).distinct()))
    assert set(Event) - NOT_TOLD - happened == set()


def check_sent(past: Played) -> None:
    """Nothing is owed, and every message stands where the outbox says, under its key."""
    assert backlog.counts(past.tx) == (0, 0, None)
    owed = past.tx.scalars(select(Owed)).all()
    assert all(each.shown == each.wanted for each in owed)
    keys = {(each.channel_id, each.ts): each.key for each in owed}
    stand = {
        place: message["metadata"]["event_payload"]["key"]
        for place, message in past.messages.items()
        if "bot_id" in message
    }
    assert stand == keys
    assert len(set(keys.values())) == len(owed)


def test_what_the_bot_owed_stands_in_the_workspace(past: Played) -> None:
    check_sent(past)


def test_it_is_so_on_either_database(week: Played) -> None:
    check_sent(week)
    assert week.tx.scalar(select(Incident.id).limit(1))


def test_a_database_in_use_is_left_alone(tmp_path: Path, week: Played, database_url: str) -> None:
    setting = founded(tmp_path / "other", database_url)
    with closing(setting.store), pytest.raises(CannotPlay, match="holds incidents already"):
        next(play(setting))
    assert setting.workspace.channel_named("general").last_ts is None


def test_it_takes_the_company_it_is_told_of(tmp_path: Path, database_url: str) -> None:
    setting = founded(tmp_path / "other", database_url)
    teams = (Team(key="kitchen", name="Kitchen", channel="#kitchen"),)
    other = replace(setting, organisation=replace(setting.organisation, teams=teams))
    with closing(setting.store), pytest.raises(CannotPlay, match="STEWARD_CONFIG"):
        next(play(other))


def test_other_services_are_told(tmp_path: Path) -> None:
    setting = founded(tmp_path / "other", f"sqlite:///{tmp_path / 'steward.db'}")
    other = replace(setting, organisation=replace(setting.organisation, services=()))
    with closing(setting.store), pytest.raises(CannotPlay, match="no longer in the list"):
        list(play(other, days=6))


def test_one_that_was_broken_off_has_not_happened(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'steward.db'}"
    setting = founded(tmp_path, address)
    playing = play(setting, days=6)
    assert next(playing) < next(playing) < 1.0
    playing.close()
    setting.store.close()
    again = founded(tmp_path, address)
    with closing(again.store):
        assert not again.workspace.conversation(again.workspace.channels["C0GENERAL00"]).messages
        assert max(play(again, days=6)) == 1.0


async def test_it_is_played_before_the_bot_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Sandbox.start(data=tmp_path, seed="busy") as sandbox:
        assert sandbox.world.owes_past
        for bad, says in (
            ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, "cannot be used"),
            ({"DATABASE_URL": "oracle://x"}, "Steward runs on sqlite and postgresql"),
            ({"STEWARD_CONFIG": str(tmp_path / "none.toml")}, "there is no such file"),
        ):
            environment = environment_for_the_bot(sandbox, bad, tmp_path, "127.0.0.1:0")
            with pytest.raises(CannotStart, match=says):
                await play_past(sandbox, environment, days=1)
        environment = environment_for_the_bot(sandbox, {}, tmp_path, "127.0.0.1:0")
        await play_past(sandbox, environment, days=4)
        assert not sandbox.world.owes_past
        assert "Three months of work" in capsys.readouterr().out
        assert (tmp_path / "steward.db").exists()


def test_incidents_are_about_what_there_is_and_changes_of_it_went_before(past: Played) -> None:
    about = [
        it
        for incident_id in past.tx.scalars(select(Incident.id))
        if (sheet := sheets.incident_sheet(past.tx, incident_id, reader=Reader(person_id="")))
        for it in sheet.affected
    ]
    assert {it.asset.tag for it in about} > {"VPN-FRA", "SHOP-DB"}
    assert any(it.changes for it in about)
    states = past.tx.scalars(select(Change.state)).all()
    assert {ChangeState.CLOSED} <= set(states) <= {ChangeState.CLOSED, ChangeState.CANCELLED}


def test_a_status_card_has_something_to_tell(past: Played) -> None:
    shop = asset_keys.by_tag(past.tx, "SHOP")
    assert shop is not None
    sheet = asset_sheets.sheet_of(past.tx, shop, Reader(person_id=""))
    assert sheet.answer.health is not Health.UNKNOWN
    assert {it.asset.tag for it in sheet.ties} == {"SHOP-DB", "SHOP-WEB-1", "SHOP-WEB-2"}


def test_comments_are_what_people_wrote_in_threads(past: Played) -> None:
    replies = {
        place: message["text"] for place, message in past.messages.items() if "thread_ts" in message
    }
    comments = past.tx.scalars(select(Comment).where(Comment.deleted_at.is_(None))).all()
    assert {(each.channel_id, each.ts) for each in comments} == set(replies)
    assert any(each.edited_at for each in comments)
    for (channel_id, _), message in past.messages.items():
        if "thread_ts" in message:
            assert (channel_id, message["thread_ts"]) in past.messages


def test_the_card_shows_how_it_ended(past: Played) -> None:
    incident = past.tx.scalars(
        select(Incident).where(Incident.state == State.RESOLVED, Incident.restricted.is_(False))
    ).first()
    assert incident is not None
    card = places.card_of(past.tx, Kind.INCIDENT, incident.id)
    assert card is not None
    message = past.messages[str(card.channel_id), str(card.ts)]
    assert incident.resolution_summary in str(message["blocks"])
    assert message["edited"]["user"] == past.workspace.bot.bot_id


def test_what_is_restricted_stands_in_no_channel(past: Played) -> None:
    hidden = past.tx.scalars(select(Incident).where(Incident.restricted)).all()
    in_channels = [
        str(message)
        for (channel_id, _), message in past.messages.items()
        if past.workspace.channels[channel_id].kind != "im"
    ]
    assert hidden
    for incident in hidden:
        assert not any(f"{incident.number} " in message for message in in_channels)


def test_only_what_is_new_is_unread(past: Played) -> None:
    for person in past.workspace.personas:
        for channel in past.workspace.channels.values():
            if person.id in channel.members:
                assert past.workspace.news(channel, person.id).unread < 15


def test_channels_are_in_the_order_of_time(past: Played) -> None:
    for channel in past.workspace.channels.values():
        stamps = [float(ts) for ts in past.workspace.conversation(channel).messages]
        assert stamps == sorted(stamps)
        assert not stamps or stamps[-1] < NOW.timestamp() + 5
        is_small = channel.kind == "im" or channel.name.startswith("inc-")
        assert is_small or len(stamps) > 10
    assert {message.value for message in Message} >= {"card", "receipt", "notice"}


def test_reports_that_hang_together_are_told_at_both_ends(past: Played) -> None:
    """Merged, parent and child, and what came back after it was closed."""
    links = past.tx.scalars(select(Link)).all()
    assert {link.kind for link in links} >= {
        LinkKind.DUPLICATE_OF,
        LinkKind.CHILD_OF,
        LinkKind.FOLLOWS,
    }
    for link in links:
        here, there = (past.tx.get(Incident, each) for each in (link.incident_id, link.to_id))
        assert here is not None
        assert there is not None
        for one, other in ((here, there), (there, here)):
            card = places.card_of(past.tx, Kind.INCIDENT, one.id)
            assert card is not None
            assert other.number in str(past.messages[str(card.channel_id), str(card.ts)])
        if link.kind is LinkKind.FOLLOWS:
            assert there.closed_at is not None
            assert there.closed_at < here.raised_at


def test_a_bad_day_was_led_in_a_channel_of_its_own_to_its_review(past: Played) -> None:
    """And everything about the channel is as it is wanted: the bot finds nothing to do when it starts."""
    for room in past.tx.scalars(select(WarRoom)).all():
        sheet = sheets.major_sheet(past.tx, room.incident_id)
        assert sheet is not None
        assert sheet.major.state is MajorState.REVIEWED
        assert set(sheet.major.roles) == {MajorRole.COMMANDER, MajorRole.COMMUNICATIONS}
        channel = past.workspace.channels[str(room.channel_id)]
        assert channel.topic["value"] == topic(sheet)
        assert set(war_rooms.people_of(sheet, organisation())) <= set(channel.members)
        [pinned] = pinned_in(past.workspace, channel)
        assert sheet.status == (channel.id, pinned["ts"])
        assert len(past.workspace.bookmarks.of(channel)) == 1
        assert room.due_at is None
        assert "What is being done" in str(past.workspace.conversation(channel).messages)
    assert past.tx.scalar(select(func.count()).select_from(WarRoom))
