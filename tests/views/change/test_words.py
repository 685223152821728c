"""Every event about changes has a line for its timeline, and a sentence where somebody hears of it."""

from domain.events import ABOUT_CHANGES, HEARERS
from views.change.words import LINES, SENTENCES


def test_every_event_has_a_line() -> None:
    assert set(LINES) == set(ABOUT_CHANGES)


def test_every_event_somebody_hears_of_has_a_sentence() -> None:
    assert {event for event in ABOUT_CHANGES if HEARERS[event]} <= set(SENTENCES)
