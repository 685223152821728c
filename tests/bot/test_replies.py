"""How no is said to who has filled in a form."""

from typing import Any

import pytest

from bot.replies import SubmissionReply

WRONG = {"title": "Say what is broken.", "gone": "Choose another."}


@pytest.mark.parametrize(
    ("blocks", "shown"),
    [
        ([{"type": "input", "block_id": "why"}], {"why": "Say what is broken. Choose another."}),
        (
            [{"type": "input", "block_id": "why"}, {"type": "input", "block_id": "title"}],
            {"title": "Say what is broken.", "why": "Choose another."},
        ),
    ],
)
async def test_what_is_wrong_stands_on_its_field_or_else_on_the_first(
    blocks: Any, shown: Any
) -> None:
    assert await answered(blocks) == {"response_action": "errors", "errors": shown}


async def test_a_form_without_fields_gives_way_to_what_is_wrong() -> None:
    answer = await answered([{"type": "section"}])
    assert answer["response_action"] == "update"
    assert "Say what is broken. Choose another." in str(answer["view"])


async def answered(blocks: Any) -> dict[str, Any]:
    said: list[dict[str, Any]] = []

    async def ack(**answer: Any) -> None:
        said.append(answer)

    await SubmissionReply(ack, {"blocks": blocks}).refuse_fields(WRONG)  # type: ignore[arg-type]
    return said[0]
