"""Recorded visits: what is written down, that it plays again elsewhere, and what is said when it does not."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

from sandbox.company.clock import Clock
from sandbox.replay import judged
from sandbox.server import Sandbox
from sandbox.visits.comparing import tolerant
from sandbox.visits.player import Step, play
from sandbox.visits.recorder import Recorder
from sandbox.visits.script import BadVisit, Visit, read
from tests.sandbox.conftest import start
from tests.sandbox.everything import app_for
from tests.visitor import PATIENCE, Refused, Visitor

Json = dict[str, Any]
DESK = "C0SERVICEDK"


@asynccontextmanager
async def opened(folder: Path, **more: Any) -> AsyncIterator[Sandbox]:
    """A workspace with the app above in it."""
    async with start(folder, **more) as sandbox:
        handler = AsyncSocketModeHandler(app_for(sandbox), sandbox.app_token)
        await handler.connect_async()
        try:
            yield sandbox
        finally:
            await handler.close_async()


async def visit_all(url: str) -> None:
    """What a visitor may do, nearly all of it."""
    async with Visitor.enter(url, "Ben Okafor") as ben, Visitor.enter(url, "Max Weber") as max_:
        await max_.joins("service-desk")
        await max_.says("service-desk", "Hello @Ben Okafor, is INC-1 yours?")
        asked = await ben.says("service-desk", "Which one?")
        await max_.says("service-desk", "The first.", thread_ts=asked["ts"])
        await ben.edits("service-desk", asked, "Which one of them?")
        await max_.do("react", {"channel": DESK, "ts": asked["ts"], "name": "eyes"})
        await max_.says("@Ben Okafor", "In private: the first.")
        await max_.creates("lunch", private=True)
        await max_.invites("Ben Okafor", "lunch")
        begun = await max_.orders(
            "faults", kind="limit", method="users.info", channel="C0RANDOM000"
        )
        await max_.orders("mend", id=begun["fault"]["id"])
        await max_.orders("clock", advance=90)
        await max_.says("general", "/incident now")
        await max_.modal("Everything")
        await max_.fill("Title", "no")
        await fill_in(max_)
        assert (await max_.submit()).errors == {"Title": "Say more."}
        await max_.fill("Title", "No toner")
        assert (await max_.submit()).closed
        card = await ben.sees("service-desk", containing="INC-7")
        second = [each["block_id"] for each in card["blocks"] if each["type"] == "actions"][1]
        where = {"channel": DESK, "ts": card["ts"]}
        await ben.do("press", {"in": where, "block_id": second, "action_id": "open"})
        await ben.sees_privately("service-desk", containing="Opened")
        await ben.press("Move", in_channel="service-desk", containing="INC-7")
        await ben.sees("service-desk", containing="done: Move")
        with pytest.raises(AssertionError, match="cant_update_message"):
            await max_.edits("service-desk", asked, "Not mine.")


async def fill_in(visitor: Visitor) -> None:
    await visitor.fill("How many", "3")
    await visitor.choose("Size", "Large")
    await visitor.choose("Colour", "Blue")
    await visitor.tick("Also", "Fast", "Good")
    await visitor.tick("Parts", "Key")
    await visitor.pick_person("Person", "Ann Berger")
    await visitor.pick_person("People", "Zoe Lindqvist", "Dev Patel")
    await visitor.pick_channel("Channel", "random")
    await visitor.pick_channel("Talk", "platform")
    await visitor.pick_time("Day", "2026-03-05")
    await visitor.pick_time("Hour", "09:30")
    await visitor.pick_time("Moment", 1772700000)
    await visitor.choose("Asset", "Laptop 7")


async def record(folder: Path, noon: datetime) -> str:
    file = folder / "visit.jsonl"
    async with opened(folder / "workspace", clock=Clock(standing_at=noon)) as sandbox:
        with Recorder(sandbox.world, file) as sandbox.recorder:
            await visit_all(sandbox.url)
    return file.read_text()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A visit, recorded once at a fixed noon."""
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    return asyncio.run(record(tmp_path_factory.mktemp("recorded"), noon))


def visit_from(folder: Path, text: str, was: str = "", is_now: str = "") -> Visit:
    """The visit, with some words in its file changed."""
    assert was in text
    file = folder / "visit.jsonl"
    file.write_text(text.replace(was, is_now) if was else text)
    return read(file)


async def test_what_has_no_words_is_noted_and_done_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "visit.jsonl"
    async with opened(tmp_path / "workspace") as sandbox:
        with Recorder(sandbox.world, file) as sandbox.recorder:
            async with Visitor.enter(sandbox.url, "Max Weber") as max_:
                with pytest.raises(Refused, match="view_not_found"):
                    await max_.do("submit", {"view_id": "V1", "state": {}})
                await max_.says("general", "Still here")
    visit = read(file)
    assert [act.does for act in visit.acts] == ["post"]
    assert "# submit: cannot be put into words" in file.read_text()


A_MOMENT = 2.0
"""Seconds, where what is waited for does not come."""


