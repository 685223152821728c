"""Every method answers what Slack's reference says it can: its required arguments, its scopes, its errors."""

import re
from pathlib import Path

import pytest

from sandbox import web_api
from sandbox.web_api import METHODS
from tests.sandbox.facts import FACTS, documented, facts

pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the facts about Slack's methods are not beside this checkout"
)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_the_method_is_one_of_slacks(method: str) -> None:
    assert (FACTS / f"{method}.json").is_file()


@pytest.mark.parametrize("method", sorted(METHODS))
def test_what_it_requires(method: str) -> None:
    required = set(facts(method)["args"].get("required") or ()) - {"token"}
    assert set(METHODS[method].required) == required


@pytest.mark.parametrize("method", sorted(METHODS))
def test_the_scopes_it_takes(method: str) -> None:
    known = set((facts(method).get("scope") or {}).get("bot") or ())
    assert set(METHODS[method].scopes) <= known
    assert bool(METHODS[method].scopes) == bool(known)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_whether_it_reads_json(method: str) -> None:
    assert METHODS[method].reads_json == bool(facts(method).get("json_input_supported"))


def test_every_error_is_in_the_reference() -> None:
    """Errors are written as strings where they are raised: none of them may be of our making.

    That each method answers only its own is watched wherever a test has a sandbox (see conftest).
    """
    known = set().union(*(documented(method) for method in METHODS))
    folder = Path(web_api.__file__).parent
    raised = {
        error
        for file in folder.glob("*.py")
        for error in re.findall(r'SlackError\("(\w+)"', file.read_text())
    }
    assert raised <= known
