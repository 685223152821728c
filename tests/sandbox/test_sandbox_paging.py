"""Reading a long channel piece by piece: nothing is left out, nothing comes twice, nothing is counted wrong."""

from itertools import pairwise

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from sandbox.company.conversation import Conversation, is_line
from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter
from tests.visitor import Json

DESK = "C0SERVICEDK"
ANN = "U0ANNBERGER"

lines = st.lists(st.sampled_from(["said", "replied", "replied and sent to the channel"]))


def told(kinds: list[str]) -> Conversation:
    """A talk in which each reply belongs to the first message."""
    conversation = Conversation()
    for at, kind in enumerate(["said", *kinds]):
        message = {"ts": f"17700{at:05d}.000100", "user": "U1", "text": str(at)}
        if kind != "said":
            message["thread_ts"] = "1770000000.000100"
        if kind.endswith("channel"):
            message["subtype"] = "thread_broadcast"
        conversation.add(message)
    return conversation


@given(lines, st.integers(1, 7))
def test_a_walk_up_and_a_walk_down_meet_every_message_once(kinds: list[str], limit: int) -> None:
    conversation = told(kinds)
    standing = [ts for ts, message in conversation.messages.items() if is_line(message)]
    up: list[str] = []
    page = conversation.page(limit)
    while True:
        up[:0] = [each["ts"] for each in page.messages]
        if not page.has_earlier:
            break
        page = conversation.page(limit, before=up[0])
    down: list[str] = []
    page = conversation.page(limit, after="0")
    while True:
        down += [each["ts"] for each in page.messages]
        if not page.has_later:
            break
        page = conversation.page(limit, after=down[-1])
    assert up == down == standing


@given(lines, st.integers(1, 7), st.data())
def test_a_message_stands_in_the_page_around_it(
    kinds: list[str], limit: int, data: st.DataObject
) -> None:
    conversation = told(kinds)
    wanted = data.draw(st.sampled_from(conversation.lines))
    page = conversation.page(limit, around=wanted)
    stamps = [each["ts"] for each in page.messages]
    assert wanted in stamps
    assert len(stamps) == min(limit, len(conversation.lines))
    assert page.has_earlier == (stamps[0] != conversation.lines[0])
    assert page.has_later == (stamps[-1] != conversation.lines[-1])


@given(lines, st.data())
def test_what_is_taken_away_is_gone_from_the_pages(kinds: list[str], data: st.DataObject) -> None:
    conversation = told(kinds)
    gone = data.draw(st.sampled_from(list(conversation.messages)))
    if gone not in conversation.threads:
        conversation.remove(gone)
        assert gone not in [each["ts"] for each in conversation.page(1000).messages]
        assert conversation.lines == sorted(conversation.lines)


async def test_a_note_for_one_comes_in_one_page_only(
    sandbox: Sandbox, enter: Enter, http: ClientSession
) -> None:
    ann = await enter("Ann Berger")
    for number in range(8):
        await ann.says("service-desk", f"line {number}")
        message = {"user": "U0STEWARD00", "text": f"note {number}"}
        sandbox.world.ephemerals.show(sandbox.workspace.channels[DESK], ANN, message)
    up: list[str] = []
    before = None
    while before != "the beginning":
        page = await asked(sandbox, http, limit="3", **({"before": before} if before else {}))
        up[:0] = [each["text"] for each in page["messages"]]
        before = page["messages"][0]["ts"] if page["has_more"] else "the beginning"
    middle = await asked(sandbox, http, limit="3", around=page["messages"][-2]["ts"])
    down = [each["text"] for each in middle["messages"]]
    while middle["has_newer"]:
        middle = await asked(sandbox, http, limit="3", after=middle["messages"][-1]["ts"])
        down += [each["text"] for each in middle["messages"]]
    assert up == [f"{what} {number}" for number in range(8) for what in ("line", "note")]
    assert down == up[-len(down) :]
    assert len(down) > 6


@pytest.mark.parametrize(
    ("given_", "error"),
    [
        ({"before": "yesterday"}, "before_is_no_ts"),
        ({"around": "1.2.3"}, "around_is_no_ts"),
        ({"limit": "many"}, "limit_is_no_number"),
    ],
)
async def test_what_is_no_place_in_a_channel_is_refused(
    sandbox: Sandbox, http: ClientSession, given_: dict[str, str], error: str
) -> None:
    assert await asked(sandbox, http, **given_) == {"ok": False, "error": error}


async def test_unread_marks_follow_what_is_said_edited_and_taken_away(
    sandbox: Sandbox, enter: Enter
) -> None:
    ann, ben = await enter("Ann Berger"), await enter("Ben Okafor")
    said = [await ben.says("service-desk", text) for text in ("one", "two", "@Ann Berger three")]
    counts = []
    for change in (
        ben.edits("service-desk", said[0], "@Ann Berger one"),
        ben.deletes("service-desk", said[2]),
        ben.says("service-desk", "four"),
    ):
        await change
        channel = await ann.channel("service-desk")
        counts.append((channel["unread"], channel["mentions"]))
    assert counts == [(3, 2), (2, 1), (3, 1)]


async def test_a_mark_that_is_no_stamp_is_refused(sandbox: Sandbox, http: ClientSession) -> None:
    headers = {"X-Sandbox-Token": sandbox.page_token}
    for ts, error in (("zzz", "ts_is_no_ts"), (None, "ts_missing")):
        body = {"as": ANN, "channel": DESK, "ts": ts}
        async with http.post(f"{sandbox.url}/sandbox/read", json=body, headers=headers) as answer:
            assert await answer.json() == {"ok": False, "error": error}


async def asked(sandbox: Sandbox, http: ClientSession, **given_: str) -> Json:
    headers = {"X-Sandbox-Token": sandbox.page_token}
    query = {"as": ANN, "channel": DESK, **given_}
    async with http.get(f"{sandbox.url}/sandbox/messages", params=query, headers=headers) as answer:
        return dict(await answer.json())


def test_a_page_costs_the_same_at_either_end() -> None:
    """Where a page stands is found, not walked to: few stamps are looked at."""

    class Watched(list[str]):
        looked_at = 0

        def __getitem__(self, at):  # type: ignore[no-untyped-def]
            Watched.looked_at += 1
            return super().__getitem__(at)

    conversation = told(["said"] * 5000)
    conversation.lines = Watched(conversation.lines)
    costs = []
    for ts in (conversation.lines[10], conversation.lines[4990]):
        Watched.looked_at = 0
        conversation.page(50, before=ts)
        costs.append(Watched.looked_at)
    assert all(1 < cost < 30 for cost in costs), costs
    assert all(earlier < later for earlier, later in pairwise(conversation.lines))
