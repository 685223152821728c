"""Digests before they are sent: what one would tell now, for whoever asks alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from desk.digest import subscriptions
from domain.digests import DigestKind
from domain.errors import NotFound
from domain.organisation import Organisation, Team
from handlers.figure import kpis
from handlers.inputs import Click, Command
from handlers.tools import Ack, Handler, Read, Show
from storage.digest.sheets import Daily, Weekly
from views import digests as view
from views.blocks import Content
from views.digest import weekly
from views.ids import Button


async def of_day(command: Command, read: Read, ack: Ack, organisation: Organisation) -> None:
    """`/kpi daily preview`: what this channel's digest would tell now, for the reader alone."""
    await ack(await _preview(command, DigestKind.DAILY, read, organisation))


async def of_week(
    command: Command, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """`/kpi weekly preview`: not in the acknowledgement, for a chart may be refused."""
    content = await _preview(command, DigestKind.WEEKLY, read, organisation)
    await ack()
    await show.privately(content)


async def of_either(
    command: Command, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """`/kpi preview weekly`: the same, the other way round."""
    word, rest = command.words
    if word == DigestKind.WEEKLY:
        await of_week(replace(command, text=rest), read, ack, show, organisation)
    else:
        about = rest if word == DigestKind.DAILY else command.text
        await of_day(replace(command, text=about), read, ack, organisation)


async def _preview(
    command: Command, kind: DigestKind, read: Read, organisation: Organisation
) -> Content:
    """Of the channel's team, or of the one that is named."""
    teams = subscriptions.teams_of(organisation, command.actor)
    team = await read(
        subscriptions.home_team, command.channel, organisation=organisation, by=command.actor
    )
    word, rest = command.words
    if named := rest if word == "preview" else command.text:
        team = _called(named, teams)
    sheet = await read(
        subscriptions.preview,
        f"team:{(team or teams[0]).key}",
        kind=kind,
        organisation=organisation,
        by=command.actor,
        at=command.now,
    )
    return _shown(sheet, organisation)


def _called(words: str, teams: Sequence[Team]) -> Team:
    wanted = " ".join(words.lower().split())
    for team in teams:
        if wanted in (team.key.lower(), team.name.lower()):
            return team
    keys = ", ".join(team.key for team in teams)
    raise NotFound(
        f"You have no team called “{words}” to look at the digest of. There are: {keys}."
    )


def _shown(sheet: Daily | Weekly, organisation: Organisation) -> Content:
    if isinstance(sheet, Weekly):
        return weekly.weekly(sheet, organisation, kpis.asked_as(sheet.report))
    return view.daily(sheet)


async def show_preview(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    sheet = await read(
        subscriptions.preview,
        click.value,
        kind=DigestKind.DAILY,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await ack()
    await show.privately(_shown(sheet, organisation))


WORDS: Mapping[str, Handler] = {"daily": of_day, "weekly": of_week, "preview": of_either}
ACTIONS: Mapping[str, Handler] = {Button.PREVIEW_DIGEST: show_preview}
