"""What works here works in Slack: each point where a stand-in easily strays is held by tests that name it.

A test names a point in its own name (`test_point_6_…`) or, where it holds more than that, in its docstring.
"""

import ast
import re
from pathlib import Path

import pytest

POINTS = {
    1: "triggers live three seconds and work once; a fast machine hides slow bots",
    2: "response URLs: five uses in thirty minutes, private by default, replacing and deleting",
    3: "one envelope to one connection, acknowledged on any; events again and again",
    4: "hello, pings, disconnects, URLs for one connection, ten connections",
    5: "arguments as JSON, as a form, in parts, in the address",
    6: "stamps that grow, ids with the right beginnings",
    7: "what every element holds, and its own emptiness",
    8: "block_actions from messages, private messages and views",
    9: "messages completed as Slack completes them",
    10: "who may post where",
    11: "validation errors in Slack's shape",
    12: "scopes and subscriptions from the manifest",
    13: "the app hears only where it is, and hears itself",
    14: "private messages are gone with the page, and cannot be updated",
    15: "rate limits by method and by channel",
    16: "files: private and unready at first, behind the token",
    17: "views: hashes, stacks, closings, what typing outlives",
    18: "the workspace's own clock",
    19: "no unknown tokens",
    20: "what is not played is said",
}
IN_A_NAME = re.compile(r"test_point_(\d+)_")
IN_WORDS = re.compile(r"Fidelity (\d+(?:(?:, | and )\d+)*)")


def named() -> set[int]:
    """The points this folder's tests name."""
    points: set[int] = set()
    for file in Path(__file__).parent.glob("test_*.py"):
        tree = ast.parse(file.read_text())
        kinds = ast.FunctionDef | ast.AsyncFunctionDef
        tests = [node for node in ast.walk(tree) if isinstance(node, kinds)]
        names = " ".join(test.name for test in tests)
        words = " ".join(ast.get_docstring(node) or "" for node in (tree, *tests))
        points |= {int(number) for number in IN_A_NAME.findall(names)}
        points |= {int(it) for few in IN_WORDS.findall(words) for it in re.findall(r"\d+", few)}
    return points


@pytest.mark.parametrize("point", POINTS)
def test_a_test_names_the_point(point: int) -> None:
    assert point in named(), POINTS[point]
