"""What tales about changes have in common: the form filled in, and a vote."""

from datetime import datetime, timedelta
from typing import Any

from sandbox.visits import finding
from tests.visitor import Sent, Visitor

DECIDE = "waits for your decision"
HOUR = 3600

LOWEST = {
    "Who notices if it fails?": "Nobody outside the team",
    "How critical is what it touches, and what depends on that?": "Low",
    "How long is the interruption?": "None",
    "What does it do to data, security and compliance?": "Nothing",
    "How often has it been done?": "Three times or more in 12 months, with success",
    "Where has it been tested?": "In a production-like place, with a record",
    "How is it undone?": "By itself or rehearsed, within 15 minutes",
    "Who has to work together?": "One person, or nobody: it is automated",
}
MEDIUM = LOWEST | {
    "Who notices if it fails?": "The company or customers",
    "How critical is what it touches, and what depends on that?": "Critical",
}
HIGH = MEDIUM | {"How is it undone?": "Not at all, or it is impossible"}


def in_window(company: Any, hours: float) -> int:
    """A moment so many hours from now, as a field takes it."""
    at: datetime = company.sandbox.clock() + timedelta(hours=hours)
    return int(at.timestamp()) // 60 * 60


async def begins(
    company: Any,
    visitor: Visitor,
    title: str = "rotate the keys",
    *,
    service: str = "Web shop",
    starts: float = 24,
    lasts: float = 1,
) -> None:
    """Fill in the first part of the form, and go on to the questions."""
    await visitor.says("general", f"/change {title}")
    await visitor.modal("Ask for a change")
    await visitor.fill("What and why", "They are a year old.")
    await visitor.choose("Service", service)
    await visitor.pick_time("Begins", in_window(company, starts))
    await visitor.pick_time("Ends at the latest", in_window(company, starts + lasts))
    await visitor.fill("Plan", "Make new keys, switch over, revoke the old ones.")
    await visitor.fill("Back-out", "Switch back to the old keys.")


async def answers(visitor: Visitor, risk: dict[str, str]) -> Sent:
    """Answer the questions, and send it."""
    await visitor.modal(containing="How risky is it?")
    for question, answer in risk.items():
        await visitor.choose(question, answer)
    return await visitor.submit()


async def asks(
    company: Any, name: str, title: str = "rotate the keys", *, risk: Any = None, **about: Any
) -> Visitor:
    """Somebody asks for a change that is of low risk, unless its answers say otherwise."""
    visitor: Visitor = await company.enter(name)
    await begins(company, visitor, title, **about)
    assert (await visitor.submit()).action == "update"
    sent = await answers(visitor, risk or LOWEST)
    assert sent.closed, sent.errors
    return visitor


async def press_as_it_was(company: Any, visitor: Visitor, message: Any, words: str) -> None:
    """A press of a button as it stood in this message, whatever has become of it since; the answer is in #general."""
    found = finding.button(finding.blocks_of(message), words)
    assert found is not None
    _, element = found
    await company.press(visitor, element["action_id"], element["value"])
