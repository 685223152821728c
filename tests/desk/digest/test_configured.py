"""Digests that the configuration says are sent follow it, whatever else there is."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from desk.digest import configured as configured_digests
from desk.digest import subscriptions
from domain.digests import Configured, DigestKind, schedule_said
from domain.errors import WrongState
from domain.people import SYSTEM
from storage.digest import subscriptions as stored
from storage.digest.subscriptions import Subscription
from tests.makers import Do
from tests.people import ANN

CHANNEL = "C0SERVICEDESK"


def configured(words: str = "daily 09:00", **about: Any) -> Configured:
    schedule = schedule_said(words, otherwise="Europe/Berlin")
    usual = {"team_key": "service-desk", "service": "", "channel": "#service-desk"}
    return Configured(schedule=schedule, **(usual | about))


def keep(do: Do, at: datetime, *digests: Configured, are_all: bool = True) -> int:
    wanted = [(digest, CHANNEL) for digest in digests]
    count: int = do(configured_digests.keep, wanted, are_all=are_all, at=at)
    return count


def standing(do: Do) -> list[Subscription]:
    return list(do(stored.standing, of_teams=None, behind=0, limit=9))


def test_what_is_configured_is_sent_and_kept_only_once(do: Do, noon: datetime) -> None:
    assert keep(do, noon, configured()) == 1
    [it] = standing(do)
    assert (it.made_by, it.channel_id, it.local_time) == (SYSTEM.id, CHANNEL, "09:00")
    assert it.fire_at == it.schedule.next_after(noon)
    assert keep(do, noon + timedelta(hours=1), configured()) == 0


def test_another_time_in_the_configuration_is_another_time(do: Do, noon: datetime) -> None:
    keep(do, noon, configured())
    assert keep(do, noon, configured("daily mon-fri 10:00")) == 1
    assert keep(do, noon, configured("daily mon-fri 10:00", also_quiet=True)) == 1
    [it] = standing(do)
    assert (it.local_time, it.days, it.also_quiet) == ("10:00", [0, 1, 2, 3, 4], True)
    assert it.fire_at == it.schedule.next_after(noon)


def test_what_is_taken_out_ends_unless_it_is_not_known_to_be(do: Do, noon: datetime) -> None:
    """Where Slack could not say which channel one goes to it may be any of those that stand."""
    keep(do, noon, configured(), configured("weekly mon 09:00"))
    assert keep(do, noon, configured(), are_all=False) == 0
    assert keep(do, noon, configured()) == 1
    assert [it.kind for it in standing(do)] == [DigestKind.DAILY]


def test_a_person_may_pause_one_and_nothing_else(do: Do, noon: datetime) -> None:
    keep(do, noon, configured())
    [it] = standing(do)
    who = {"by": ANN, "at": noon}
    with pytest.raises(WrongState, match="Here it can be paused"):
        do(subscriptions.unsubscribe, it.id, **who)
    other = schedule_said("daily 10:00", otherwise="Europe/Berlin")
    with pytest.raises(WrongState, match="configuration"):
        do(subscriptions.subscribe, CHANNEL, other, team_key="service-desk", **who)
    do(subscriptions.pause, it.id, **who)
    assert keep(do, noon, configured("daily 10:00")) == 1
    [paused] = standing(do)
    assert (paused.local_time, paused.fire_at, paused.paused_at) == ("10:00", None, noon)
    assert do(subscriptions.go_on, it.id, **who).fire_at is not None


def test_one_that_people_have_subscribed_stays_theirs(do: Do, noon: datetime) -> None:
    ten = schedule_said("daily 10:00", otherwise="Europe/Berlin")
    do(subscriptions.subscribe, CHANNEL, ten, team_key="service-desk", by=ANN, at=noon)
    assert keep(do, noon, configured()) == 0
    assert keep(do, noon) == 0
    [it] = standing(do)
    assert (it.made_by, it.local_time) == (ANN.id, "10:00")
