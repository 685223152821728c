"""The teller of changes: what is released and updated, from the table `works.toml`, and how each step is done."""

import tomllib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from desk import changes
from desk.approval import votes
from desk.change import work as change_work
from domain.approvals import Choice
from domain.change.requests import ChangeRequest
from domain.change.risk import Question
from domain.changes import Result
from domain.errors import FieldErrors, Refusal
from sandbox.seeds.busy import when
from sandbox.seeds.busy.people import BY_NAME, DISPATCHER, OFFICE
from sandbox.seeds.busy.stage import Stage
from sandbox.seeds.busy.tale import Act, Telling
from storage import approvals

FILE = Path(__file__).with_name("works.toml")
ASKED_BEFORE = 26 * 60
"""Minutes between asking for it and its beginning."""


class Work(BaseModel):
    """One kind of change, and when it was carried out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    reason: str
    service: str
    assets: list[str]
    by: str
    peer: str
    days_ago: list[int]
    at: str
    lasts: int
    implementation: str
    back_out: str


@cache
def table() -> tuple[Work, ...]:
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Work.model_validate(it) for it in read["change"])


def planned(telling: Telling) -> Iterator[Act]:
    """Asked for the day before, approved by a peer, carried out, and well."""
    for work in table():
        for days_ago in work.days_ago:
            day = telling.days[-1] - timedelta(days=days_ago)
            day -= timedelta(days=max(0, day.weekday() - 4))
            if day > telling.days[0] + timedelta(days=1):
                yield from _steps(work, f"{work.title} {day}", day)


def _steps(work: Work, name: str, day: date) -> Iterator[Act]:
    by, peer = BY_NAME[work.by].id, BY_NAME[work.peer].id
    begins = when.of_clock(OFFICE[by], day, work.at)
    ends = when.later(begins, work.lasts)
    asked = ChangeRequest(
        title=work.title,
        reason=work.reason,
        service=work.service,
        assets=tuple(work.assets),
        starts_at=begins,
        ends_at=ends,
        implementation=work.implementation,
        back_out=work.back_out,
        risk_answers=dict.fromkeys(Question, 0),
    )
    for minutes, does, who in (
        (-ASKED_BEFORE, "ask for change", by),
        (-ASKED_BEFORE + 50, "approve change", peer),
        (-ASKED_BEFORE + 80, "approve change", DISPATCHER),
        (1, "start change", by),
        (work.lasts - 4, "finish change", by),
    ):
        how = {"asked": asked} if does == "ask for change" else {}
        yield Act(at=when.later(begins, minutes), does=does, by=who, about=name, how=how)


def ask(stage: Stage, act: Act) -> None:
    change = changes.request(
        stage.tx, act.how["asked"], organisation=stage.organisation, **stage.who(act)
    )
    stage.changes[act.about] = change.id


def approve(stage: Stage, act: Act) -> None:
    """Whoever is asked says yes; who is not, or no longer, has nothing to say."""
    waits = approvals.undecided(stage.tx, stage.changes[act.about])
    if waits is None or waits.digest is None:
        return
    with suppress(Refusal, FieldErrors):
        votes.vote(
            stage.tx,
            waits.id,
            choice=Choice.APPROVE,
            digest=waits.digest,
            organisation=stage.organisation,
            **stage.who(act),
        )


def start(stage: Stage, act: Act) -> None:
    """What may not begin, for something urgent is open about it, is called off."""
    change_id = stage.changes[act.about]
    how: dict[str, Any] = {"organisation": stage.organisation, **stage.who(act)}
    try:
        change_work.start(stage.tx, change_id, **how)
    except Refusal:
        why = "Something else comes first. It goes with the next."
        changes.cancel(stage.tx, change_id, why=why, **how)
        del stage.changes[act.about]


def finish(stage: Stage, act: Act) -> None:
    if act.about in stage.changes:
        change_work.finish(
            stage.tx,
            stage.changes[act.about],
            result=Result.SUCCESSFUL,
            outcome="",
            outage_minutes=0,
            organisation=stage.organisation,
            **stage.who(act),
        )
