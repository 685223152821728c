"""What a message shows is asked of the record at the moment of sending, and so is who may see it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.sending.rendering import render
from desk import incidents, upkeep
from desk.approval import delegations
from desk.change import moments
from desk.digest import due, subscriptions
from desk.incident import assignments, ratings
from domain.digests import schedule_said
from domain.incidents import Report
from domain.organisation import Organisation
from storage.incidents import Incident
from storage.outbox import Message, Owed
from tests.assets import PRIVATE, make_asset
from tests.changes import ask, vote
from tests.makers import Do, make_incident, make_resolved
from tests.people import ANN, BEN, CHLOE, DEV, MAX, ORGANISATION
from tests.views.hostile import HOME, NOON
from tests.visitor import visible_text

SECRET = "Somebody reads the payroll"


def shown(do: Do, message: Message, person_id: str, *, is_there: bool = True) -> str | None:
    """What this message to this person shows now."""

    def draw(tx: Any) -> Any:
        its = (Owed.message == message, Owed.destination == f"person:{person_id}")
        owed = tx.scalars(select(Owed).where(*its)).one()
        how = {"organisation": ORGANISATION, "home": HOME, "at": NOON}
        return render(tx, [(owed, is_there)], **how)[owed.id]

    content = do(draw)
    return None if content is None else content["text"] + visible_text(content)


@pytest.fixture
def handed_over(do: Do, noon: datetime) -> Incident:
    """Ann gave it to Ben, and then to another team."""
    incident = make_incident(do, noon, title=SECRET, restricted=True)
    how = {"organisation": ORGANISATION, "by": ANN, "at": noon}
    do(assignments.assign, incident.id, to=BEN.id, **how)
    assert SECRET in str(shown(do, Message.CARD, BEN.id))
    do(assignments.move, incident.id, to_team="platform", why="Theirs.", **how)
    return incident


@pytest.mark.parametrize("person", [ANN, BEN], ids=lambda person: person.name)
def test_who_may_no_longer_see_it_keeps_no_fact_of_it(
    do: Do, handed_over: Incident, person: Any
) -> None:
    told = str(shown(do, Message.CARD, person.id))
    assert f"{handed_over.number}* is restricted, and no longer yours to see" in told
    assert SECRET not in told
    assert "Platform" not in told


def test_and_is_not_told_of_what_they_have_not_heard_of_yet(do: Do, handed_over: Incident) -> None:
    assert shown(do, Message.NOTICE, BEN.id) is None
    assert shown(do, Message.CARD, BEN.id, is_there=False) is None


def test_its_reporter_goes_on_seeing_it(do: Do, handed_over: Incident) -> None:
    assert SECRET in str(shown(do, Message.RECEIPT, MAX.id))


def test_a_request_that_is_over_before_it_was_sent_is_not_sent(do: Do, noon: datetime) -> None:
    change = ask(do, noon)
    assert "waits for your decision" in str(shown(do, Message.REQUEST, CHLOE.id, is_there=False))
    vote(do, change, DEV, noon)
    assert shown(do, Message.REQUEST, CHLOE.id, is_there=False) is None
    assert "approved" in str(shown(do, Message.REQUEST, CHLOE.id))


def test_who_approved_what_was_not_started_reads_no_more_than_that(do: Do, noon: datetime) -> None:
    change = ask(do, noon)
    vote(do, change, DEV, noon)
    assert do(moments.attend, change.id, at=change.ends_at)
    told = str(shown(do, Message.REQUEST, DEV.id))
    assert "was not started in time, and its approval has lapsed" in told
    assert "Nobody decided" not in told


def test_a_change_is_drawn_wherever_it_is_owed(do: Do, noon: datetime) -> None:
    change = ask(do, noon)
    assert change.number in str(shown(do, Message.RECEIPT, MAX.id))


def test_a_substitute_is_told_until_when(do: Do, noon: datetime) -> None:
    until = noon + timedelta(days=7)
    do(delegations.delegate, to=DEV.id, until=until, by=CHLOE, at=noon)
    told = str(shown(do, Message.NOTICE, DEV.id))
    assert "asks you to decide about changes in their place" in told
    assert "until 2026-03-09 12:00 UTC" in told


def test_a_digest_shows_how_things_stand_when_it_is_sent(do: Do, noon: datetime) -> None:
    schedule = schedule_said("daily 09:00", otherwise="Europe/Berlin")
    asked = {"team_key": "service-desk", "by": ANN, "at": noon}
    do(subscriptions.subscribe, "C0SERVICEDESK", schedule, **asked)
    make_incident(do, noon, title="It smokes", impact=1, urgency=1)
    secret = make_incident(do, noon, title=SECRET, impact=1, urgency=1, restricted=True)
    nine = noon + timedelta(hours=20)
    for subscription_id in do(due.due, at=nine):
        assert do(due.send_due, subscription_id, at=nine)

    def drawn(at: datetime) -> str:
        def draw(tx: Any) -> Any:
            owed = tx.scalars(select(Owed).where(Owed.message == Message.DIGEST)).one()
            how = {"organisation": ORGANISATION, "home": HOME, "at": at}
            return render(tx, [(owed, False)], **how)[owed.id]

        content = do(draw)
        return content["text"] + visible_text(content)

    later = schedule_said("daily 15:00 Asia/Tokyo", otherwise="Europe/Berlin")
    do(subscriptions.subscribe, "C0SERVICEDESK", later, **{**asked, "at": nine})
    assert "Tue 3 Mar 2026" in drawn(nine)
    assert "Europe/Berlin" in drawn(nine)
    assert "It smokes" in drawn(nine)
    assert SECRET not in drawn(nine)
    assert secret.number not in drawn(nine)
    assert "sent late" not in drawn(nine)
    make_incident(do, nine, title="It burns", impact=1, urgency=1)
    later = drawn(nine + timedelta(hours=1))
    assert "2 open P1 and P2" in later
    assert "sent late" in later


@pytest.mark.parametrize("message", [Message.CARD, Message.RECEIPT])
def test_no_card_names_an_asset_that_a_team_keeps_to_itself(
    do: Do, noon: datetime, message: Message
) -> None:
    """Not even to who may see it: the same card is read by many, and the details are one press away."""
    owned = {"team_key": "platform", "owner_id": CHLOE.id, "organisation": PRIVATE}
    vault = make_asset(do, noon, "vault", tag="VAULT-1", **owned)
    laptop = make_asset(do, noon, "Latitude", tag="LAPTOP-42")
    report = Report(title="Open", assets=(vault.id, laptop.id))
    incident = do(incidents.raise_incident, report, organisation=PRIVATE, by=DEV, at=noon)

    def drawn(organisation: Organisation) -> str:
        def draw(tx: Any) -> Any:
            its = (Owed.message == message, Owed.subject_id == incident.id)
            owed = tx.scalars(select(Owed).where(*its)).first()
            how = {"organisation": organisation, "home": HOME, "at": NOON}
            return render(tx, [(owed, True)], **how)[owed.id]

        return visible_text(do(draw))

    assert "LAPTOP-42" in drawn(PRIVATE)
    assert "VAULT-1" not in drawn(PRIVATE)
    assert "VAULT-1" in drawn(ORGANISATION)


def test_what_was_said_with_a_poor_rating_reaches_the_lead_as_long_as_it_is_kept(
    do: Do, noon: datetime
) -> None:
    incident = make_resolved(do, noon)
    do(lambda tx: ratings.ask(tx, tx.merge(incident), organisation=ORGANISATION, at=noon))
    do(ratings.rate, incident.id, score=1, comment="It smells.", by=MAX, at=noon)
    assert "(1 of 5)" in str(shown(do, Message.NOTICE, ANN.id))
    assert "It smells." in str(shown(do, Message.NOTICE, ANN.id))
    do(upkeep.forget_old_deliveries, at=noon + timedelta(days=366))
    assert "It smells." not in str(shown(do, Message.NOTICE, ANN.id))