async def played(
    folder: Path, visit: Visit, *, within: float = PATIENCE, **more: Any
) -> list[Step]:
    async with opened(folder, **more) as sandbox:
        return [step async for step in play(visit, sandbox.url, within=within)]


def test_a_visit_is_written_in_words(recorded: str) -> None:
    assert not any(sign in recorded for sign in ("C0", "U0", "V0", "D0", "http"))
    first, *acts = [json.loads(line) for line in recorded.splitlines()]
    assert first["visit"] == 1
    assert first["seed"] == "company"
    submits = [act for act in acts if act["do"] == "submit"]
    assert submits[0]["then"]["errors"] == {"Title": "Say more."}
    assert submits[1]["fields"] == {
        "Title": "No toner",
        "How many": "3",
        "Size": "Large",
        "Colour": "Blue",
        "Also": ["Fast", "Good"],
        "Parts": ["Key"],
        "Person": "Ann Berger",
        "People": ["Zoe Lindqvist", "Dev Patel"],
        "Channel": "#random",
        "Talk": "#platform",
        "Day": "today+3",
        "Hour": "09:30",
        "Moment": "today+3 09:40",
        "Asset": "Laptop 7",
    }
    mended = next(act for act in acts if act["do"] == "mend")
    assert mended["kind"] == "limit"
    assert acts[3]["thread"] == {"message": "Which one?"}
    assert [act["button"] for act in acts if "button" in act] == ["Open (2)", "Move"]
    assert acts[-1]["then"] == {"refused": "cant_update_message"}


async def test_it_plays_again_in_another_workspace_on_another_day(
    recorded: str, tmp_path: Path
) -> None:
    visit = visit_from(tmp_path, recorded)
    steps = await played(tmp_path / "second", visit)
    assert [str(step) for step in steps if not step.went_well] == []
    assert len(steps) == len(visit.acts)


@pytest.mark.parametrize(
    ("was", "is_now", "says"),
    [
        ("INC-7 is done: Move", "INC-7 is done: Copy", "- INC-7 is done: Copy"),
        ('"form": "errors"', '"form": "close"', "form: expected close"),
        ("Say more.", "Say less.", "Say less."),
        ('"modal": "Everything", "modal_says"', '"modal": "Nothing", "modal_says"', "expected"),
        ("cant_update_message", "message_not_found", "refusal: expected message_not_found"),
    ],
)
async def test_what_goes_otherwise_is_told(
    recorded: str, tmp_path: Path, was: str, is_now: str, says: str
) -> None:
    visit = visit_from(tmp_path, recorded, was, is_now)
    steps = await played(tmp_path / "second", visit, within=A_MOMENT)
    badly = [str(step) for step in steps if not step.went_well]
    assert badly
    assert says in badly[0]
    assert badly[0].startswith("✗ ")


@pytest.mark.parametrize(
    ("was", "is_now", "says"),
    [
        (
            '"button": "Move"',
            '"button": "Melt"',
            "no button 'Melt'; there are ['Open', 'Open (2)',",
        ),
        ('"Size": "Large"', '"Size": "Huge"', "there is no option 'Huge'"),
        ('"Colour":', '"Color":', "no field 'Color'"),
        ('"as": "Max Weber"', '"as": "Max Planck"', "No persona Max Planck"),
        ('"in": "#lunch"', '"in": "#dinner"', "there is no channel #dinner"),
        ('"says": "/incident now"', '"told": "/incident now"', "the line says no 'says'"),
    ],
)
async def test_what_cannot_be_done_ends_it(
    recorded: str, tmp_path: Path, was: str, is_now: str, says: str
) -> None:
    visit = visit_from(tmp_path, recorded, was, is_now)
    steps = await played(tmp_path / "second", visit, within=A_MOMENT)
    assert not steps[-1].was_done
    assert says in str(steps[-1])
    assert len(steps) < len(visit.acts)


async def test_a_part_may_be_expected_instead_of_all(recorded: str, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in recorded.splitlines()]
    for line in lines:
        for seen in line.get("then", {}).get("sees", ()):
            seen["containing"] = [seen.pop("reads")[:5]]
    text = "\n# by hand\n".join(json.dumps(line) for line in lines)
    steps = await played(tmp_path / "second", visit_from(tmp_path, text))
    assert all(step.went_well for step in steps)


