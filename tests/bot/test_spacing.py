"""How close together Slack is called once it has asked to wait."""

import pytest

from bot.sending.spacing import CAREFUL, EVERY, Spacing


def test_nothing_is_counted_until_slack_asks_to_wait() -> None:
    spacing = Spacing()
    for now in (1.0, 1.0, 1.1):
        spacing.begun(now)
        assert (spacing.room(now), spacing.wait(now)) == (None, None)


def test_then_one_call_begins_after_the_other() -> None:
    spacing = Spacing()
    spacing.asked_to_wait(100.0, 3.0)
    assert (spacing.room(102.0), spacing.wait(102.0)) == (0, 1.0)
    assert (spacing.room(103.0), spacing.wait(103.0)) == (1, None)
    spacing.begun(103.0)
    assert (spacing.room(103.5), spacing.wait(103.5)) == (0, pytest.approx(EVERY - 0.5))
    assert spacing.room(103.0 + EVERY) == 1


def test_whoever_is_asked_twice_waits_for_the_longer() -> None:
    spacing = Spacing()
    spacing.asked_to_wait(100.0, 30.0)
    spacing.asked_to_wait(101.0, 1.0)
    assert spacing.wait(102.0) == 28.0


def test_a_minute_without_being_asked_ends_it() -> None:
    spacing = Spacing()
    spacing.asked_to_wait(100.0, 3.0)
    assert spacing.room(103.0 + CAREFUL - 0.1) == 1
    assert spacing.room(103.0 + CAREFUL) is None
