"""Point 20: what is not played is said, on a page written from the table of methods."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.web_api import METHODS
from sandbox.web_api.reference import NOT_PLAYED, PAGE, RENEW, page
from tests.sandbox.conftest import error_of
from tests.sandbox.facts import FACTS

NOBODYS = [name for names in NOT_PLAYED.values() for name in names]


def test_point_20_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), f"The page is stale. Renew it: {RENEW}"


def test_point_20_every_method_is_on_the_page() -> None:
    written = page()
    assert all(f"| `{name}` |" in written for name in METHODS)
    assert not set(NOBODYS) & set(METHODS)
    assert len(NOBODYS) == len(set(NOBODYS))


@pytest.mark.skipif(not FACTS.is_dir(), reason="the facts about Slack's methods are not there")
def test_point_20_no_known_method_is_passed_over() -> None:
    assert {file.stem for file in FACTS.glob("*.json")} <= {*METHODS, *NOBODYS}


async def test_point_20_what_nobody_plays_is_unknown(slack: AsyncWebClient) -> None:
    for name in ("canvases.create", "files.list", "chat.startStream"):
        assert name in NOBODYS
        assert await error_of(slack.api_call(name)) == "unknown_method"
