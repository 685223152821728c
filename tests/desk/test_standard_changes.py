"""Standard changes: approved once with their template, and then carried out as it says and while it is valid."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from desk import changes
from domain.change.requests import Environment
from domain.change.risk import Question, Risk
from domain.change.templates import Template
from domain.changes import ChangeState, ChangeType
from domain.errors import FieldErrors, NotFound, WrongState
from storage.changes import Change
from tests.makers import Do
from tests.people import DEV, MAX, ORGANISATION, ZOE

RENEW = Template(
    key="renew",
    title="Renew a certificate",
    reason="It would run out.",
    service="Web shop",
    environment=Environment.STAGING,
    implementation="Install the new one.",
    back_out="Install the one before.",
    lasts_minutes=30,
    interruption_minutes=5,
    risk_answers=dict.fromkeys(Question, 0),
    approved_by=ZOE.id,
    valid_until=date(2026, 11, 2),
)
HOUR = timedelta(hours=1)


def ask(do: Do, at: datetime, key: str = "renew", **about: Any) -> Change:
    made: Change = do(
        changes.request_standard,
        key,
        organisation=replace(ORGANISATION, templates=(RENEW,)),
        **{"starts_at": at + HOUR, "by": DEV, "at": at, **about},
    )
    return made


def test_it_is_what_its_template_says_and_scheduled_at_once(do: Do, noon: datetime) -> None:
    change = ask(do, noon, assets=["shop-1"])
    assert (change.state, change.type) == (ChangeState.SCHEDULED, ChangeType.STANDARD)
    assert (change.title, change.service) == (RENEW.title, "Web shop")
    assert (change.environment, change.interruption_minutes) == (Environment.STAGING, 5)
    assert (change.its_risk, change.approved_digest) == (Risk.LOW, change.plan.digest)
    assert change.ends_at - change.starts_at == HOUR / 2


def test_a_beginning_that_is_past_is_said_once(do: Do, noon: datetime) -> None:
    with pytest.raises(FieldErrors) as refused:
        ask(do, noon, starts_at=noon - HOUR)
    assert set(refused.value.errors) == {"starts_at"}


def test_another_name_is_told_which_there_are(do: Do, noon: datetime) -> None:
    with pytest.raises(NotFound, match=r"There is no template renw\. There are: renew\."):
        ask(do, noon, "renw")


def test_after_its_last_day_it_is_used_no_more(do: Do, noon: datetime) -> None:
    last_day = datetime(2026, 11, 2, 20, tzinfo=noon.tzinfo)
    assert ask(do, last_day, by=MAX).template == "renew"
    with pytest.raises(WrongState, match="was valid until 2 Nov 2026"):
        ask(do, last_day + 12 * HOUR)
