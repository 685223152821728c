"""Many that are due are judged together: what is found out for one is told of no other."""

from datetime import UTC, datetime

from desk.digest import due, subscriptions
from domain.digests import schedule_said
from storage.digest import subscriptions as stored
from tests.desk.digest.test_subscriptions import at_nine, digests, subscribed, sweep
from tests.makers import Do, make_incident
from tests.people import BEN

TUESDAYS = schedule_said("daily tue 09:00", otherwise="America/New_York")
OTHERS = {
    "another day": {"schedule": schedule_said("daily mon 09:00", otherwise="America/New_York")},
    "another zone": {"schedule": schedule_said("daily tue 09:00", otherwise="Europe/Berlin")},
    "a week": {"schedule": schedule_said("weekly tue 09:00", otherwise="America/New_York")},
    "a service": {"schedule": TUESDAYS, "service": "Laptops and printers"},
}


def test_what_is_found_out_for_one_is_told_of_no_other(do: Do, noon: datetime) -> None:
    """A P5 of no service came on Monday evening in New York, when it was Tuesday in Berlin."""
    one = subscribed(do, noon, channel="C0ONE", schedule=TUESDAYS).id
    others = {
        name: subscribed(do, noon, channel=f"C0OTHER{number}", **about).id
        for number, (name, about) in enumerate(OTHERS.items())
    }
    make_incident(do, datetime(2026, 3, 9, 23, 30, tzinfo=UTC), impact=3, urgency=3)
    tuesday = datetime(2026, 3, 10, 15, tzinfo=UTC)
    told = do(due.judged, [one, *others.values()], {}, at=tuesday)
    assert {name: told[each] for name, each in others.items()} == dict.fromkeys(OTHERS, False)
    assert told[one] is True


def test_a_channel_hears_of_a_team_and_of_its_service(do: Do, noon: datetime) -> None:
    make_incident(do, noon, impact=1, urgency=1, service="Laptops and printers")
    for service in ("", "Laptops and printers"):
        subscribed(do, noon, service=service)
    assert sweep(do, at_nine(3)) == 2
    assert [owed.key.split(":")[1] for owed in digests(do)] == [
        "service-desk",
        "service-desk/Laptops and printers",
    ]


def test_what_is_paused_at_the_last_moment_is_not_sent(do: Do, noon: datetime) -> None:
    """Whether there is anything to tell is looked at before anything is locked."""
    make_incident(do, noon, impact=1, urgency=1)
    it = subscribed(do, noon)
    told = do(due.judged, [it.id], {}, at=at_nine(3))
    assert told == {it.id: True}
    do(subscriptions.pause, it.id, by=BEN, at=at_nine(3))
    assert do(due.send_all, told, at=at_nine(3)) == 0
    assert (digests(do), do(stored.find, it.id).fire_at) == ([], None)
