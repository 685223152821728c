"""The teller of reports that hang together: the same twice, one fault in two places, what was over and comes back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from domain.incident.links import LinkKind
from sandbox.seeds.busy import when
from sandbox.seeds.busy.afterwards import afterwards
from sandbox.seeds.busy.cases import Case, case_of, somebody
from sandbox.seeds.busy.crew import taken_up, work
from sandbox.seeds.busy.incidents import resolved
from sandbox.seeds.busy.tale import Act, Telling
from sandbox.seeds.busy.troubles import table

EVERY = 3
"""Working days from one such pair to the next."""


def together(telling: Telling) -> Iterator[Act]:
    """Each way in turn, so that all of them are told however few the days are."""
    rng = telling.rng
    shared = [it for it in table().trouble if it.impact == "team" and it.who is None]
    for place, day in enumerate(telling.working_days[::EVERY]):
        trouble = rng.choice([it for it in shared if not it.restricted])
        reporter = somebody(rng, trouble)
        at = when.at_work(rng, reporter, day)
        first = case_of(telling, f"{day} first", trouble, reporter, at)
        yield first.act(first.at, "raise", reporter, report=first.report)
        yield from WAYS[place % len(WAYS)](rng, first, _also(rng, first))


def _also(rng: Random, first: Case) -> Case:
    """Somebody else has it too, minutes later, and says it in their own words."""
    others = [it for it in (somebody(rng, first.trouble) for _ in range(9)) if it != first.reporter]
    title = rng.choice(first.trouble.titles).format_map(first.words)
    return replace(
        first,
        name=first.name.replace("first", "also"),
        reporter=others[0],
        at=when.later(first.at, rng.uniform(3, 25)),
        report=replace(first.report, title=title, description=""),
    )


def _seen(rng: Random, first: Case, also: Case) -> tuple[str, datetime, datetime]:
    """Who gets to the first one and sees that there is another, when, and when the fault is mended."""
    agent, at = taken_up(rng, first)
    at = max(at, when.later(also.at, 2))
    return agent, at, max(work(rng, first, agent, at), when.later(at, 9))


def merged(rng: Random, first: Case, also: Case) -> Iterator[Act]:
    """It is the same: it goes on as the first."""
    agent, at, end = _seen(rng, first, also)
    yield also.act(also.at, "raise", also.reporter, report=also.report)
    yield also.act(at, "merge", agent, into=first.name)
    yield first.act(when.later(at, 1), "acknowledge", agent)
    yield resolved(rng, first, agent, end)
    yield from afterwards(rng, first, end, is_over=True)


def family(rng: Random, first: Case, also: Case) -> Iterator[Act]:
    """One fault in two places: the second goes along with the first, to the end."""
    agent, at, end = _seen(rng, first, also)
    yield also.act(also.at, "raise", also.reporter, report=also.report)
    yield also.act(at, "link", agent, kind=LinkKind.CHILD_OF, to=first.name)
    yield first.act(when.later(at, 1), "acknowledge", agent)
    yield resolved(rng, first, agent, end)
    for case in (first, also):
        yield from afterwards(rng, case, end, is_over=True)


def parted(rng: Random, first: Case, also: Case) -> Iterator[Act]:
    """It looked like one fault, and was two."""
    agent, at, end = _seen(rng, first, also)
    yield also.act(also.at, "raise", also.reporter, report=also.report)
    yield also.act(at, "link", agent, kind=LinkKind.CHILD_OF, to=first.name)
    yield first.act(when.later(at, 1), "acknowledge", agent)
    yield also.act(when.later(at, 6), "detach", agent)
    yield resolved(rng, first, agent, end)
    yield resolved(rng, also, agent, work(rng, also, agent, end))


def followed(rng: Random, first: Case, also: Case) -> Iterator[Act]:
    """It was over, and comes back when it is too late to reopen it."""
    agent, at, end = _seen(rng, first, also)
    yield first.act(at, "acknowledge", agent)
    yield resolved(rng, first, agent, end)
    raised_at = when.worked(first.reporter, end + timedelta(days=8), when.about(rng, 200))
    back = replace(also, reporter=first.reporter, at=raised_at)
    yield back.act(raised_at, "follow", back.reporter, report=back.report, old=first.name)
    agent, at = taken_up(rng, back)
    yield back.act(at, "acknowledge", agent)
    yield resolved(rng, back, agent, work(rng, back, agent, at))


Way = Callable[[Random, Case, Case], Iterator[Act]]
WAYS: tuple[Way, ...] = (merged, family, followed, parted)
