"""The turns an incident may take: it waits, goes to another team, is judged anew, or is not needed after all."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from domain.incident.holds import HoldReason, HoldRequest
from domain.incidents import CancelReason, Urgency
from sandbox.seeds.busy import when
from sandbox.seeds.busy.cases import Case
from sandbox.seeds.busy.crew import work
from sandbox.seeds.busy.people import LEADS
from sandbox.seeds.busy.tale import Act

JUDGED_ANEW, OVERRIDDEN = 0.04, 0.01

WAITS_FOR: Mapping[HoldReason, int] = {
    HoldReason.REQUESTER: 45,
    HoldReason.VENDOR: 30,
    HoldReason.CHANGE: 15,
    HoldReason.POSTPONED: 10,
}
"""Of a hundred that wait."""

TOLD: Mapping[HoldReason, tuple[str, ...]] = {
    HoldReason.REQUESTER: (
        "Could you send us a picture of what you see?",
        "Does it still happen after a restart?",
        "When did it work for the last time?",
        "Does a colleague beside you see the same?",
    ),
    HoldReason.VENDOR: ("A spare part is on its way.", "The maker has the case.", ""),
    HoldReason.CHANGE: ("It goes out with the next release.", ""),
    HoldReason.POSTPONED: ("We come by when you are back in the office.",),
}
ANSWERS = (
    "Yes, just tried it again.",
    "Since Monday, I think.",
    "Sorry for the late answer: yes.",
    "Only here, everybody else is fine.",
    "I have put a picture on your desk.",
)
MOVED: Mapping[str, tuple[str, ...]] = {
    "service-desk": (
        "This is on the laptop itself, not on the line.",
        "A question of rights, over to you.",
    ),
    "platform": ("The server answers with errors, over to you.", "This is behind the gateway."),
}
"""Why it comes to this team."""

NO_NEED: Mapping[CancelReason, int] = {
    CancelReason.NO_LONGER_NEEDED: 6,
    CancelReason.RAISED_IN_ERROR: 3,
    CancelReason.TEST: 1,
}


def within(rng: Random, agent: str, start: datetime, end: datetime) -> datetime | None:
    """Some moment in between at which the agent is at work, if there is one."""
    at = when.worked(agent, start + (end - start) * rng.uniform(0.15, 0.55), 1)
    return at if start < at < end else None


def cancelled(rng: Random, case: Case) -> Act:
    """The reporter thinks better of it, minutes later."""
    (reason,) = rng.choices(list(NO_NEED), list(NO_NEED.values()))
    return case.act(when.later(case.at, rng.uniform(1, 12)), "cancel", case.reporter, reason=reason)


def moved(case: Case, at: datetime) -> Case:
    """The same trouble, with the other team from this moment on."""
    return replace(case, team=next(key for key in LEADS if key != case.team), at=at)


def move(rng: Random, case: Case, by: str) -> Act:
    return case.act(case.at, "move", by, to_team=case.team, why=rng.choice(MOVED[case.team]))


def judged_anew(
    rng: Random, case: Case, agent: str, start: datetime, end: datetime
) -> Iterator[Act]:
    """Less urgent than it was felt to be, or set by the lead against the matrix."""
    at = when.later(start, rng.uniform(2, 6))
    if at >= end:
        return
    less = Urgency(min(Urgency.CAN_WAIT, case.report.urgency + 1))
    if rng.random() < JUDGED_ANEW and less != case.report.urgency:
        how = {"impact": case.report.impact, "urgency": less, "why": "There is a way round it."}
        yield case.act(at, "reassess", agent, **how)
    elif rng.random() < OVERRIDDEN and case.priority > 2:
        why = "A customer waits for it."
        priority = type(case.priority)(case.priority - 1)
        yield case.act(at, "override", LEADS[case.team], priority=priority, why=why)


def waits(
    rng: Random, case: Case, agent: str, start: datetime, end: datetime
) -> Generator[Act, None, datetime]:
    """It is put on hold and goes on; answers when it ends then."""
    at = within(rng, agent, start, end)
    if at is None:
        return end
    (reason,) = rng.choices(list(WAITS_FOR), list(WAITS_FOR.values()))
    until = when.worked(agent, at, rng.uniform(500, 2400))
    if reason is HoldReason.REQUESTER:
        until = at + timedelta(days=14)
    asked = HoldRequest(reason=reason, until=until, message=rng.choice(TOLD[reason]))
    yield case.act(at, "hold", agent, asked=asked)
    goes_on_at = until
    if reason is HoldReason.REQUESTER:
        goes_on_at = when.worked(case.reporter, at, min(1400.0, when.about(rng, 200)))
        text = rng.choice(ANSWERS)
        yield case.act(goes_on_at, "comment", case.reporter, line="answer", text=text)
    elif rng.random() < 0.7:
        goes_on_at = at + (until - at) * rng.uniform(0.4, 0.9)
        goes_on_at = when.worked(agent, goes_on_at, 1)
        if goes_on_at < until:
            yield case.act(goes_on_at, "resume", agent)
        else:
            goes_on_at = until
    return max(work(rng, case, agent, goes_on_at), when.later(goes_on_at, 5))
