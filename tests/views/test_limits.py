"""Slack's limits, rule by rule: what is just inside passes, what is just outside is named.

The rules are the tables of `tests.views.rules`; each is tried on the smallest sound part of every
kind it speaks of, in every place where such a part may stand.
"""

import pytest

from tests.views.places import (
    SURFACES,
    Way,
    placed,
    pointer_to,
    problem,
    problems,
    put_in,
    replaced,
    smallest,
    ways,
)
from tests.views.rules import PART_RULES, TOGETHER, WHOLE_RULES, Rule, Together
from tests.views.samples import (
    BLOCKS,
    ELEMENTS,
    HOME,
    MESSAGE,
    SAMPLES,
    SLOTS,
    STANDS_ON,
    Json,
    actions,
    asks,
    button,
    cell,
    data_table,
    message,
    modal,
    mrkdwn,
    option,
    sample,
    section,
    select,
    type_of,
    typing,
)
from views.limits import Problem, Surface, problems_in_blocks, problems_in_message, problems_in_view
from views.limits import blocks as limits_of_blocks
from views.limits import elements as limits_of_elements


def test_every_block_and_element_has_a_sample() -> None:
    assert BLOCKS.keys() == limits_of_blocks.BLOCKS.keys()
    assert {type_of(kind) for kind in ELEMENTS} == limits_of_elements.ELEMENTS.keys()


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_block_or_element_stands_in_its_places(kind: str) -> None:
    for way in ways(kind):
        whole, _, _ = smallest(kind, way)
        assert problems(whole, way.surface) == []


@pytest.mark.parametrize("surface", Surface)
@pytest.mark.parametrize("kind", BLOCKS)
def test_a_block_stands_on_no_other_surface(kind: str, surface: Surface) -> None:
    told = problems_in_blocks([section(), sample(kind)], surface)
    refused = [problem("/blocks/1/type", f"unsupported type: {kind}", surface)]
    assert told == ([] if surface in STANDS_ON[kind] else refused)


@pytest.mark.parametrize(("host", "slot"), [(host, slot) for host in SLOTS for slot in SLOTS[host]])
def test_nothing_else_stands_in_a_block(host: str, slot: str) -> None:
    for way in ways(host):
        welcome = {type_of(kind) for kind in SLOTS[host][slot] if way.surface in STANDS_ON[kind]}
        for intruder in (sample(kind) for kind in SAMPLES if type_of(kind) not in welcome):
            whole, block, at = smallest(host, way)
            crowded = replaced(whole, at, put_in(block, slot, intruder, min))
            where = f"{pointer_to(intruder, crowded)}/type"
            says = f"unsupported type: {intruder['type']}"
            assert problems(crowded, way.surface) == [problem(where, says, way.surface)]


@pytest.mark.parametrize("rule", PART_RULES, ids=str)
def test_a_part_holds_to_the_rule_wherever_it_stands(rule: Rule) -> None:
    for kind, way in [(each, way) for each in rule.of for way in ways(each)]:
        whole, part, at = smallest(kind, way)
        inside = replaced(whole, at, rule.keeps(part))
        outside = replaced(whole, at, rule.breaks(part))
        assert problems(inside, way.surface) == []
        assert rule.is_told(outside, way.surface, at)


@pytest.mark.parametrize("rule", WHOLE_RULES, ids=str)
def test_a_whole_holds_to_the_rule(rule: Rule) -> None:
    for surface in map(Surface, rule.of):
        whole = SURFACES[surface]()
        assert problems(rule.keeps(whole), surface) == []
        assert rule.is_told(rule.breaks(whole), surface)


@pytest.mark.parametrize("rule", TOGETHER, ids=str)
def test_blocks_hold_to_the_rule_together(rule: Together) -> None:
    """The last of them anywhere, the others before it."""
    *_, last = rule.breaks
    for way in (way for way in ways(last["type"]) if way.surface in rule.on):
        assert problems(side_by_side(rule.keeps, way), way.surface) == []
        outside = side_by_side(rule.breaks, way)
        at = pointer_to(last, outside) + rule.below if rule.below is not None else f"/{way.blocks}"
        assert problems(outside, way.surface) == [problem(at, rule.says, way.surface, rule.error)]


def side_by_side(blocks: list[Json], way: Way) -> Json:
    *others, last = blocks
    whole = SURFACES[way.surface](*others)
    return placed(last, way, whole, sample, max)


@pytest.mark.parametrize("kind", ELEMENTS)
def test_unknown_fields_of_an_element_are_let_through(kind: str) -> None:
    """Slack's own set grows faster than any copy of it."""
    for way in ways(kind):
        whole, element, at = smallest(kind, way)
        assert problems(replaced(whole, at, element | {"sparkle": 1}), way.surface) == []


def test_empty_ids_do_not_clash() -> None:
    """Slack gives a name to what has none."""
    blocks = [section(block_id=""), section(block_id=""), actions(button(), button(action_id=""))]
    assert problems_in_message(message(*blocks)) == []


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    blocks = [actions(button(action_id="show")), actions(button(action_id="show"))]
    assert problems_in_message(message(*blocks)) == []


def test_focus_in_a_message_is_of_no_account() -> None:
    asking = asks(typing(focus_on_load=True))
    assert problems_in_message(message(asking, asking)) == []


def test_long_menus_and_tables_do_not_count_as_text() -> None:
    menu = select(options=[option(str(number), "x" * 75) for number in range(100)])
    long = [section(text=mrkdwn("x" * 3000))] * 3
    table = data_table(*[[cell("x" * 9000)]] * 2)
    assert problems_in_message(message(*long, section(accessory=menu), table)) == []


def test_the_text_of_a_view_has_no_sum() -> None:
    assert problems_in_view(modal(*[section(text=mrkdwn("x" * 3000))] * 8)) == []


def test_every_problem_is_told_not_only_the_first() -> None:
    blocks = [section(text=mrkdwn("")), {"type": "header", "text": mrkdwn()}]
    assert [each.pointer for each in problems_in_message(message(*blocks))] == [
        "/blocks/0/text/text",
        "/blocks/1/text/type",
    ]


def test_a_problem_names_the_place_the_sentence_and_the_error() -> None:
    """Once as Slack's own answers have it, letter by letter."""
    assert problems_in_message({"blocks": [section(text=mrkdwn("x" * 3001))]}) == [
        Problem("/blocks/0/text/text", "must be less than 3001 characters", "invalid_blocks")
    ]
    assert problems_in_view(modal(section(), title=mrkdwn())) == [
        Problem("/view/title/type", "unsupported type: mrkdwn", "invalid_arguments")
    ]


def test_blocks_alone_are_answered_as_within_their_surface() -> None:
    """Where a person's words go out without a message around them."""
    for surface, at in {MESSAGE: "/blocks/0", HOME: "/view/blocks/0"}.items():
        twice = [section(block_id="a"), section(block_id="a")]
        assert [each.pointer for each in problems_in_blocks([{"type": "poem"}], surface)] == [
            f"{at}/type"
        ]
        assert len(problems_in_blocks(twice, surface)) == 1
