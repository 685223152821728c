"""What can happen, and who hears of it."""

from domain.events import HEARERS, Event


def test_every_event_says_who_hears_of_it() -> None:
    assert set(HEARERS) == set(Event)


def test_event_names_say_the_record_and_what_happened() -> None:
    assert all(event.count(".") == 1 for event in Event)
