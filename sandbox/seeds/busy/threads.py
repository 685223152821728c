"""What is said in an incident's threads while it is being worked on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from domain.incidents import Priority
from sandbox.seeds.busy import when
from sandbox.seeds.busy.cases import Case
from sandbox.seeds.busy.tale import Act
from sandbox.seeds.busy.troubles import spoken

MISTYPED = 0.06
MISPLACED = 0.02

WRONG_THREAD = (
    "On my way, five minutes.",
    "Can you bring the spare key?",
    "Lunch at half past twelve?",
)


def spoken_about(
    rng: Random, case: Case, agent: str, start: datetime, end: datetime
) -> Iterator[Act]:
    """Some of what there is to say, while it is being worked on and while whoever says it is at work."""
    lines = case.trouble.talk[: rng.randint(0, len(case.trouble.talk))]
    shares = sorted(rng.uniform(0.02, 0.9) for _ in lines)
    last = start
    for place, (line, share) in enumerate(zip(lines, shares, strict=True)):
        by_agent, text = spoken(line)
        author = agent if by_agent else case.reporter
        at = max(start + (end - start) * share, last + timedelta(minutes=1))
        if case.priority is not Priority.P1:
            at = when.worked(author, at, rng.uniform(0, 5))
        if at >= end:
            return
        last = at.replace(microsecond=0)
        yield from _written(rng, case, author, last, str(place), case.fill(text))


def _written(
    rng: Random, case: Case, author: str, at: datetime, line: str, text: str
) -> Iterator[Act]:
    """A comment; some are corrected a moment later, some were meant for another thread."""
    seconds = timedelta(seconds=rng.randint(8, 50))
    if rng.random() < MISPLACED:
        wrong = f"{line} misplaced"
        yield case.act(at - seconds, "comment", author, line=wrong, text=rng.choice(WRONG_THREAD))
        yield case.act(at, "delete comment", author, line=wrong)
    is_mistyped = rng.random() < MISTYPED
    typed = mistyped(rng, text) if is_mistyped else text
    yield case.act(at, "comment", author, line=line, text=typed)
    if is_mistyped:
        yield case.act(at + seconds, "edit comment", author, line=line, text=text)


def mistyped(rng: Random, text: str) -> str:
    """With two letters of one word the wrong way round, as fingers do it."""
    places = [
        place
        for place in range(1, len(text) - 1)
        if text[place].isalpha() and text[place + 1].isalpha() and text[place] != text[place + 1]
    ]
    if not places:
        return text
    place = rng.choice(places)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