async def test_the_clock_goes_as_far_as_it_went(tmp_path: Path) -> None:
    lines = [
        {"visit": 1, "seed": "company"},
        {"at": "0:00:01", "as": "Max Weber", "do": "post", "in": "#general", "text": "Hello"},
        {"at": "48:00:00", "as": "Max Weber", "do": "post", "in": "#general", "text": "Still here"},
        {"at": "48:00:30", "as": "Max Weber", "do": "post", "in": "#general", "text": "And now"},
    ]
    file = tmp_path / "visit.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    async with opened(tmp_path / "first") as sandbox:
        assert all([step.went_well async for step in play(read(file), sandbox.url)])
        async with Visitor.enter(sandbox.url, "Zoe Lindqvist") as zoe:
            stamps = [float(it["ts"]) for it in (await zoe.messages("general"))[-3:]]
    assert 48 * 3600 - 5 < stamps[1] - stamps[0] < 48 * 3600 + 5
    assert stamps[2] - stamps[1] < 20


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (None, "cannot be read: No such file"),
        ([], "is no recorded visit: it is empty"),
        (["printer,fire"], "line 1: this is no JSON"),
        (["[]"], "line 1: a line is a JSON object"),
        (['{"hello": 1}'], 'line 1: a recorded visit begins with {"visit": 1'),
        (
            ['{"visit": 1, "seed": "desert"}'],
            "line 1: there is no seed 'desert'; there are company",
        ),
        ([None, '{"at": "soon", "do": "post"}'], 'line 2: "at" is a moment since the beginning'),
        ([None, "", '{"at": "0:00:01", "do": "dance"}'], "line 3: nobody can 'dance'; there are"),
        ([None, '{"at": "0:00:01", "do": "read"}'], "line 2: nobody can 'read'"),
        (
            [None, '{"at": "0:00:09", "do": "post"}', '{"at": "0:00:01", "do": "post"}'],
            "line 3: this is earlier than the line before it",
        ),
        ([None, '{"at": "0:00:01", "do": "post", "as": 7}'], 'line 2: "as" is the name'),
        ([None, '{"at": "0:00:01", "do": "post", "then": []}'], 'line 2: "then" is a JSON object'),
    ],
)
def test_a_file_that_is_no_visit_is_told_with_its_line(
    tmp_path: Path, lines: list[str | None] | None, says: str
) -> None:
    file = tmp_path / "visit.jsonl"
    if lines is not None:
        begins = '{"visit": 1, "seed": "company"}'
        file.write_text("\n".join(begins if it is None else it for it in lines))
    with pytest.raises(BadVisit) as told:
        read(file)
    assert says in str(told.value)
    assert str(told.value).startswith(str(file))
    assert "\n" not in str(told.value)


def test_what_differs_each_time_is_left_out() -> None:
    one = (
        "Due 2026-11-25 09:00 UTC  by <C0GENERAL00> at 9:05, see http://127.0.0.1:3100/x\n\n25 Nov"
    )
    other = "Due 2027-01-02 19:30 UTC by <C0GENERAL99> at 12:55, see http://127.0.0.1:40/y\n2 Jan"
    assert tolerant(one) == tolerant(other)
    assert tolerant("INC-12, 4 parts of NB-0107") == "INC-12, 4 parts of NB-0107"


# From the command line


def sandbox_says(*arguments: str) -> tuple[int, str, str]:
    ended = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "sandbox", *arguments], capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout, ended.stderr


def test_a_bad_file_ends_with_code_2_and_one_line(tmp_path: Path) -> None:
    file = tmp_path / "visit.jsonl"
    file.write_text('{"visit": 1, "seed": "company"}\nnonsense\n')
    code, out, error = sandbox_says("--replay", str(file))
    assert (code, out) == (2, "")
    (line,) = error.splitlines()
    assert line.startswith(f"{file}, line 2: this is no JSON")


def test_no_visit_is_recorded_over_another(tmp_path: Path) -> None:
    file = tmp_path / "visit.jsonl"
    file.write_text("precious")
    code, _, error = sandbox_says(
        *("--record", str(file), "--no-bot", "--port", "0", "--data", str(tmp_path / "data"))
    )
    assert code == 2
    assert error.strip() == f"{file} is there already. Name another file to record into."
    assert file.read_text() == "precious"


async def test_a_visit_that_went_well_ends_with_0(
    recorded: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = visit_from(tmp_path, recorded)
    async with opened(tmp_path / "second") as sandbox:
        assert await judged(visit, sandbox.url) == 0
    *steps, last = capsys.readouterr().out.splitlines()
    assert last == f"{len(visit.acts)} of {len(visit.acts)} steps went as recorded."
    assert "✓ Max Weber types /incident now in #general" in steps


@pytest.mark.parametrize("way", [(), ("--http",)], ids=["socket", "http"])
def test_a_visit_to_the_real_bot_that_goes_otherwise_ends_with_1(
    tmp_path: Path, way: tuple[str, ...]
) -> None:
    lines = [
        {"visit": 1, "seed": "company"},
        {"at": "0:00:01", "as": "Max Weber", "do": "command", "in": "#general"},
    ]
    lines[1] |= {"says": "/incident help", "then": {"ack": "failed: operation_timeout"}}
    text = "\n".join(json.dumps(line) for line in lines)
    visit_from(tmp_path, text)
    again = tmp_path / "again.jsonl"
    code, out, _ = sandbox_says(
        *("--replay", str(tmp_path / "visit.jsonl"), "--record", str(again), *way)
    )
    assert "✗ Max Weber types /incident help in #general" in out
    assert "ack: saw acked" in out
    assert code == 1
    assert read(again).acts[0].then["ack"] == "acked"
