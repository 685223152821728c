"""Every method is what Slack's reference says: its arguments, its scopes, its tier, its errors."""

import ast
from pathlib import Path

import pytest

import sandbox
from sandbox.web_api import METHODS
from sandbox.web_api.method import EVERYWHERE, Kind, Tier
from tests.sandbox.facts import FACTS, documented, facts
from tests.sandbox.raised import errors_of

pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the facts about Slack's methods are not beside this checkout"
)

TIERS = {
    "t1": {Tier.ONE},
    "t2": {Tier.TWO},
    "t3": {Tier.THREE},
    "t4": {Tier.FOUR},
    "t5": {Tier.SPECIAL, Tier.POSTING},
    None: {Tier.NONE},
}
KINDS: dict[str | None, set[Kind]] = {
    "string": {"text", "list", "structure"},  # lists and structures may travel as strings
    "boolean": {"flag"},
    "integer": {"number"},
    "number": {"number"},
    "array": {"list", "structure"},
    "object": {"structure"},
    None: {"text", "number", "flag", "list", "structure"},
}


@pytest.mark.parametrize("method", sorted(METHODS))
def test_the_method_is_one_of_slacks(method: str) -> None:
    assert (FACTS / f"{method}.json").is_file()


@pytest.mark.parametrize("method", sorted(METHODS))
def test_its_arguments(method: str) -> None:
    """All that Slack knows and none besides, so that what a test calls unknown is unknown there."""
    known = facts(method)["args"].get("properties") or {}
    takes = METHODS[method].takes
    assert set(takes) == set(known) - {"token"}
    for name, kind in takes.items():
        told = known[name].get("type") if isinstance(known[name], dict) else None
        assert kind in KINDS[told], name


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
def test_its_tier(method: str) -> None:
    assert METHODS[method].tier in TIERS[facts(method)["rate_limits"]]


@pytest.mark.parametrize("method", sorted(METHODS))
def test_whether_it_reads_json(method: str) -> None:
    assert METHODS[method].reads_json == bool(facts(method).get("json_input_supported"))


@pytest.mark.parametrize("method", sorted(METHODS))
def test_its_errors(method: str) -> None:
    """The door answers with no error that does not stand in this list."""
    assert set(METHODS[method].errors) <= documented(method)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_its_table_makes_sense(method: str) -> None:
    it = METHODS[method]
    assert set(it.required) <= set(it.takes)
    assert set(it.ignores) <= set(it.takes) - set(it.required)
    assert all(it.answers_with(error) for error in it.instead.values())
    assert not set(it.errors) & set(it.instead)
    assert not set(it.errors) & EVERYWHERE


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_error_it_may_come_to_is_listed(method: str) -> None:
    it = METHODS[method]
    raised = {it.instead.get(error, error) for error in errors_of(it.run)}
    assert {error for error in raised if not it.answers_with(error)} == set()


def test_every_error_listed_can_be_met() -> None:
    """Each stands outside the lists too: in the sandbox, or among the limits of blocks."""
    listed = {error for method in METHODS.values() for error in method.errors}
    assert listed <= _words_used()


def _words_used() -> set[str]:
    """Every string in the code but those in lists of errors."""
    root = Path(sandbox.__file__).parent.parent
    words: set[str] = set()
    for file in [*(root / "sandbox").rglob("*.py"), *(root / "views" / "limits").glob("*.py")]:
        tree = ast.parse(file.read_text())
        tables = {
            id(inner)
            for node in [*ast.walk(tree), *tree.body]
            if (isinstance(node, ast.keyword) and node.arg == "errors")
            or (isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple))
            for inner in ast.walk(node)
        }
        words |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in tables
        }
    return words | {f"invalid_{what}" for what in ("blocks", "message", "view")}
