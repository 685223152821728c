"""Calendar links: one for each person, only as good as the newest, and only while they are here."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk import changes, people
from desk.change import feeds
from desk.people import Told
from domain.change.windows import Window
from domain.changes import ChangeState
from domain.errors import WrongState
from storage.change import feeds as stored
from tests.changes import ask, vote
from tests.makers import Do
from tests.people import ANN, BEN, DEV, MAX, ORGANISATION


def test_a_link_leads_to_whose_it_is(do: Do, noon: datetime) -> None:
    anns, bens = do(feeds.make, by=ANN, at=noon), do(feeds.make, by=BEN, at=noon)
    assert do(feeds.reader, anns) == ANN.id
    assert do(feeds.reader, bens) == BEN.id
    assert do(feeds.made_at, by=ANN) == noon
    assert do(feeds.made_at, by=MAX) is None


def test_nobody_can_look_the_secret_up_again(do: Do, noon: datetime) -> None:
    secret = do(feeds.make, by=ANN, at=noon)
    kept = do(stored.of_person, ANN.id)
    assert secret not in kept.digest
    assert do(feeds.reader, kept.digest) is None
    assert len(secret) > 40


def test_a_new_one_ends_the_one_before(do: Do, noon: datetime) -> None:
    old = do(feeds.make, by=ANN, at=noon)
    new = do(feeds.make, by=ANN, at=noon + timedelta(days=1))
    assert do(feeds.reader, old) is None
    assert do(feeds.reader, new) == ANN.id
    assert do(feeds.made_at, by=ANN) == noon + timedelta(days=1)


def test_what_was_revoked_is_gone_and_others_are_not(do: Do, noon: datetime) -> None:
    anns, bens = do(feeds.make, by=ANN, at=noon), do(feeds.make, by=BEN, at=noon)
    do(feeds.revoke, by=ANN)
    assert do(feeds.reader, anns) is None
    assert do(feeds.reader, bens) == BEN.id
    with pytest.raises(WrongState, match="You have no calendar link"):
        do(feeds.revoke, by=ANN)


def test_whoever_has_left_reads_no_more(do: Do, noon: datetime) -> None:
    secret = do(feeds.make, by=BEN, at=noon)
    gone = Told(id=BEN.id, name=BEN.name, zone=BEN.zone, locale="en-GB", is_gone=True)
    do(people.learn, gone, at=noon)
    assert do(feeds.reader, secret) is None


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_link_shows_what_has_a_claim_to_its_time(do: Do, noon: datetime) -> None:
    """Nothing that is still a draft, over, or not wanted any more."""
    secret = do(feeds.make, by=ANN, at=noon)
    waits, scheduled, dropped = (ask(do, noon, title=title) for title in ("A", "B", "C"))
    vote(do, scheduled, DEV, noon)
    do(changes.cancel, dropped.id, why="Not needed.", by=MAX, at=noon)
    agenda = do(feeds.read, secret, at=noon)
    assert [(it.title, it.state) for it in agenda.changes] == [
        ("A", ChangeState.APPROVAL),
        ("B", ChangeState.SCHEDULED),
    ]
    assert (agenda.reader_id, agenda.names) == (ANN.id, {MAX.id: MAX.name})
    assert waits.id == agenda.changes[0].id
    do(feeds.revoke, by=ANN)
    assert do(feeds.read, secret, at=noon) is None


def test_it_shows_the_last_week_and_the_coming_twelve(do: Do, noon: datetime) -> None:
    secret = do(feeds.make, by=ANN, at=noon)
    ask(do, noon, title="near", starts_at=noon + HOUR, ends_at=noon + 2 * HOUR)
    ask(do, noon, title="far", starts_at=noon + 100 * DAY, ends_at=noon + 101 * DAY)

    def shown(at: datetime) -> list[str]:
        return [change.title for change in do(feeds.read, secret, at=at).changes]

    assert shown(noon) == ["near"]
    assert shown(noon + 7 * DAY) == ["near"]
    assert shown(noon + 8 * DAY) == []
    assert shown(noon + 17 * DAY) == ["far"]


def test_freezes_are_shown_each_time_they_come(do: Do, noon: datetime) -> None:
    secret = do(feeds.make, by=ANN, at=noon)
    freeze = Window(
        name="Month end",
        zone=ZoneInfo("UTC"),
        begins=datetime.fromisoformat("2026-01-31 00:00"),
        lasts=2 * DAY,
        rule="FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12",
    )
    frozen = replace(ORGANISATION, freezes=(freeze,))
    agenda = do(feeds.read, secret, organisation=frozen, at=noon)
    assert [f"{span[0]:%d %b}" for _, span in agenda.freezes] == ["28 Feb", "31 Mar", "30 Apr"]


@pytest.mark.parametrize("secret", ["", "x", "x" * 10_000, "½", "\ud800", "' OR 1=1 --", "\x00"])
def test_what_is_no_secret_leads_nowhere(do: Do, noon: datetime, secret: str) -> None:
    do(feeds.make, by=ANN, at=noon)
    assert do(feeds.reader, secret) is None
