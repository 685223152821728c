"""Rules of the house that no library checks, read from the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
FLOORS = ("bot", "handlers", "scheduler", "views", "desk", "storage", "domain")
FILES = {
    str(file.relative_to(HOUSE)): ast.parse(file.read_text())
    for floor in (*FLOORS, "sandbox")
    for file in sorted((HOUSE / floor).rglob("*.py"))
}
OURS = [file for file in FILES if not file.startswith("sandbox/")]


def names(tree: ast.AST) -> set[str]:
    """Every name and attribute in it."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }


def transactions(tree: ast.AST) -> Iterator[ast.AST]:
    """The work handed to `database.write`, `database.read` or `do`: lambdas, and functions named there."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or called(call) not in {"write", "read", "do"}:
            continue
        for given in call.args:
            if isinstance(given, ast.Lambda):
                yield given
            elif isinstance(given, ast.Name) and given.id in functions:
                yield functions[given.id]


def called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        is_database = "database" in ast.unparse(call.func.value)
        return call.func.attr if is_database else ""
    return call.func.id if isinstance(call.func, ast.Name) else ""


@pytest.mark.parametrize("file", OURS)
def test_slack_is_never_asked_inside_a_transaction(file: str) -> None:
    for work in transactions(FILES[file]):
        assert not names(work) & {"slack", "_slack", "client", "respond", "_respond", "ack"}, (
            f"{file}:{getattr(work, 'lineno', '?')}"
        )


def test_the_rule_above_sees_transactions() -> None:
    assert sum(len(list(transactions(FILES[file]))) for file in OURS) > 10


@pytest.mark.parametrize("file", [file for file in OURS if not file.startswith("desk/")])
def test_a_record_changes_its_state_at_the_desk_only(file: str) -> None:
    for node in ast.walk(FILES[file]):
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AugAssign | ast.AnnAssign)
            else []
        )
        assert not [
            each for each in targets if isinstance(each, ast.Attribute) and each.attr == "state"
        ]


@pytest.mark.parametrize(
    "file", [file for file in OURS if not file.startswith(("bot/", "scheduler/"))]
)
def test_nobody_else_looks_at_the_clock(file: str) -> None:
    clocks = {
        ast.unparse(node)
        for node in ast.walk(FILES[file])
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today", "monotonic", "time"}
    }
    own = {"time.monotonic"} if file == "storage/sqlite.py" else set()  # deadlines, not dates
    asked = {clock for clock in clocks if clock.startswith(("datetime.", "date.", "time."))}
    assert asked <= own


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_printed(file: str) -> None:
    calls = (node for node in ast.walk(FILES[file]) if isinstance(node, ast.Call))
    assert "print" not in {call.func.id for call in calls if isinstance(call.func, ast.Name)}


@pytest.mark.parametrize("file", [file for file in OURS if not file.startswith("storage/")])
def test_only_storage_commits(file: str) -> None:
    assert not names(FILES[file]) & {"commit", "rollback", "sessionmaker", "create_async_engine"}


@pytest.mark.parametrize("file", [file for file in OURS if file.startswith("desk/")])
def test_every_verb_is_told_who_and_when_by_name(file: str) -> None:
    for node in FILES[file].body:
        if isinstance(node, ast.FunctionDef):
            by_place = {argument.arg for argument in [*node.args.posonlyargs, *node.args.args]}
            assert node.name.startswith("_") or not by_place & {"at"}, node.name


@pytest.mark.parametrize("file", FILES)
def test_every_file_says_what_lives_in_it(file: str) -> None:
    assert ast.get_docstring(FILES[file])
