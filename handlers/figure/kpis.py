"""Figures of now or of a time gone by, and the records behind each."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from desk.figure import kpis
from desk.figure.rows import MOST, figures_as_csv
from desk.figure.rows import records_as_csv as rows_of_records
from domain.errors import NotFound
from domain.figure.kpis import Report
from domain.figures import BY_NAME
from domain.incidents import Priority
from domain.organisation import Organisation
from domain.people import Person
from domain.periods import DAY, Period, day_of, month_of, week_of
from handlers.inputs import Click, Command
from handlers.tools import Ack, Handler, Read, Show
from storage.figure.kpis import Behind
from views.blocks import Content
from views.figure import kpis as view
from views.figure import records
from views.ids import Button

PERIODS: Mapping[str, Callable[[date, ZoneInfo], Period]] = {
    "last month": lambda today, zone: month_of(today, zone).before,
    "last week": lambda today, zone: week_of(today, zone).before,
    "yesterday": lambda today, zone: day_of(today - DAY, zone),
    "today": day_of,
    "month": month_of,
    "week": week_of,
}
"""What can be said of time, the longer words first."""

_CUTS: Mapping[str, Callable[[date, ZoneInfo], Period]] = {
    "day": day_of,
    "week": week_of,
    "month": month_of,
}
EVERYTHING = "all"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Of whom and of when: a team or a service, or neither for all."""

    period: Period
    team: str | None = None
    service: str | None = None
    priority: int | None = None

    @property
    def written(self) -> str:
        """As a button carries it: `week 2026-03-02 P1 team platform`."""
        about = f"team {self.team}" if self.team else f"service {self.service}"
        parts = [self.period.length, str(self.period.first), f"P{self.priority or 0}"]
        return " ".join([*parts, about if self.team or self.service else EVERYTHING])

    @property
    def about(self) -> dict[str, Any]:
        return {
            "team": self.team,
            "service": self.service,
            "priority": self.priority,
            "period": self.period,
        }


async def tell(command: Command, read: Read, ack: Ack, organisation: Organisation) -> None:
    """What was said: a time, a team or service, a priority; without words one's own team this week."""
    asked = said(command.text, organisation, by=command.actor, at=command.now)
    await ack(await _figures(asked, read, organisation, by=command.actor, at=command.now))


