"""What reporters do when it is over: say thank you, confirm that it is well, say how it went."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from sandbox.seeds.busy import when
from sandbox.seeds.busy.cases import Case
from sandbox.seeds.busy.tale import Act

THANKS, CONFIRMS, RATES = 0.08, 0.15, 0.6

SCORES: Mapping[int, int] = {5: 55, 4: 27, 3: 9, 2: 6, 1: 3}
"""Of a hundred answers."""

REMARKS: Mapping[int, tuple[str, ...]] = {
    5: ("Quick and friendly.", "Could not be better.", "They even called back.", ""),
    4: ("Good, only the first answer took a while.", "", ""),
    3: ("It works. I had to ask twice.", ""),
    2: ("Two days without a word.", "It came back the next morning."),
    1: ("I had to find out myself.",),
}

THANK_YOU = (
    "Thank you, that was quick!",
    "Works, thanks a lot.",
    "Perfect, thank you.",
    "You have saved my afternoon.",
    "All good now, thanks!",
)


def afterwards(rng: Random, case: Case, ended_at: datetime, *, is_over: bool) -> Iterator[Act]:
    reporter = case.reporter
    if rng.random() < THANKS:
        at = when.worked(reporter, ended_at, rng.uniform(1, 40))
        yield case.act(at, "comment", reporter, line="thanks", text=rng.choice(THANK_YOU))
    if is_over and rng.random() < CONFIRMS:
        yield case.act(when.worked(reporter, ended_at, when.about(rng, 40)), "confirm", reporter)
    if rng.random() < RATES:
        (score,) = rng.choices(list(SCORES), list(SCORES.values()))
        remark = rng.choice(REMARKS[score])
        at = when.worked(reporter, ended_at + timedelta(minutes=61), when.about(rng, 50))
        if at - ended_at < timedelta(days=6):
            yield case.act(at, "rate", reporter, score=score, comment=remark)
