"""Messages in channels: which are comments, and what becomes of them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from handlers import threads
from handlers.inputs import Happening
from tests.handlers.scene import NOON, Scene
from tests.people import BEN

REPLY = {
    "channel": "C1",
    "ts": "100.2",
    "thread_ts": "100.1",
    "user": BEN.id,
    "text": "hm &amp; ha",
}


async def follow(*, is_room: bool = False, **event: Any) -> list[tuple[Any, ...]]:
    """What is done about the event: (verb, what was said or where). `is_room`: in a major incident's own channel."""
    done: list[tuple[Any, ...]] = []

    async def do(verb: Any, *given: Any, **_: Any) -> None:
        done.append((verb.__name__, *given))

    scene = Scene(lambda *_: is_room)
    happening = Happening(event=event, actor=BEN, now=NOON)
    beats = await scene.play(threads.message, happening=happening, do=do)
    assert beats == ["ack"]
    return done


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "hm & ha"),
        ({"subtype": "thread_broadcast"}, "hm & ha"),
        ({"subtype": "me_message"}, "hm & ha"),
        ({"subtype": "file_share", "files": [{"name": "a.png"}, {}]}, "hm & ha [a.png] [file]"),
        ({"text": None}, ""),
    ],
)
async def test_a_reply_is_a_comment(changes: dict[str, Any], text: str) -> None:
    ((verb, said),) = await follow(**REPLY | changes)
    assert verb == "write"
    assert (said.channel_id, said.thread_ts, said.ts, said.text) == ("C1", "100.1", "100.2", text)


@pytest.mark.parametrize(
    "changes",
    [
        {"thread_ts": None},
        {"thread_ts": "100.2"},
        {"bot_id": "B1"},
        {"user": None},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
    ],
)
async def test_what_is_no_person_s_reply_is_no_comment(changes: dict[str, Any]) -> None:
    assert await follow(**REPLY | changes) == []


async def test_an_edited_reply_is_an_edited_comment() -> None:
    ((verb, said),) = await follow(channel="C1", subtype="message_changed", message=REPLY)
    assert (verb, said.text) == ("edit", "hm & ha")


async def test_an_edit_tells_when_it_was_made() -> None:
    edited = REPLY | {"edited": {"user": BEN.id, "ts": "101.000000"}}
    ((_, said),) = await follow(
        channel="C1", subtype="message_changed", message=edited, event_ts="101.000500"
    )
    assert said.edited_at == datetime(1970, 1, 1, 0, 1, 41, 500, tzinfo=UTC)


async def test_a_link_that_unfolds_is_no_edit() -> None:
    ((_, said),) = await follow(
        channel="C1", subtype="message_changed", message=REPLY, event_ts="101.000500"
    )
    assert said.edited_at is None


async def test_a_deleted_reply_is_a_deleted_comment() -> None:
    ((verb, said),) = await follow(channel="C1", subtype="message_deleted", previous_message=REPLY)
    assert (verb, said.ts) == ("delete", "100.2")


@pytest.mark.parametrize(
    "event",
    [
        {
            "subtype": "message_deleted",
            "deleted_ts": "100.1",
            "previous_message": {"bot_id": "B1", "ts": "100.1"},
        },
        {
            "subtype": "message_changed",
            "message": {"subtype": "tombstone", "ts": "100.1", "user": "USLACKBOT"},
        },
    ],
)
async def test_a_deleted_card_is_missed(event: dict[str, Any]) -> None:
    assert await follow(channel="C1", **event) == [("card_deleted", "C1", "100.1")]


@pytest.mark.parametrize(
    "event",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "message_changed", "message": {"ts": "100.1", "bot_id": "B1"}},
        {"subtype": "message_deleted", "previous_message": {"ts": "100.1", "user": "U1"}},
        {},
    ],
)
async def test_anything_else_is_let_be(event: dict[str, Any]) -> None:
    assert await follow(channel="C1", **event) == []


TOP = {"channel": "C1", "ts": "100.2", "user": BEN.id, "text": "It burns."}


@pytest.mark.parametrize(
    ("event", "verb"),
    [
        (TOP, "write"),
        ({"channel": "C1", "subtype": "message_changed", "message": TOP}, "edit"),
        ({"channel": "C1", "subtype": "message_deleted", "previous_message": TOP}, "delete"),
    ],
)
async def test_in_a_major_incident_s_own_channel_every_message_is_kept(
    event: dict[str, Any], verb: str
) -> None:
    ((done, said),) = await follow(is_room=True, **event)
    assert (done, said.ts, said.thread_ts) == (verb, "100.2", "100.2")
    assert await follow(**event) == []


@pytest.mark.parametrize(
    "changes", [{"bot_id": "B1"}, {"user": None}, {"subtype": "channel_topic"}]
)
async def test_but_not_what_the_workspace_or_a_bot_writes_there(changes: dict[str, Any]) -> None:
    assert await follow(is_room=True, **TOP | changes) == []
