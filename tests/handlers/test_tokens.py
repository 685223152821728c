"""/steward tokens: listed, made in a form that shows the secret once, revoked after a question."""

from datetime import datetime
from typing import Any

import pytest

from desk import tokens as desk
from domain.errors import NotAllowed
from domain.people import Person
from domain.tokens import Lifetime, Scope
from handlers import steward, tokens
from handlers.inputs import Submission
from handlers.values import Values
from tests.handlers.scene import NOON, Scene, click, command
from tests.makers import Do
from tests.people import MAX, ZOE
from tests.visitor import visible_text
from views.ids import Button, Form


@pytest.fixture
def scene(do: Do) -> Scene:
    return Scene(do)


def form(name: str, by: Person, *scopes: Scope) -> Submission:
    chosen: dict[str, Any] = {
        "token_name": {"value": name},
        "token_scopes": {"selected_options": [{"value": scope} for scope in scopes]},
        "token_lifetime": {"selected_option": {"value": Lifetime.MONTH}},
        "token_asks_for": {"selected_user": MAX.id},
    }
    values = Values({field: {field: held} for field, held in chosen.items()})
    return Submission(form=Form.NEW_TOKEN, metadata="", values=values, actor=by, now=NOON)


async def test_the_secret_is_shown_where_the_form_was_and_nowhere_else(
    scene: Scene, do: Do
) -> None:
    said = form("Deployments", ZOE, Scope.READ_CHANGES)
    assert await scene.play(tokens.submit_new, submission=said) == ["ack"]
    shown = scene.reads()
    [secret] = [word for word in shown.split() if word.startswith("stw_")]
    caller = do(desk.caller, secret, scope=Scope.READ_CHANGES, at=NOON)
    assert caller.person.id == MAX.id
    assert caller.token.scopes == ["changes:read"]
    assert "until 2026-04-01 12:00 UTC" in shown

    await scene.play(steward.steward, command=command("tokens", ZOE, "/steward"))
    assert "Deployments" in scene.reads()
    assert secret not in scene.reads()


async def test_the_list_says_what_each_may_and_for_whom(scene: Scene) -> None:
    await scene.play(tokens.submit_new, submission=form("Deployments", ZOE, *Scope))
    await scene.play(steward.steward, command=command("Tokens", ZOE, "/steward"))
    shown = visible_text(scene.said[-1][1], {MAX.id: MAX.name, ZOE.id: ZOE.name})
    for word in ("Deployments", "changes:read, changes:write", "asks for @Max Weber", "not used"):
        assert word in shown


async def test_without_any_it_says_what_they_are_for(scene: Scene) -> None:
    await scene.play(steward.steward, command=command("tokens", ZOE, "/steward"))
    assert "There is no token yet" in scene.reads()


async def test_the_form_asks_for_whoever_opens_it(scene: Scene) -> None:
    assert await scene.play(tokens.open_new_form, click=click("new", ZOE)) == ["form", "ack"]
    [asks_for] = [
        block["element"]["initial_user"]
        for block in scene.said[0][1]["blocks"]
        if block["block_id"] == "token_asks_for"
    ]
    assert asks_for == ZOE.id


async def test_revoking_asks_first_and_shows_what_is_left(scene: Scene, do: Do) -> None:
    await scene.play(tokens.submit_new, submission=form("Deployments", ZOE, *Scope))
    await scene.play(steward.steward, command=command("tokens", ZOE, "/steward"))
    [button] = [
        block["accessory"] for block in scene.said[-1][1]["blocks"] if block.get("accessory")
    ]
    assert button["action_id"] == Button.REVOKE_TOKEN
    assert "Deployments" in button["confirm"]["text"]["text"]
    pressed = click(button["value"], ZOE)
    assert await scene.play(tokens.revoke, click=pressed) == ["ack", "instead"]
    assert "There is no token yet" in scene.reads()


async def test_pages_are_turned(scene: Scene, do: Do, noon: datetime) -> None:
    for number in range(desk.PAGE + 1):
        await scene.play(tokens.submit_new, submission=form(f"Token {number}", ZOE, *Scope))
    await scene.play(steward.steward, command=command("tokens", ZOE, "/steward"))
    turn = scene.said[-1][1]["blocks"][-1]["elements"][-1]
    assert turn["text"]["text"] == "Next page"
    assert "Token 0" not in scene.reads()
    await scene.play(tokens.turn_page, click=click(turn["value"], ZOE))
    assert "Token 0" in scene.reads()
    await scene.play(tokens.turn_page, click=click("first", ZOE))
    assert "Token 0" not in scene.reads()


@pytest.mark.parametrize(
    ("handler", "given"),
    [
        (steward.steward, {"command": command("tokens", MAX, "/steward")}),
        (tokens.open_new_form, {"click": click("new", MAX)}),
        (tokens.submit_new, {"submission": form("Mine", MAX, *Scope)}),
        (tokens.revoke, {"click": click("TOK-1", MAX)}),
        (tokens.turn_page, {"click": click("9", MAX)}),
    ],
)
async def test_nobody_but_an_admin(scene: Scene, handler: Any, given: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed, match="Steward's admins"):
        await scene.play(handler, **given)
    assert scene.said == []
