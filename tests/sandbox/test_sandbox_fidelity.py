"""What works here works in Slack: each point where a stand-in easily strays is held by tests that name it."""

import ast
import re
from pathlib import Path

import pytest

HELD = {
    1: "triggers live three seconds and work once; a fast machine hides slow bots",
    2: "response URLs: five uses in thirty minutes, private by default, replacing and deleting",
    3: "one envelope to one connection, acknowledged on any; events again and again",
    4: "hello, pings, disconnects, URLs for one connection, ten connections",
    7: "what every element holds, and its own emptiness",
    8: "block_actions from messages, private messages and views",
    13: "the app hears only where it is, and hears itself",
    14: "private messages are gone with the page, and cannot be updated",
    17: "views: hashes, stacks, closings, what typing outlives",
    18: "the workspace's own clock",
}


def named() -> set[int]:
    """The points named in the docstrings of this folder's tests."""
    points: set[int] = set()
    for file in Path(__file__).parent.glob("test_*.py"):
        tree = ast.parse(file.read_text())
        tests = (node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef))
        for node in (tree, *tests):
            for found in re.findall(
                r"Fidelity (\d+(?:(?:, | and )\d+)*)", ast.get_docstring(node) or ""
            ):
                points |= {int(number) for number in re.findall(r"\d+", found)}
    return points


@pytest.mark.parametrize("point", HELD)
def test_a_test_names_the_point(point: int) -> None:
    assert point in named(), HELD[point]