async def show_figures(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """The period before, in place of the figures that stand there."""
    written = click.value.removeprefix("before ")
    asked = read_back(written, organisation)
    if written != click.value:
        about = {**asked.about, "period": asked.period.before}
        asked = Asked(**about)
    content = await _figures(asked, read, organisation, by=click.actor, at=click.now)
    await ack()
    await show.instead(content)


async def show_records(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """The records behind a figure, for whoever asks, below the figures."""
    content = await _records(click.value, 0, click, read, organisation)
    await ack()
    await show.privately(content)


async def turn_page(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    after, _, written = click.value.partition(" ")
    start = int(after) if re.fullmatch(r"[0-9]{1,9}", after) else 0
    content = await _records(written, start, click, read, organisation)
    await ack()
    await show.instead(content)


async def as_csv(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """The figures as rows, in a file sent to whoever asks."""
    asked = read_back(click.value, organisation)
    report = await read(
        kpis.figures,
        **asked.about,
        reader=kpis.reader_of(click.actor),
        organisation=organisation,
        at=click.now,
    )
    await ack()
    name = f"figures-{asked.period.length}-{asked.period.first}.csv"
    await show.document(name, figures_as_csv(report))
    await show.privately(view.comes(name))


async def records_as_csv(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """The records behind a figure as rows, in a file sent to whoever asks: what they may see of them."""
    name, asked, found, more = await _behind(click.value, 0, MOST, click, read, organisation)
    await ack()
    cut = "" if more is None else f"-first-{MOST}"
    file = f"{name}-{asked.period.length}-{asked.period.first}{cut}.csv"
    await show.document(file, rows_of_records(BY_NAME[name], found))
    await show.privately(view.comes(file))


def said(text: str, organisation: Organisation, *, by: Person, at: datetime) -> Asked:
    """What was typed. Raises NotFound for a word that is neither a time nor a priority, a team, a service."""
    left = " ".join(text.lower().split())
    when, left = _taken(left, PERIODS)
    priority, left = _taken(left, {it.name.lower(): it for it in Priority})
    team, service = _whose(left, organisation, by)
    zone = organisation.zone_of(organisation.team_for(service).key if service else team)
    cut = PERIODS[when or "week"]
    return Asked(
        period=cut(at.astimezone(zone).date(), zone),
        team=team,
        service=service,
        priority=int(priority[1:]) if priority else None,
    )


def asked_as(report: Report) -> str:
    """What a button below these figures carries."""
    asked = Asked(
        period=report.period,
        team=report.team_key,
        service=report.service,
        priority=report.priority,
    )
    return asked.written


def read_back(written: str, organisation: Organisation) -> Asked:
    """What a button carries. Raises NotFound where it is of another version, or the team or service is gone."""
    found = re.fullmatch(
        r"(day|week|month) (\d{4}-\d\d-\d\d) P([0-5])(?: (team|service) (.+)| all)", written
    )
    if found is None:
        raise NotFound(_OF_ANOTHER_VERSION)
    length, first, priority, kind, name = found.groups()
    team = name if kind == "team" else None
    service = name if kind == "service" else None
    zone = organisation.zone_of(organisation.team_for(service).key if service else team)
    try:
        period = _CUTS[length](date.fromisoformat(first), zone)
    except ValueError:
        raise NotFound(_OF_ANOTHER_VERSION) from None
    return Asked(period=period, team=team, service=service, priority=int(priority) or None)


_OF_ANOTHER_VERSION = "These figures are of another version of Steward. Ask again with /kpi."


def _taken(text: str, words: Mapping[str, object]) -> tuple[str | None, str]:
    """The first of these words that stands in the text, and the text without it."""
    for word in words:
        without = re.sub(rf"(?<!\S){re.escape(word)}(?!\S)", "", text, count=1)
        if without != text:
            return word, " ".join(without.split())
    return None, text


def _whose(text: str, organisation: Organisation, by: Person) -> tuple[str | None, str | None]:
    """The team or the service that is meant: without words the team of whoever asks, else all."""
    if not text:
        own = [it.key for it in organisation.teams if it.key in by.lead_of | by.agent_of]
        return (own[0] if own else None), None
    if text == EVERYTHING:
        return None, None
    for team in organisation.teams:
        if text in (team.key.lower(), team.name.lower()):
            return team.key, None
    for service in organisation.services:
        if text == service.name.lower():
            return None, service.name
    teams = ", ".join(team.key for team in organisation.teams)
    raise NotFound(
        f"There is no team and no service called “{text}”. Teams: {teams}. Priorities: P1 to P5. "
        f"Times: {', '.join(PERIODS)}. /kpi help lists what else can be said."
    )


async def _figures(
    asked: Asked, read: Read, organisation: Organisation, *, by: Person, at: datetime
) -> Content:
    report = await read(
        kpis.figures,
        **asked.about,
        reader=kpis.reader_of(by),
        organisation=organisation,
        at=at,
    )
    return view.figures(report, organisation, asked.written)


async def _records(
    value: str, after: int, click: Click, read: Read, organisation: Organisation
) -> Content:
    name, asked, found, more = await _behind(value, after, kpis.PAGE, click, read, organisation)
    return records.page(
        BY_NAME[name],
        found,
        period_name=asked.period.name,
        asked=asked.written,
        after=after,
        back=max(0, after - kpis.PAGE) if after else None,
        more=more,
    )


async def _behind(
    value: str, after: int, limit: int, click: Click, read: Read, organisation: Organisation
) -> tuple[str, Asked, list[Behind], int | None]:
    """Which figure, what it was asked for, the records behind it as far as whoever presses may see them."""
    name, _, written = value.partition(" ")
    asked = read_back(written, organisation)
    found, more = await read(
        kpis.records,
        name,
        **asked.about,
        reader=kpis.reader_of(click.actor),
        organisation=organisation,
        at=click.now,
        after=after,
        limit=limit,
    )
    return name, asked, found, more


ACTIONS: Mapping[str, Handler] = {
    Button.SHOW_FIGURES: show_figures,
    Button.SHOW_RECORDS: show_records,
    Button.CHOOSE_RECORDS: show_records,
    Button.FIRST_PAGE_OF_RECORDS: turn_page,
    Button.PREVIOUS_PAGE_OF_RECORDS: turn_page,
    Button.NEXT_PAGE_OF_RECORDS: turn_page,
    Button.FIGURES_AS_CSV: as_csv,
    Button.RECORDS_AS_CSV: records_as_csv,
}
