"""Calendar links: one for each person, only as good as the newest, and only while they are here."""

from datetime import datetime, timedelta

import pytest

from desk import feeds, people
from desk.people import Told
from domain.errors import WrongState
from storage import feeds as stored
from tests.makers import Do
from tests.people import ANN, BEN, MAX


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


@pytest.mark.parametrize("secret", ["", "x", "x" * 10_000, "½", "\ud800", "' OR 1=1 --", "\x00"])
def test_what_is_no_secret_leads_nowhere(do: Do, noon: datetime, secret: str) -> None:
    do(feeds.make, by=ANN, at=noon)
    assert do(feeds.reader, secret) is None
