"""Whatever is made at random: what is sound passes, and nothing that Slack refuses ever does.

Three makers: `sound` makes what Slack takes, `rules` breaks it rule by rule at a random place, and here
any part of it is replaced by anything at all. The models of slack_sdk are a second opinion.

The rules are all of Slack's own that can be seen in a message or view alone. Not seen there, and so
not held: whether an `external_id` stands in another view, whether a `block_id` is new since the last
update, whether a file is ready, whether the app may embed a video of that domain. Not refused by Slack,
and so not held either: a `text` beyond 4,000 characters (cut at 40,000), a button's text beyond the 30
that are shown. Slack's pages differ over charts, six or twelve series: here it is twelve.
"""

from itertools import cycle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.views.garbage import ANYTHING, NO_MESSAGES
from tests.views.places import (
    SURFACES,
    everything,
    pointer_to,
    problem,
    problems,
    put_in,
    replaced,
    smallest,
    value_at,
    ways,
)
from tests.views.rules import PART_RULES, TOGETHER, WHOLE_RULES, Rule, Together
from tests.views.samples import (
    BLOCKS,
    ELEMENTS,
    MODAL,
    SAMPLES,
    SLOTS,
    STANDS_ON,
    Json,
    plain,
    type_of,
)
from tests.views.sdk import refusal
from tests.views.sound import (
    FIELDS,
    Standing,
    somewhere,
    sound_part,
    sound_whole,
    standing,
)
from views.limits import Surface, problems_in_blocks, problems_in_message, problems_in_view
from views.limits import blocks as limits_of_blocks
from views.limits import elements as limits_of_elements

ANY_SURFACE = st.sampled_from(Surface)


@settings(max_examples=100)
@given(standing(SAMPLES))
def test_what_is_sound_passes_wherever_it_stands(stand: Standing) -> None:
    assert problems(stand.whole, stand.surface) == []
    assert refusal(stand.whole, stand.surface) == ""


@pytest.mark.parametrize("rule", PART_RULES, ids=str)
@settings(max_examples=2)
@given(data=st.data())
def test_a_part_that_breaks_a_rule_is_named_wherever_it_stands(
    rule: Rule, data: st.DataObject
) -> None:
    stand = data.draw(standing(rule.of))
    inside, outside = (stand.with_instead(each(stand.part)) for each in (rule.keeps, rule.breaks))
    assert problems(inside, stand.surface) == []
    assert refusal(inside, stand.surface) == ""
    assert rule.is_told(outside, stand.surface, stand.at)


@pytest.mark.parametrize("rule", WHOLE_RULES, ids=str)
@settings(max_examples=2)
@given(data=st.data())
def test_so_is_a_whole_that_breaks_a_rule(rule: Rule, data: st.DataObject) -> None:
    surface = Surface(data.draw(st.sampled_from(rule.of)))
    whole = data.draw(sound_whole(surface))
    assert problems(rule.keeps(whole), surface) == []
    assert rule.is_told(rule.breaks(whole), surface)


@pytest.mark.parametrize("rule", TOGETHER, ids=str)
@settings(max_examples=6)
@given(data=st.data())
def test_so_are_blocks_that_break_one_between_them(rule: Together, data: st.DataObject) -> None:
    """Dividers keep their places until everything else is sound."""
    surface = data.draw(st.sampled_from(sorted(rule.on)))
    whole = data.draw(sound_whole(surface)) | ({"submit": plain()} if surface is MODAL else {})
    places = [[way for way in ways(each["type"]) if way.surface is surface] for each in rule.breaks]
    dividers = [{"type": "divider"} for _ in rule.breaks]
    for divider, fitting in zip(dividers, places, strict=True):
        whole = data.draw(somewhere(divider, data.draw(st.sampled_from(fitting)), whole))
    at = [pointer_to(divider, whole) for divider in dividers]
    for pointer, block in zip(at, rule.breaks, strict=True):
        whole = replaced(whole, pointer, block)

    told = problems(whole, surface)
    assert {each.says for each in told} == {rule.says}
    if rule.below is None:
        assert all(each.pointer.endswith("blocks") for each in told)
        assert all(each.error == rule.error for each in told)
    else:
        last = max(at, key=lambda pointer: _as_read(pointer, whole))
        assert problem(f"{last}{rule.below}", rule.says, surface, rule.error) in told


def _as_read(pointer: str, whole: Json) -> tuple[bool, int]:
    """The attachments of a message come after its blocks."""
    order = [at for at, _ in everything(whole)]
    return pointer.startswith("/attachments"), order.index(pointer)


@settings(max_examples=60)
@given(data=st.data())
def test_so_is_what_stands_where_it_may_not(data: st.DataObject) -> None:
    stand = data.draw(standing(SLOTS))
    slots = SLOTS[stand.part["type"]]
    slot = data.draw(st.sampled_from(sorted(slots)))
    welcome = {type_of(kind) for kind in slots[slot] if stand.surface in STANDS_ON[kind]}
    kind = data.draw(st.sampled_from([each for each in SAMPLES if type_of(each) not in welcome]))
    intruder = data.draw(sound_part(kind, min(STANDS_ON[kind])))
    crowded = put_in(stand.part, slot, intruder, lambda spots: data.draw(st.sampled_from(spots)))
    whole = stand.with_instead(crowded)
    where, says = f"{pointer_to(intruder, whole)}/type", f"unsupported type: {type_of(kind)}"
    assert problem(where, says, stand.surface) in problems(whole, stand.surface)


