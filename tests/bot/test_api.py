"""The door for programs, over real HTTP: who is let in, what is refused in which words, what is answered."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import jsonschema
import pytest

from bot.api import openapi
from bot.api.pace import PER_MINUTE, Pace
from bot.api.routes import LARGEST_BODY
from desk import tokens
from domain.errors import Unavailable
from domain.tokens import Scope
from tests.bot.programs import ASKED, CHANGES, JSON, NOW, Door, door
from tests.people import ZOE

__all__ = ["door"]


async def test_a_change_is_asked_for_and_looked_at(door: Door) -> None:
    asked = await door.post()
    assert asked.status == 201
    assert asked.body["number"] == "CHG-1"
    assert asked.headers["Location"] == f"{CHANGES}/CHG-1"
    assert door.woken == ["sender"]
    looked = await door.get("CHG-1")
    assert (looked.status, looked.body) == (200, asked.body)
    assert looked.body["window"]["starts_at"] == "2026-03-02T13:00:00Z"
    assert (await door.get("chg 1")).body == asked.body


async def test_what_is_answered_is_as_it_is_described(door: Door) -> None:
    described = (await door.ask("GET", "/api/openapi.json")).body
    assert described == json.loads(json.dumps(openapi.DESCRIPTION))

    def check(name: str, body: Any) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        jsonschema.Draft202012Validator(schema).validate(body)

    check("NewChange", ASKED)
    with pytest.raises(jsonschema.ValidationError):
        check("NewChange", {"titel": "x"})
    check("ChangeAnswer", (await door.post()).body)
    check("ChangeAnswer", (await door.get("CHG-1")).body)
    check("Problem", (await door.post({"title": 1})).body)
    check("Problem", (await door.get("CHG-404")).body)


def references(thing: Any) -> Iterator[str]:
    if isinstance(thing, dict):
        yield from (thing["$ref"],) if "$ref" in thing else ()
        for each in thing.values():
            yield from references(each)
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from references(each)


def test_the_description_refers_to_nothing_it_lacks() -> None:
    schemas = openapi.DESCRIPTION["components"]["schemas"]
    found = set(references(openapi.DESCRIPTION))
    assert found
    assert {name.rpartition("/")[2] for name in found} <= set(schemas)
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)


async def test_who_sends_no_good_token_hears_the_same_whatever_is_wrong(door: Door) -> None:
    expected = None
    for headers in (
        {},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer stw_wrong"},
        {"Authorization": "Basic c3RldzpzdGV3"},
        {"Authorization": door.secret},
    ):
        for method, path in (
            ("POST", CHANGES),
            ("GET", f"{CHANGES}/CHG-1"),
            ("GET", f"{CHANGES}/x"),
        ):
            refused = await door.ask(method, path, data=b"{", headers=headers)
            assert refused.status == 401
            assert refused.headers["WWW-Authenticate"] == 'Bearer realm="Steward"'
            expected = expected or refused.body
            assert refused.body == expected
    assert "/steward tokens" in (expected or {})["detail"]


async def test_a_token_without_the_scope_hears_which(door: Door) -> None:
    door.secret = await door.token("Looks", Scope.READ_CHANGES)
    refused = await door.post()
    assert (refused.status, refused.body["scope"]) == (403, "changes:write")
    assert "changes:write" in refused.body["detail"]
    door.secret = await door.token("Asks", Scope.WRITE_CHANGES)
    assert (await door.post()).status == 201
    for number in ("CHG-1", "x"):
        refused = await door.get(number)
        assert (refused.status, refused.body["scope"]) == (403, "changes:read")


async def test_what_is_not_there_is_not_found(door: Door) -> None:
    for number in ("CHG-404", "INC-1", "CHG-0", "x", "CHG-99999999999999999999"):
        refused = await door.get(number)
        assert refused.status == 404
        assert number in refused.body["detail"]


async def test_other_doors_lead_nowhere(door: Door) -> None:
    for method, path, status, allowed in (
        ("GET", CHANGES, 405, "POST"),
        ("DELETE", f"{CHANGES}/CHG-1", 405, "GET, HEAD"),
        ("GET", "/api/v2/changes", 404, None),
        ("POST", "/api/", 404, None),
    ):
        refused = await door.ask(method, path)
        assert (refused.status, refused.headers.get("Allow")) == (status, allowed)


NO_OBJECTS = [
    *(b"", b"{", b"\xff", b'{"title": NaN}', b'{"title": "\\ud800"}'),
    *(b"[]", b'"text"', b"null", b"7", b"[" * 30_000, b'{"assets":' + b"[" * 30_000),
]


async def test_a_body_that_is_no_object_in_json_is_refused(door: Door) -> None:
    for body in NO_OBJECTS:
        assert (await door.post(body)).status == 400, body[:40]
    assert await door.count() == 0


async def test_a_body_has_to_be_called_json(door: Door) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert (await door.post(**{"Content-Type": content_type})).status == 415


async def test_json_may_name_its_encoding(door: Door) -> None:
    assert (await door.post(**{"Content-Type": "application/json; charset=utf-8"})).status == 201


async def test_a_large_body_is_refused_whether_its_length_is_known_or_not(door: Door) -> None:
    large = json.dumps({**ASKED, "reason": "x" * LARGEST_BODY}).encode()
    assert (await door.post(large)).status == 413

    async def piece_by_piece() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 8192):
            yield large[start : start + 8192]

    given = {"Authorization": f"Bearer {door.secret}", "Content-Type": JSON}
    refused = await door.ask("POST", CHANGES, data=piece_by_piece(), headers=given)
    assert refused.status == 413
    assert "64 kB" in refused.body["detail"]


WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"title": 7}, {"title": "Give a text."}),
    ({"title": None}, {"title": "Give a text."}),
    ({"title": " "}, {"title": "Say in a few words what is changed."}),
    ({"title": "x" * 151}, {"title": "Keep this within 150 characters; it has 151."}),
    ({"titel": "x"}, {"titel": "This is not known here. There are: title, "}),
    ({"service": "Nothing"}, {"service": "This service is no longer in the list."}),
    ({"environment": "mars"}, {"environment": "Give one of 'production', 'staging', "}),
    ({"type": "huge"}, {"type": "Give one of 'normal', 'standard', 'emergency'."}),
    ({"assets": "db"}, {"assets": "Give a list."}),
    ({"assets": [1]}, {"assets.0": "Give a text."}),
    ({"starts_at": "tomorrow"}, {"starts_at": "Give a moment with its zone"}),
    ({"starts_at": 1772456400}, {"starts_at": "Give a moment with its zone"}),
    ({"starts_at": "2026-03-02T20:00:00"}, {"starts_at": "Name the zone too"}),
    ({"starts_at": None}, {"starts_at": "Say when it begins."}),
    ({"committed_at": "2026-03-02T20:00:00"}, {"committed_at": "Name the zone too"}),
    ({"committed_at": "2026-03-03T20:00:00Z"}, {"committed_at": "This is still to come."}),
    ({"starts_at": "2026-03-01T20:00:00Z"}, {"starts_at": "This is in the past."}),
    ({"ends_at": ASKED["starts_at"]}, {"ends_at": "It ends when it begins."}),
    ({"ends_at": "2026-03-02T12:30:00Z"}, {"ends_at": "It ends before it begins."}),
    ({"implementer": "max"}, {"implementer": "This is not a Slack user id"}),
    ({"interruption_minutes": 1.5}, {"interruption_minutes": "Give a whole number."}),
    ({"interruption_minutes": "5"}, {"interruption_minutes": "Give a whole number."}),
    ({"interruption_minutes": -1}, {"interruption_minutes": "Say in minutes"}),
    ({"interruption_minutes": 10**30}, {"interruption_minutes": "Say in minutes"}),
    ({"risk": None}, {"risk": "Answer each question"}),
    ({"risk": 3}, {"risk": "Give an object."}),
    ({"risk": {"data": 4}}, {"risk.data": "Give a number from 0 to 3, or null"}),
    ({"risk": {"dota": 1}}, {"risk.dota": "This is not known here. There are: who_notices, "}),
    ({"type": "standard"}, {"template": "A standard change, and no other, names"}),
    ({"template": "renew"}, {"template": "A standard change, and no other, names"}),
    (
        {"type": "standard", "template": "renew"},
        {"title": "This comes from the template.", "implementation": "This comes from"},
    ),
    ({"type": "emergency"}, {"why_urgent": "Say in a sentence", "incident": "Name the open"}),
]


async def test_each_field_that_is_wrong_is_said_to_be(door: Door) -> None:
    for wrong, says in WRONG:
        refused = await door.post({**ASKED, **wrong})
        assert refused.status == 422, wrong
        for name, sentence in says.items():
            assert refused.says[name].startswith(sentence), refused.says
    assert await door.count() == 0


async def test_everything_missing_is_said_at_once(door: Door) -> None:
    refused = await door.post({})
    assert set(refused.says) == {
        *("title", "reason", "implementation", "back_out", "starts_at", "ends_at"),
    }


async def test_a_body_that_does_not_come_is_not_waited_for(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.api.routes.TIME_TO_SEND", 0.2)

    async def begun() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(2)

    given = {"Authorization": f"Bearer {door.secret}", "Content-Type": JSON}
    assert (await door.ask("POST", CHANGES, data=begun(), headers=given)).status == 408


async def test_a_key_gives_the_same_answer_again(door: Door) -> None:
    first = await door.post(**{"Idempotency-Key": "run-7"})
    again = await door.post(
        json.dumps(ASKED, indent=4, sort_keys=True), **{"Idempotency-Key": "run-7"}
    )
    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert await door.count() == 1


async def test_a_key_with_another_body_is_refused(door: Door) -> None:
    await door.post(**{"Idempotency-Key": "run-7"})
    refused = await door.post({**ASKED, "title": "Another"}, **{"Idempotency-Key": "run-7"})
    assert refused.status == 409
    assert "Use a new one" in refused.body["detail"]
    assert await door.count() == 1


async def test_of_ten_at_once_with_one_key_one_change_comes(door: Door) -> None:
    answers = await asyncio.gather(*(door.post(**{"Idempotency-Key": "run-7"}) for _ in range(10)))
    assert {answer.status for answer in answers} == {201}
    assert {answer.body["number"] for answer in answers} == {"CHG-1"}
    assert await door.count() == 1


async def test_a_key_that_cannot_be_kept_is_refused(door: Door) -> None:
    for key in ("", "x" * 256, "schlüssel"):
        assert (await door.post(**{"Idempotency-Key": key})).status == 400


async def test_a_database_that_is_away_is_said_to_be_and_when_to_ask_again(door: Door) -> None:
    with door.database.gone():
        for refused in (await door.post(), await door.get("CHG-1")):
            assert refused.status == 503
            assert refused.headers["Retry-After"] == "5"
    assert (await door.post()).status == 201


async def test_nobody_is_let_in_before_it_is_known_who_is_in_which_team(door: Door) -> None:
    door.starting.append("not yet")
    for refused in (await door.post(), await door.get("CHG-1")):
        assert (refused.status, refused.headers["Retry-After"]) == (503, "2")
    assert (await door.ask("GET", "/api/openapi.json")).status == 200
    door.starting.clear()
    assert (await door.post()).status == 201


async def test_without_a_key_nobody_promises_that_asking_again_is_safe(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unclear(_: Any) -> Any:
        raise Unavailable("It is safe to try again: nothing happens twice.")

    monkeypatch.setattr(door.database, "write", unclear)
    assert "not known" in (await door.post()).body["detail"]
    with_key = await door.post(**{"Idempotency-Key": "run-7"})
    assert "safe to try again" in with_key.body["detail"]


async def test_what_stumbles_is_written_down_and_says_nothing_of_itself(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumble(_: Any) -> Any:
        raise LookupError("a secret of ours")

    monkeypatch.setattr(door.database, "read", stumble)
    refused = await door.get("CHG-1")
    assert refused.status == 500
    assert "name the reference" in refused.body["detail"]
    assert "secret of ours" not in refused.body["detail"]


async def test_a_tight_loop_is_slowed_down(door: Door) -> None:
    refused = None
    for _ in range(PER_MINUTE + 5):
        answer = await door.get("x")
        if answer.status == 429:
            refused = answer
            break
    assert refused
    assert int(refused.headers["Retry-After"]) == 1
    door.secret = await door.token("Another")
    assert (await door.get("x")).status == 404


def test_the_pace_is_two_a_second_after_a_burst() -> None:
    clock = [0.0]
    pace = Pace(lambda: clock[0])
    assert all(pace.wait_for("a") == 0 for _ in range(PER_MINUTE))
    assert pace.wait_for("a") == pytest.approx(0.5)
    assert pace.wait_for("b") == 0
    clock[0] = 0.5
    assert pace.wait_for("a") == 0
    assert pace.wait_for("a") > 0
    clock[0] = 3600
    assert all(pace.wait_for("a") == 0 for _ in range(PER_MINUTE))
    assert pace.wait_for("a") > 0


def test_whoever_sends_ever_new_secrets_fills_no_memory() -> None:
    pace = Pace()
    for number in range(2000):
        pace.wait_for(str(number))
    assert len(pace._known) <= 1000


async def test_requests_are_counted(door: Door) -> None:
    await door.post()
    await door.get("CHG-404")
    counted = door.metrics.registry.get_sample_value
    assert counted("steward_api_requests_total", {"kind": "ask", "status": "201"}) == 1
    assert counted("steward_api_requests_total", {"kind": "look", "status": "404"}) == 1
    assert counted("steward_api_seconds_count", {"kind": "ask"}) == 1


async def test_looking_notes_that_the_token_is_used(door: Door) -> None:
    await door.post()
    await door.get("CHG-1")
    [(token,)] = [
        await door.database.read(lambda tx: tokens.listing(tx, before=None, by=ZOE, at=NOW)[0])
    ]
    assert token.last_used_at == NOW
