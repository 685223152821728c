"""Lists of assets, narrowed by words, a page at a time."""

from collections.abc import Mapping
from datetime import datetime

from desk import assets
from domain.asset_findings import Finding
from domain.assets import STATUSES, AssetClass, Criticality, Stage, Status
from domain.change_requests import Environment
from domain.errors import NotFound
from domain.organisation import Organisation
from domain.people import Person
from handlers.inputs import Ack, Click, Handler, Read, Show
from storage.asset_lists import Filter
from views import assets as view
from views.blocks import Content
from views.ids import Button

_STAGES, _STATUSES, _CLASSES, _CRITICALITIES, _ENVIRONMENTS, _FINDINGS = (
    {str(it) for it in words}
    for words in (Stage, Status, AssetClass, Criticality, Environment, Finding)
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
    """`list hardware faulty critical production platform unseen`. Raises NotFound for a word that is none of ours."""
    asked: dict[str, str] = {}
    statuses: list[Status] = []
    for word in words.split()[1:]:
        key = word.replace("-", "_")
        if key in _STAGES:
            statuses += STATUSES[Stage(key)]
        elif key in _STATUSES:
            statuses.append(Status(key))
        elif key in _CLASSES:
            asked["asset_class"] = key
        elif key in _CRITICALITIES:
            asked["criticality"] = key
        elif key in _ENVIRONMENTS:
            asked["environment"] = key
        elif key in _FINDINGS:
            asked["finding"] = key
        elif organisation.team(word) is not None:
            asked["team_key"] = word
        else:
            raise NotFound(
                f"I do not know a list of {word}. Say a class (hardware), a stage or status (faulty, in_stock), "
                "a criticality, an environment, a team's key, or what is found: overused, unused, unsupported, unseen."
            )
    return Filter(
        statuses=tuple(statuses),
        asset_class=AssetClass(asked["asset_class"]) if "asset_class" in asked else None,
        criticality=Criticality(asked["criticality"]) if "criticality" in asked else None,
        environment=Environment(asked["environment"]) if "environment" in asked else None,
        team_key=asked.get("team_key"),
        finding=Finding(asked["finding"]) if "finding" in asked else None,
        today=organisation.office.local_date(at),
    )


ACTIONS: Mapping[str, Handler] = {
    Button.FIRST_PAGE_OF_ASSETS: turn_page,
    Button.NEXT_PAGE_OF_ASSETS: turn_page,
}
