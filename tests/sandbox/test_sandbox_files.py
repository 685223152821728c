"""Files: three steps to bring one, a while until it is ready, and who may have it."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company.clock import Clock
from sandbox.company.files import MOST_BYTES
from sandbox.server import Sandbox
from tests.sandbox.conftest import (
    Enter,
    Json,
    actions,
    button,
    client_for,
    error_of,
    modal,
    plain,
    section,
    start,
    until,
    with_scopes,
)
from tests.visitor import Refused, Visitor

DESK, GENERAL, MAX = "C0SERVICEDK", "C0GENERAL00", "U0MAXWEBER0"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"no more than the beginning of one"
WITH_FILES = with_scopes(
    "files:read", "files:write", events=("file_shared", "message.channels", "message.im")
)


@pytest.fixture
async def sandbox(tmp_path: Path, clock: Clock) -> AsyncIterator[Sandbox]:
    async with start(tmp_path, manifest=WITH_FILES, clock=clock) as opened:
        yield opened


async def brought(slack: AsyncWebClient, http: ClientSession, content: bytes = PICTURE) -> str:
    """The id of a file whose bytes are there."""
    given = await slack.files_getUploadURLExternal(filename="mttr.png", length=len(content))
    async with http.post(given["upload_url"], data=content) as answer:
        assert (answer.status, await answer.text()) == (200, f"OK - {len(content)}")
    return str(given["file_id"])


def picture(id_: str) -> Json:
    return {"type": "image", "slack_file": {"id": id_}, "alt_text": "MTTR by week"}


async def test_point_16_a_file_is_private_and_not_ready_at_first(
    slack: AsyncWebClient, http: ClientSession, clock: Clock
) -> None:
    """Until Slack has looked at it, `files.info` does not know what it is and no block shows it."""
    id_ = await brought(slack, http)
    assert await error_of(slack.files_info(file=id_)) == "file_not_found"
    done = await slack.files_completeUploadExternal(files=[{"id": id_, "title": "MTTR"}])
    assert (done["files"][0]["id"], done["files"][0]["mimetype"]) == (id_, "")
    early = (await slack.files_info(file=id_))["file"]
    assert (early["mimetype"], early["filetype"], early["title"]) == ("", "", "MTTR")
    with pytest.raises(SlackApiError) as refused:
        await slack.chat_postMessage(channel=DESK, text="x", blocks=[section("x"), picture(id_)])
    assert refused.value.response["error"] == "invalid_blocks"
    [message] = refused.value.response["response_metadata"]["messages"]
    assert message == "[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]"
    clock.advance(2)
    ready = (await slack.files_info(file=id_))["file"]
    assert (ready["mimetype"], ready["filetype"]) == ("image/png", "png")
    assert (ready["is_public"], ready["shares"], ready["channels"]) == (False, {}, [])
    posted = await slack.chat_postMessage(channel=DESK, text="x", blocks=[picture(id_)])
    assert posted["message"]["blocks"][0]["slack_file"] == {"id": id_, "url": ready["url_private"]}
    by_url = picture(id_) | {"slack_file": {"url": ready["url_private"]}}
    assert (await slack.chat_postMessage(channel=DESK, text="x", blocks=[by_url]))["ok"]


async def test_point_16_its_address_needs_the_token(
    sandbox: Sandbox, slack: AsyncWebClient, http: ClientSession, enter: Enter, clock: Clock
) -> None:
    """The app has it with its token, the page with its own; anyone else is led to sign in."""
    id_ = await brought(slack, http)
    await slack.files_completeUploadExternal(files=[{"id": id_}])
    clock.advance(2)
    file = (await slack.files_info(file=id_))["file"]
    url, bearer = file["url_private"], {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with http.get(url, headers=bearer) as answer:
        assert await answer.read() == PICTURE
        assert answer.content_type == "image/png"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    async with http.get(url, params={"token": sandbox.page_token}) as answer:
        assert await answer.read() == PICTURE
    for headers in ({}, {"Authorization": "Bearer xoxb-made-up"}):
        async with http.get(url, headers=headers, allow_redirects=False) as answer:
            assert answer.status == 302
    async with http.get(file["url_private_download"], headers=bearer) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_it_is_shared_when_it_is_ready(
    slack: AsyncWebClient,
    http: ClientSession,
    enter: Enter,
    clock: Clock,
    pick_up: Callable[..., Any],
) -> None:
    line, ann = await pick_up(), await enter("Ann Berger")
    card = await slack.chat_postMessage(channel=DESK, text="INC-1")
    id_ = await brought(slack, http)
    await slack.files_completeUploadExternal(
        files=[{"id": id_}], channel_id=DESK, initial_comment="The *week*", thread_ts=card["ts"]
    )
    assert len(await ann.thread("service-desk", card)) == 1
    clock.advance(2)
    _, reply = await ann.thread("service-desk", card)
    assert (reply["subtype"], reply["text"]) == ("file_share", "The *week*")
    assert (reply["files"][0]["id"], reply["files"][0]["mimetype"]) == (id_, "image/png")
    assert reply["bot_id"] == "B0STEWARD00"
    file = (await slack.files_info(file=id_))["file"]
    [share] = file["shares"]["public"][DESK]
    assert (share["ts"], share["thread_ts"]) == (reply["ts"], card["ts"])
    assert (file["is_public"], file["channels"]) == (True, [DESK])
    await until(lambda: bool(line.events("file_shared")))
    assert line.events("file_shared")[0]["file"] == {"id": id_}
    [event] = [it for it in line.events("message") if it.get("subtype") == "file_share"]
    assert event["files"][0]["name"] == "mttr.png"
    await slack.chat_delete(channel=DESK, ts=reply["ts"])
    assert (await slack.files_info(file=id_))["file"]["shares"] == {}


async def test_the_sdk_uploads_as_it_does_to_slack(
    slack: AsyncWebClient, clock: Clock, enter: Enter
) -> None:
    ben = await enter("Ben Okafor")
    sent = await slack.files_upload_v2(
        channel=DESK, content="a,b\n1,2\n", filename="figures.csv", title="Figures"
    )
    clock.advance(2)
    message = await ben.sees("service-desk", containing="figures.csv")
    assert [each["id"] for each in message["files"]] == [sent["file"]["id"]]
    assert message["files"][0]["pretty_type"] == "CSV"


async def test_an_upload_address_works_once_and_for_what_was_announced(
    slack: AsyncWebClient, http: ClientSession
) -> None:
    given = await slack.files_getUploadURLExternal(filename="a.txt", length=3)
    form = FormData()
    form.add_field("filename", b"abc", filename="a.txt")
    async with http.post(given["upload_url"], data=form) as answer:
        assert answer.status == 200
    async with http.post(given["upload_url"], data=b"abc") as answer:
        assert answer.status == 404
    for content in (b"ab", b"abcd"):
        given = await slack.files_getUploadURLExternal(filename="a.txt", length=3)
        async with http.post(given["upload_url"], data=content) as answer:
            assert answer.status == 400
        lost = slack.files_completeUploadExternal(files=[{"id": given["file_id"]}])
        assert await error_of(lost) == "file_not_found"


async def test_what_cannot_be_brought_or_completed(
    slack: AsyncWebClient, http: ClientSession
) -> None:
    huge = slack.files_getUploadURLExternal(filename="a.bin", length=MOST_BYTES + 1)
    assert await error_of(huge) == "file_upload_size_restricted"
    nothing = slack.files_getUploadURLExternal(filename="a.bin", length=0)
    assert await error_of(nothing) == "missing_argument"
    awaited = await slack.files_getUploadURLExternal(filename="a.bin", length=1)
    early = slack.files_completeUploadExternal(files=[{"id": awaited["file_id"]}])
    assert await error_of(early) == "file_not_found"
    id_ = await brought(slack, http)
    for place, error in ((GENERAL, "not_in_channel"), ("C0NOWHERE00", "channel_not_found")):
        sharing = slack.files_completeUploadExternal(files=[{"id": id_}], channel_id=place)
        assert await error_of(sharing) == error
    await slack.files_completeUploadExternal(files=[{"id": id_}])
    again = slack.files_completeUploadExternal(files=[{"id": id_}])
    assert await error_of(again) == "file_not_found"


async def test_a_visitor_drops_a_file(
    sandbox: Sandbox,
    slack: AsyncWebClient,
    http: ClientSession,
    enter: Enter,
    pick_up: Callable[..., Any],
) -> None:
    line, ann, max_ = await pick_up(), await enter("Ann Berger"), await enter("Max Weber")
    dropped = await ann.drops("service-desk", "a photo.png", PICTURE, text="Look & see")
    assert (dropped["subtype"], dropped["text"]) == ("file_share", "Look &amp; see")
    await until(lambda: bool(line.events("message")))
    told = line.events("message")[0]["files"][0]
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with http.get(told["url_private"], headers=headers) as answer:
        assert await answer.read() == PICTURE
    elsewhere = (await max_.drops("general", "mine.txt", b"abc"))["files"][0]
    assert await error_of(slack.files_info(file=elsewhere["id"])) == "file_not_found"
    async with http.get(elsewhere["url_private"], headers=headers) as answer:
        assert answer.status == 404
    with pytest.raises(Refused, match="file_not_found"):
        await max_.do("post", {"channel": GENERAL, "text": "", "files": [told["id"]]})
    with pytest.raises(Refused, match="file_is_empty"):
        await max_.upload("empty.txt", b"")


@pytest.mark.parametrize("name", ["evil.html", "evil.svg", "evil.js"])
async def test_nothing_in_a_file_runs_on_the_pages_address(
    sandbox: Sandbox, http: ClientSession, enter: Enter, name: str
) -> None:
    max_ = await enter("Max Weber")
    said = await max_.drops("general", name, b"<script>alert(1)</script>")
    url = said["files"][0]["url_private"]
    async with http.get(url, params={"token": sandbox.page_token}) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "javascript" not in answer.content_type


async def test_files_in_a_form(
    slack: AsyncWebClient, enter: Enter, pick_up: Callable[..., Any]
) -> None:
    line, ann = await pick_up(), await enter("Ann Berger")
    await _opens_a_form(slack, ann, line)
    await ann.attach("Evidence", ("a.txt", b"abc"))
    refused = await ann.submit()
    assert refused.errors == {"Evidence": "Please choose only files of these kinds: png."}
    await ann.attach("Evidence", ("a.png", PICTURE), ("b.png", PICTURE))
    assert "at most 1 file." in (await ann.submit()).errors["Evidence"]
    await ann.attach("Evidence", ("a.png", PICTURE))
    assert (await ann.submit()).closed
    sent = line.envelopes[-1]["payload"]
    value = sent["view"]["state"]["values"]["evidence"]["files"]
    assert value["type"] == "file_input"
    assert (value["files"][0]["name"], value["files"][0]["filetype"]) == ("a.png", "png")
    assert value["files"][0]["user"] == "U0ANNBERGER"


async def _opens_a_form(slack: AsyncWebClient, ann: Visitor, line: Any) -> None:
    await slack.chat_postMessage(
        channel=DESK, text="x", blocks=[actions(button("Go", "go"), block_id="b")]
    )
    await ann.press("Go", in_channel="service-desk")
    [pressed] = await line.hears(1, "interactive")
    element = {"type": "file_input", "action_id": "files", "filetypes": ["png"], "max_files": 1}
    block = {
        "type": "input",
        "block_id": "evidence",
        "label": plain("Evidence"),
        "element": element,
    }
    await slack.views_open(trigger_id=pressed["payload"]["trigger_id"], view=modal(block))
    await ann.modal()


async def test_files_outlive_a_restart(tmp_path: Path, clock: Clock, http: ClientSession) -> None:
    async with start(tmp_path, manifest=WITH_FILES, clock=clock) as sandbox:
        slack = client_for(sandbox)
        kept, owed = await brought(slack, http), await brought(slack, http)
        await slack.files_completeUploadExternal(files=[{"id": kept}])
        await slack.files_completeUploadExternal(files=[{"id": owed}], channel_id=DESK)
    clock.advance(60)
    async with start(tmp_path, manifest=WITH_FILES, clock=clock) as sandbox:
        slack = client_for(sandbox)
        file = (await slack.files_info(file=kept))["file"]
        headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
        async with http.get(file["url_private"], headers=headers) as answer:
            assert await answer.read() == PICTURE
        [shared] = (await slack.conversations_history(channel=DESK, limit=1))["messages"]
        assert shared["files"][0]["id"] == owed


async def test_the_app_has_what_came_with_its_form(
    sandbox: Sandbox,
    slack: AsyncWebClient,
    http: ClientSession,
    enter: Enter,
    pick_up: Callable[..., Any],
) -> None:
    """Nobody else sees it: it stands in no conversation."""
    line, ann = await pick_up(), await enter("Ann Berger")
    await _opens_a_form(slack, ann, line)
    await ann.attach("Evidence", ("a.png", PICTURE))
    assert (await ann.submit()).closed
    [told] = line.envelopes[-1]["payload"]["view"]["state"]["values"]["evidence"]["files"]["files"]
    assert (await slack.files_info(file=told["id"]))["file"]["shares"] == {}
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with http.get(told["url_private_download"], headers=headers) as answer:
        assert await answer.read() == PICTURE
    kept_back = await ann.upload("b.png", PICTURE)
    assert await error_of(slack.files_info(file=kept_back["id"])) == "file_not_found"


async def test_without_its_scope_the_app_has_no_file(tmp_path: Path, http: ClientSession) -> None:
    """Whoever asks for its bytes all the same is shown the page to sign in on."""
    manifest = with_scopes("files:write", events=("message.channels",))
    async with start(tmp_path, manifest=manifest) as sandbox:
        async with Visitor.enter(sandbox.url, "Ann Berger") as ann:
            dropped = await ann.drops("service-desk", "assets.csv", b"tag\nL-1\n")
        [file] = dropped["files"]
        assert await error_of(client_for(sandbox).files_info(file=file["id"])) == "missing_scope"
        headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
        async with http.get(file["url_private_download"], headers=headers) as answer:
            assert answer.content_type == "text/html"
            assert b"L-1" not in await answer.read()
