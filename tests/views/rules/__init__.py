"""Slack's rules for blocks, messages and views: one table, read by `test_limits` and its fuzz."""

from collections.abc import Mapping
from dataclasses import replace

from tests.views.rules.blocks import BLOCK_RULES
from tests.views.rules.data import DATA_RULES
from tests.views.rules.elements import ELEMENT_RULES
from tests.views.rules.together import TOGETHER, Together
from tests.views.rules.wholes import MESSAGE_RULES, VIEW_RULES
from tests.views.rules.words import Rule


def _listed(*tables: Mapping[str, list[Rule]]) -> list[Rule]:
    return [
        replace(rule, name=f"{about}: {rule.name}")
        for table in tables
        for about, rules in table.items()
        for rule in rules
    ]


PART_RULES = _listed(BLOCK_RULES, DATA_RULES, ELEMENT_RULES)
WHOLE_RULES = _listed(MESSAGE_RULES, VIEW_RULES)

__all__ = ["PART_RULES", "TOGETHER", "WHOLE_RULES", "Rule", "Together"]
