"""Profiles and channel members."""

from datetime import datetime, timedelta

from storage import people
from tests.makers import Do
from tests.people import ANN, BEN, MAX


def test_a_profile_is_replaced_by_what_slack_says_now(do: Do, noon: datetime) -> None:
    later = noon + timedelta(days=1)
    before = do(people.profile, MAX.id)
    told = {"id": MAX.id, "name": "Max Weber-Lang", "zone": "UTC", "locale": "de-DE"}
    do(people.keep_profile, {**told, "is_gone": False, "is_bot": False, "read_at": later})
    after = do(people.profile, MAX.id)
    assert (before.name, after.name) == ("Max Weber", "Max Weber-Lang")
    assert after.read_at == later


def test_members_come_and_go_one_by_one(do: Do) -> None:
    do(people.add_member, "service-desk", MAX.id)
    do(people.add_member, "service-desk", MAX.id)
    assert do(people.in_channel_of, "service-desk") == {ANN.id, BEN.id, MAX.id}
    do(people.remove_member, "service-desk", MAX.id)
    do(people.remove_member, "service-desk", MAX.id)
    assert do(people.in_channel_of, "service-desk") == {ANN.id, BEN.id}


def test_reading_a_channel_leaves_just_those_who_are_in_it(do: Do) -> None:
    do(people.replace_members, "service-desk", [BEN.id, MAX.id, BEN.id])
    assert do(people.in_channel_of, "service-desk") == {BEN.id, MAX.id}
    assert do(people.teams_whose_channel_has, ANN.id) == set()