@settings(max_examples=40)
@given(data=st.data())
def test_so_is_a_block_on_a_surface_that_is_not_its_own(data: st.DataObject) -> None:
    surface = data.draw(ANY_SURFACE)
    whole = data.draw(sound_whole(surface))
    kind = data.draw(st.sampled_from([each for each in BLOCKS if surface not in STANDS_ON[each]]))
    stranger = data.draw(sound_part(kind, min(STANDS_ON[kind])))
    stack = data.draw(st.sampled_from([at for at, _ in everything(whole) if at.endswith("blocks")]))
    index = data.draw(st.integers(0, len(value_at(whole, stack[1:]))))
    whole = put_in(whole, f"{stack[1:]}/-", stranger, lambda _: index)
    where, says = f"{stack}/{index}/type", f"unsupported type: {kind}"
    assert problem(where, says, surface) in problems(whole, surface)


OTHERS = ["x", 7, 0.5, True, None, [], {}]
"""A value of each JSON type, a whole number and another."""


def json_type(value: Any) -> str:
    return "number" if type(value) in (int, float) else type(value).__name__


@settings(max_examples=60)
@given(standing(SAMPLES))
def test_so_is_any_value_of_another_json_type(stand: Standing) -> None:
    for (at, value), other in zip(everything(stand.part, stand.at), cycle(OTHERS), strict=False):
        # null says of a column that it has no settings
        if json_type(value) != json_type(other) and "/column_settings/" not in at:
            assert is_named(at, replaced(stand.whole, at, other), stand.surface), other


@settings(max_examples=60)
@given(standing(SAMPLES))
def test_so_is_any_text_that_is_empty_or_has_what_belongs_to_the_other_kind(
    stand: Standing,
) -> None:
    strange = {"plain_text": "verbatim", "mrkdwn": "emoji"}
    texts = ((at, value) for at, value in everything(stand.part, stand.at) if is_text(value))
    for at, text in texts:
        name = strange[text["type"]]
        odd = replaced(stand.whole, at, {**text, name: True})
        empty = replaced(stand.whole, at, {**text, "text": ""})
        says = f"invalid additional property: {name}"
        assert problems(odd, stand.surface) == [problem(at, says, stand.surface)]
        assert is_named(f"{at}/text", empty, stand.surface)


def is_text(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") in ("plain_text", "mrkdwn")


def is_named(at: str, whole: Json, surface: Surface) -> bool:
    return any(
        told.pointer.removeprefix("/view").startswith(at) for told in problems(whole, surface)
    )


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_field_of_a_part_takes_values_of_one_json_type(kind: str) -> None:
    whole, part, at = smallest(kind, ways(kind)[0])
    surface = ways(kind)[0].surface
    for name in fields_made(kind):
        taken = {
            json_type(value)
            for value in OTHERS
            if not is_named(f"{at}/{name}", replaced(whole, at, part | {name: value}), surface)
        }
        assert len(taken) <= 1, (name, taken)


@pytest.mark.parametrize("surface", Surface)
def test_so_does_a_field_of_a_whole(surface: Surface) -> None:
    """Null aside: it says nothing there."""
    for name in fields_made(surface):
        taken = {
            json_type(value)
            for value in OTHERS
            if not is_named(f"/{name}", SURFACES[surface]() | {name: value}, surface)
        }
        assert len(taken - {"NoneType"}) <= 1, (name, taken)


def test_every_field_that_the_limits_know_is_made() -> None:
    """Else one would be left out here."""
    forms: dict[str, Any] = {
        **{kind: block.form for kind, block in limits_of_blocks.BLOCKS.items()},
        **{kind: limits_of_elements.ELEMENTS[type_of(kind)].form for kind in ELEMENTS},
    }
    for kind, form in forms.items():
        assert fields_made(kind) == {*form.required, *form.optional}, kind


def fields_made(kind: str) -> set[str]:
    for surface in Surface:
        sound_whole(surface)
    return FIELDS[kind]


@settings(max_examples=100)
@given(data=st.data())
def test_a_part_replaced_by_anything_is_answered_with_places_that_exist(
    data: st.DataObject,
) -> None:
    """And where slack_sdk refuses, so do we."""
    surface = data.draw(ANY_SURFACE)
    whole = data.draw(sound_whole(surface))
    at = data.draw(st.sampled_from([at for at, _ in everything(whole)]))
    broken = replaced(whole, at, data.draw(ANYTHING))
    told = problems(broken, surface)
    places = {pointer for pointer, _ in everything(broken)}
    assert {each.pointer.removeprefix("/view") for each in told} <= {*places, "/text"}
    assert told or refusal(broken, surface) == ""


@settings(max_examples=100)
@given(ANYTHING)
def test_anything_at_all_is_answered_and_only_a_message_or_view_passes(value: Any) -> None:
    for surface in Surface:
        assert problems_in_blocks(value, surface) or are_blocks(value)
    assert problems_in_message(value) or is_message(value)
    assert problems_in_view(value) or is_view(value)


def are_blocks(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, dict) and each.get("type") in BLOCKS for each in value
    )


def is_message(value: Any) -> bool:
    says = ("text", "markdown_text", "blocks", "attachments")
    return isinstance(value, dict) and any(value.get(name) for name in says)


def is_view(value: Any) -> bool:
    kind = value.get("type") if isinstance(value, dict) else None
    return kind in ("modal", "home") and are_blocks(value["blocks"]) and not refusal(value, kind)


@pytest.mark.parametrize("value", NO_MESSAGES.values(), ids=list(NO_MESSAGES))
def test_what_is_no_message_at_all_is_told_so(value: Any) -> None:
    assert problems_in_message(value)
    assert problems_in_view(value)
    assert problems_in_blocks([value], Surface.HOME)
