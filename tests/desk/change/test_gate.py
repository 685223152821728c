"""What a pipeline asks: a change for the person its token names, once, and how it stands until it may go ahead."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.api.answers import told
from desk import changes, tokens
from desk.change import gate
from desk.change.gate import Once
from domain.approvals import Choice
from domain.change.gate import DECISIONS, Decision, decision
from domain.change.requests import ChangeRequest
from domain.change.windows import Window
from domain.changes import ChangeState, ChangeType
from domain.errors import FieldErrors, KeyReused, NotAllowed, NotFound, Unauthenticated, WrongState
from domain.tokens import Lifetime, Scope
from storage.changes import Change
from storage.journal import Entry
from storage.tokens import Token
from tests.assets import PRIVATE, make_asset
from tests.changes import HIGH, asked, vote
from tests.makers import Do
from tests.people import BEN, CHLOE, DEV, EVA, MAX, ORGANISATION, ZOE

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RUN = Once(key="run 7", fingerprint="a")


@pytest.fixture
def secret(do: Do, noon: datetime) -> str:
    return token(do, noon)


def token(do: Do, at: datetime, **given: Any) -> str:
    wanted = {
        "name": "Deployments",
        "scopes": list(Scope),
        "lifetime": Lifetime.YEAR,
        "asks_for": MAX.id,
        **given,
    }
    made: tokens.Made = do(tokens.make, **wanted, by=ZOE, at=at)
    return made.secret


def ask(
    do: Do, secret: str, at: datetime, once: Once | None = None, **about: Any
) -> tuple[dict[str, Any], bool]:
    answer: tuple[dict[str, Any], bool] = do(
        gate.ask, secret, asked(at, **about), once=once, tell=told, at=at
    )
    return answer


def look(do: Do, secret: str, number: str, at: datetime) -> dict[str, Any]:
    change_id = int(number.removeprefix("CHG-"))
    answer, _ = do(gate.look, secret, change_id, tell=told, at=at)
    found: dict[str, Any] = answer
    return found


def the_change(do: Do, number: str) -> Change:
    found: Change = do(lambda tx: tx.get(Change, int(number.removeprefix("CHG-"))))
    return found


def count(do: Do) -> int:
    found: int = do(lambda tx: tx.scalar(select(func.count()).select_from(Change)))
    return found


def test_it_names_assets_by_what_they_are_called_and_none_that_are_not_there(
    do: Do, noon: datetime, secret: str
) -> None:
    asset = make_asset(do, noon, "Shop database", tag="DB-1", serial="S-77")
    answer, _ = ask(do, secret, noon, assets=("db-1", "S-77"))
    assert the_change(do, answer["number"]).assets == [asset.number]
    with pytest.raises(FieldErrors) as refused:
        ask(do, secret, noon, assets=("db-1", "db-2"))
    assert refused.value.errors == {
        "assets": "No asset in use is called “db-2”. Give tags, serial numbers or AST-1."
    }


def test_it_names_what_a_team_keeps_to_itself_only_for_who_may_see_it(
    do: Do, noon: datetime, secret: str
) -> None:
    about = {"team_key": "platform", "owner_id": CHLOE.id, "organisation": PRIVATE}
    vault = make_asset(do, noon, "Vault", tag="VAULT", **about)
    wanted = asked(noon, assets=("VAULT",))
    with pytest.raises(FieldErrors, match="No asset in use is called “VAULT”"):
        do(gate.ask, secret, wanted, once=None, tell=told, organisation=PRIVATE, at=noon)
    hers = token(do, noon, name="Hers", asks_for=CHLOE.id)
    answer, _ = do(gate.ask, hers, wanted, once=None, tell=told, organisation=PRIVATE, at=noon)
    assert the_change(do, answer["number"]).assets == [vault.number]


def test_a_change_a_program_asks_for_is_the_person_s(do: Do, noon: datetime, secret: str) -> None:
    answer, is_repeated = ask(do, secret, noon)
    assert not is_repeated
    assert (answer["state"], answer["decision"]) == ("approval", "waiting")
    assert answer["requester"] == answer["implementer"] == MAX.id
    assert not answer["may_start_now"]
    change = the_change(do, answer["number"])
    query = select(Entry).where(Entry.subject_id == change.id, Entry.subject_kind == change.kind)
    first = do(lambda tx: tx.scalars(query.order_by(Entry.id)).first())
    held = do(lambda tx: tx.scalars(select(Token)).one())
    assert (first.event, first.actor_id, first.on_behalf_of) == (
        "change.requested",
        held.number,
        MAX.id,
    )


def test_the_person_it_is_for_does_not_decide_it(do: Do, noon: datetime) -> None:
    answer, _ = ask(do, token(do, noon, asks_for=DEV.id), noon)
    change = the_change(do, answer["number"])
    with pytest.raises(NotAllowed):
        vote(do, change, DEV, noon)
    vote(do, change, CHLOE, noon)
    assert the_change(do, answer["number"]).state is ChangeState.SCHEDULED


def test_it_is_told_how_far_the_approval_is_in_words(do: Do, noon: datetime, secret: str) -> None:
    answer, _ = ask(do, secret, noon, risk_answers=HIGH)
    assert (answer["risk"], answer["state"]) == ("high", "assessment")
    change = the_change(do, answer["number"])
    do(changes.send_to_approvers, change.id, by=EVA, at=noon)
    stages = look(do, secret, change.number, noon)["approvals"]
    assert [stage["name"] for stage in stages] == [
        "Peer review",
        "Service owner",
        "Change advisory board",
    ]
    assert stages[0]["state"] == "open"
    assert stages[0]["says"] in (
        "0 of 1 have approved, waiting for Chloe Martin, Dev Patel.",
        "0 of 1 have approved, waiting for Dev Patel, Chloe Martin.",
    )
    assert stages[1]["says"] == "Comes when the one before is approved."
    vote(do, change, DEV, noon)
    stages = look(do, secret, change.number, noon)["approvals"]
    assert stages[0]["says"] == "1 of 1 have approved."
    assert stages[1]["says"] == "0 of 1 have approved, waiting for Zoe Lindqvist."


def test_it_may_start_when_it_is_approved_and_its_window_is_there(
    do: Do, noon: datetime, secret: str
) -> None:
    answer, _ = ask(do, secret, noon)
    number, day = answer["number"], timedelta(days=1)
    assert answer["reasons"] == [f"{number} waits for approval."]
    vote(do, the_change(do, number), DEV, noon)
    early = look(do, secret, number, noon)
    assert (early["decision"], early["may_start_now"]) == ("approved", False)
    assert early["reasons"] == [
        "Its window has not begun. It can start 15 minutes before at the earliest."
    ]
    soon = look(do, secret, number, noon + day - timedelta(minutes=15))
    assert (soon["may_start_now"], soon["window_open_now"]) == (True, False)
    now = look(do, secret, number, noon + day)
    assert (now["may_start_now"], now["window_open_now"], now["reasons"]) == (True, True, [])
    assert now["approved_digest"] == now["digest"] == answer["digest"]
    over = look(do, secret, number, noon + day + HOUR)
    assert (over["may_start_now"], over["window_open_now"]) == (False, False)


def test_a_no_is_told(do: Do, noon: datetime, secret: str) -> None:
    answer, _ = ask(do, secret, noon)
    vote(do, the_change(do, answer["number"]), DEV, noon, Choice.REJECT)
    told_now = look(do, secret, answer["number"], noon)
    assert told_now["decision"] == "rejected"
    assert told_now["approvals"][0]["says"] == "0 of 1 have approved, 1 rejected."
    assert told_now["reasons"] == [f"{answer['number']} was rejected. Edit it to ask again."]


def test_asked_again_with_its_key_it_gets_the_same_answer(
    do: Do, noon: datetime, secret: str
) -> None:
    first, _ = ask(do, secret, noon, RUN)
    vote(do, the_change(do, first["number"]), DEV, noon)
    again, is_repeated = ask(do, secret, noon + HOUR, RUN)
    assert again == first
    assert is_repeated
    assert count(do) == 1


def test_a_key_is_for_one_change(do: Do, noon: datetime, secret: str) -> None:
    ask(do, secret, noon, RUN)
    with pytest.raises(KeyReused, match="Use a new one"):
        ask(do, secret, noon, replace(RUN, fingerprint="b"))
    other = token(do, noon, name="Another")
    assert not ask(do, other, noon, RUN)[1]
    assert count(do) == 2


def test_what_was_refused_leaves_its_key_free(do: Do, noon: datetime, secret: str) -> None:
    with pytest.raises(FieldErrors):
        ask(do, secret, noon, RUN, title="")
    assert not ask(do, secret, noon, RUN)[1]


def test_a_token_asks_for_what_its_scope_says(do: Do, noon: datetime) -> None:
    reads = token(do, noon, name="Reads", scopes=[Scope.READ_CHANGES])
    writes = token(do, noon, name="Writes", scopes=[Scope.WRITE_CHANGES])
    with pytest.raises(NotAllowed, match="changes:write"):
        ask(do, reads, noon)
    answer, _ = ask(do, writes, noon)
    with pytest.raises(NotAllowed, match="changes:read"):
        look(do, writes, answer["number"], noon)
    assert look(do, reads, answer["number"], noon)["number"] == answer["number"]


def test_nobody_asks_or_looks_without_a_token(do: Do, noon: datetime) -> None:
    with pytest.raises(Unauthenticated):
        ask(do, "stw_x", noon)
    with pytest.raises(Unauthenticated):
        look(do, "stw_x", "CHG-1", noon)
    assert count(do) == 0


def test_there_has_to_be_such_a_change(do: Do, noon: datetime, secret: str) -> None:
    with pytest.raises(NotFound, match="There is no CHG-404"):
        look(do, secret, "CHG-404", noon)


def test_what_nobody_could_decide_is_refused_saying_who_must_act(
    do: Do, noon: datetime, secret: str
) -> None:
    nobody = replace(ORGANISATION, approvals=())
    with pytest.raises(WrongState, match="An admin adds one"):
        do(
            gate.ask,
            secret,
            asked(noon),
            once=None,
            tell=told,
            organisation=nobody,
            at=noon,
        )


def test_inside_a_freeze_a_reason_is_asked_for_and_looked_at_first(
    do: Do, noon: datetime, secret: str
) -> None:
    freeze = Window(
        name="Year end", zone=ZoneInfo("UTC"), begins=noon.replace(tzinfo=None), lasts=3 * DAY
    )
    frozen = replace(ORGANISATION, freezes=(freeze,))

    def wants(**about: Any) -> dict[str, Any]:
        given = {"once": None, "tell": told, "organisation": frozen, "at": noon}
        answer, _ = do(gate.ask, secret, asked(noon, **about), **given)
        found: dict[str, Any] = answer
        return found

    with pytest.raises(FieldErrors) as refused:
        wants()
    assert "Year end" in refused.value.errors["override"]
    answer = wants(override="The law asks for it.")
    assert (answer["state"], answer["risk"]) == ("assessment", "high")
    assert answer["decision_says"].startswith("A change manager looks at it first.")


def test_a_template_that_is_not_there_is_said_to_be(do: Do, noon: datetime, secret: str) -> None:
    wanted = ChangeRequest(
        title="", type=ChangeType.STANDARD, template="nothing", starts_at=noon + HOUR
    )
    with pytest.raises(NotFound, match="There is no template nothing"):
        do(gate.ask, secret, wanted, once=None, tell=told, at=noon)


def test_use_is_noted(do: Do, noon: datetime, secret: str) -> None:
    ask(do, secret, noon)
    assert do(lambda tx: tx.scalars(select(Token.last_used_at)).one()) == noon


@pytest.mark.parametrize("state", ChangeState)
def test_every_state_says_whether_to_wait(state: ChangeState) -> None:
    assert decision(state, is_approved=True, was_refused=False) is DECISIONS[state]
    assert decision(state, is_approved=True, was_refused=True) is Decision.REJECTED


def test_what_is_carried_out_before_it_is_decided_is_not_called_approved() -> None:
    for state in (ChangeState.IMPLEMENTING, ChangeState.REVIEW):
        assert decision(state, is_approved=False, was_refused=False) is Decision.WAITING


def test_it_is_not_told_that_it_may_start_once_it_has_begun(
    do: Do, noon: datetime, secret: str
) -> None:
    answer, _ = ask(do, secret, noon)

    def says(state: ChangeState, *, refused: bool = False) -> str:
        def stands(tx: Any) -> None:
            change = tx.get(Change, int(answer["number"].removeprefix("CHG-")))
            change.state, change.approved_digest = state, change.plan.digest
            change.unauthorised = refused

        do(stands)
        return str(look(do, secret, answer["number"], noon)["decision_says"])

    assert says(ChangeState.SCHEDULED) == "It is approved. It may start in its window."
    assert says(ChangeState.IMPLEMENTING) == "It is approved, and is being carried out."
    assert says(ChangeState.REVIEW) == "It was approved, and has been carried out."
    assert says(ChangeState.CLOSED, refused=True).startswith("It has been carried out")


def test_who_is_in_it_is_known_by_name(do: Do, noon: datetime, secret: str) -> None:
    answer, _ = ask(do, secret, noon, service="Laptops and printers")
    assert BEN.name in answer["approvals"][0]["says"]
