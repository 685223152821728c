"""Lists of assets, narrowed by words, a page at a time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from desk import assets
from domain.asset.findings import Finding
from domain.assets import STATUSES, AssetClass, Criticality, Stage, Status
from domain.change.requests import Environment
from domain.errors import NotFound
from domain.organisation import Organisation
from domain.people import Person
from handlers.inputs import Click
from handlers.tools import Ack, Handler, Read, Show
from storage.asset.lists import Filter
from views import assets as view
from views.blocks import Content
from views.ids import Button

_KINDS: Sequence[tuple[str, Iterable[StrEnum]]] = (
    ("finding", Finding),
    ("environment", Environment),
    ("criticality", Criticality),
    ("asset_class", AssetClass),
    ("status", Status),
    ("stage", Stage),
)


async def turn_page(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """The next page of a list, or its first, in place of the one that was pressed."""
    words, after = click.value, None
    if click.action == Button.NEXT_PAGE_OF_ASSETS:
        words, _, last = click.value.rpartition(" ")
        after = int(last) if last.isdigit() else None
    content = await page(words, after, read, organisation, by=click.actor, at=click.now)
    await ack()
    await show.instead(content)


async def page(
    words: str,
    after: int | None,
    read: Read,
    organisation: Organisation,
    *,
    by: Person,
    at: datetime,
) -> Content:
    """`mine`, or `list` with what narrows it. Raises NotFound for a word that is none of ours."""
    only = Filter(person_id=by.id) if words == "mine" else narrowed(words, organisation, at=at)
    found, more = await read(assets.page, only, after=after, organisation=organisation, by=by)
    asked = words.partition(" ")[2]
    title = "Your assets" if words == "mine" else f"Assets: {asked}" if asked else "Assets"
    return view.listing(found, title=title, words=words, is_first=after is None, more=bool(more))


def narrowed(words: str, organisation: Organisation, *, at: datetime) -> Filter:
    """`list hardware faulty critical production platform unseen`, of several words as they are written: `in stock`.

    Raises NotFound for a word that is none of ours.
    """
    known = _known(organisation)
    asked: dict[str, str] = {}
    statuses: list[Status] = []
    left = words.replace("_", " ").split()[1:]
    while left:
        most = [" ".join(left[:count]).lower() for count in range(len(left), 0, -1)]
        said = next((it for it in most if it in known), None)
        if said is None:
            raise NotFound(
                f"I do not know a list of {left[0]}. Say a class (hardware), a stage or status (faulty, in stock), "
                f"a criticality, an environment, a team, or what is found: {', '.join(Finding)}."
            )
        left = left[len(said.split()) :]
        kind, value = known[said]
        if kind == "stage":
            statuses += STATUSES[Stage(value)]
        elif kind == "status":
            statuses.append(Status(value))
        else:
            asked[kind] = value
    return Filter(
        statuses=tuple(statuses),
        asset_class=AssetClass(asked["asset_class"]) if "asset_class" in asked else None,
        criticality=Criticality(asked["criticality"]) if "criticality" in asked else None,
        environment=Environment(asked["environment"]) if "environment" in asked else None,
        team_key=asked.get("team_key"),
        finding=Finding(asked["finding"]) if "finding" in asked else None,
        today=organisation.office.local_date(at),
        seen_every=organisation.seen_every,
    )


def _known(organisation: Organisation) -> Mapping[str, tuple[str, str]]:
    """What can be said, in small letters with spaces, and of what kind it is; a stage goes before a status."""
    known = {team.name.lower(): ("team_key", team.key) for team in organisation.teams}
    known |= {team.key: ("team_key", team.key) for team in organisation.teams}
    for kind, values in _KINDS:
        known |= {str(it).replace("_", " "): (kind, str(it)) for it in values}
        known |= {str(it).replace("_", "-"): (kind, str(it)) for it in values}
    return known


ACTIONS: Mapping[str, Handler] = {
    Button.FIRST_PAGE_OF_ASSETS: turn_page,
    Button.NEXT_PAGE_OF_ASSETS: turn_page,
}
