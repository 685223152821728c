"""What a change was when people were asked last, and what it is now."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.change.requests import Environment
from domain.change.risk import Question
from domain.changes import ChangeType, differences
from domain.text import clean_line, cut, duration
from storage.changes import Change
from views.blocks import Block, escaped, markdown, mention, plain, section, window
from views.change.risks import QUESTIONS, answer_in_words
from views.change.words import ENVIRONMENTS, TYPES

SHOWN = 160
"""Of a text that was edited, before and after."""


def since_shown(
    change: Change, shown: Mapping[str, Any] | None, *, who: str = "you were"
) -> list[Block]:
    """The differences from the plan that people were asked about last, where there are any."""
    if shown is None:
        return []
    now = change.plan.facts
    edited = differences(shown, now)
    if not edited:
        return []
    lines = [tell(shown, now) for fields, tell in _LINES if set(fields) & set(edited)]
    blocks = [section(markdown("\n".join([f"*Changed since {who} asked last*", *lines])))]
    return blocks + [_text(name, shown, now) for name in _TEXTS if name in edited]


def _window(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    was, now = (
        window(datetime.fromisoformat(it["starts_at"]), datetime.fromisoformat(it["ends_at"]))
        for it in (before, after)
    )
    return f"Window: {was} → {now}"


def _answers(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    was, now = before["risk_answers"], after["risk_answers"]
    told = [
        f"{QUESTIONS[question]} {answer_in_words(question, was.get(question))} → "
        f"{answer_in_words(question, now.get(question))}"
        for question in Question
        if was.get(question) != now.get(question)
    ]
    return "\n".join(told)


def _pair(name: str, say: Callable[[Any], str]) -> Callable[[Any, Any], str]:
    def tell(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
        return f"{name}: {say(before[field])} → {say(after[field])}"

    field = _FIELDS[name]
    return tell


_FIELDS = {
    "Type": "type",
    "Service": "service",
    "Environment": "environment",
    "Carried out by": "implementer",
    "Interruption": "interruption_minutes",
}
_LINES: tuple[tuple[tuple[str, ...], Callable[[Any, Any], str]], ...] = (
    (("starts_at", "ends_at"), _window),
    (("type",), _pair("Type", lambda it: TYPES[ChangeType(it)])),
    (("service",), _pair("Service", lambda it: escaped(it or "none"))),
    (("environment",), _pair("Environment", lambda it: ENVIRONMENTS[Environment(it)])),
    (("implementer",), _pair("Carried out by", mention)),
    (
        ("interruption_minutes",),
        _pair("Interruption", lambda it: duration(timedelta(minutes=it))),
    ),
    (("risk_answers",), _answers),
)
_TEXTS = {"implementation": "Plan", "back_out": "Back-out", "assets": "Assets"}


def _text(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Block:
    """What people typed stands in plain text."""
    was, now = (cut(clean_line(_read(it[name])), SHOWN) or "nothing" for it in (before, after))
    return section(
        markdown(f"*{_TEXTS[name]}*"), fields=[plain(f"Was: {was}"), plain(f"Now: {now}")]
    )


def _read(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)
