"""/kpi report: the service review of a month, as a file."""

from zoneinfo import ZoneInfo

from desk.digest import subscriptions
from desk.figure import service_reviews
from domain.errors import NotAllowed, Refusal
from domain.months import month_said
from domain.organisation import Organisation, Team
from domain.people import Person
from domain.periods import Period
from handlers.inputs import Command
from handlers.tools import Ack, Show, Study
from views.blocks import said
from views.figure import service_reviews as view


async def report(
    command: Command, study: Study, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """`/kpi report`, `/kpi report 2026-02`, `/kpi report february platform`: to whoever asks, as a direct message."""
    team, words = _team(command.text, organisation, command.actor)
    period = _month(words, command, organisation.zone_of(team.key))
    service_reviews.check_reader(team.key, organisation, command.actor)

    async def written() -> str:
        sheet = await study(
            service_reviews.review,
            team.key,
            period=period,
            organisation=organisation,
            at=command.now,
        )
        return view.document(sheet, organisation)

    name = view.file_name(team.key, period)
    await ack(said(f"The service review of {period.name} comes as a direct message: `{name}`."))
    await show.document_once_written(name, written)


def _team(text: str, organisation: Organisation, by: Person) -> tuple[Team, str]:
    """The team that is named at the end, or else one's own; and what else was said."""
    said = " ".join(text.lower().split())
    for team in organisation.teams:
        for called in (team.key.lower(), team.name.lower()):
            if said == called or said.endswith(f" {called}"):
                return team, said.removesuffix(called).strip()
    theirs = subscriptions.teams_of(organisation, by)
    if not theirs:
        raise NotAllowed(
            "The report of a team is for its agents, its lead and Steward's admins. Ask one of them for it."
        )
    own = [team for team in theirs if team.key in by.lead_of | by.agent_of]
    return (own or theirs)[0], said


def _month(words: str, command: Command, zone: ZoneInfo) -> Period:
    try:
        return month_said(words, today=command.now.astimezone(zone).date(), zone=zone)
    except ValueError as error:
        raise Refusal(f"{error} A team may stand behind it, by its name or key.") from None
