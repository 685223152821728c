"""Assets as people meet them in Slack: read, one verb, ack, show."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk import assets, people
from desk.asset import relations
from desk.asset.steps import to_edit
from domain.access import Can, may
from domain.asset.details import Details
from domain.asset.guards import Evidence
from domain.assets import AssetClass, Criticality, Monitoring, Status
from domain.change.requests import ChangeRequest, Environment
from domain.errors import FieldErrors, NotAllowed, NotFound
from domain.incidents import Report
from domain.organisation import Organisation
from domain.people import Person
from handlers.inputs import Click, Submission
from handlers.shapes import privately
from handlers.tools import Ack, Do, Handler, Read, Show
from handlers.values import Values
from storage.assets import Asset
from views import assets as view
from views.asset import forms as asset_forms
from views.asset import history, impacts
from views.blocks import Content
from views.change.ask_forms import Asking, ask_form
from views.ids import Button, Field, Form
from views.incident import forms as incident_forms


async def just_one(said: str, read: Read, organisation: Organisation, *, by: Person) -> Asset:
    """What is called like that. Raises NotFound where nothing or more than one may be meant."""
    found = await read(assets.look_up, said, organisation=organisation, by=by)
    if not found:
        raise NotFound(f"I find nothing for {said}. Say a tag, a serial number or AST-1.")
    if len(found) > 1:
        some = ", ".join(it.number for it in found[:5])
        raise NotFound(f"{said} may be {some}. Say which, by its number.")
    one: Asset = found[0]
    return one


async def card_of(click: Click, read: Read, organisation: Organisation) -> Content:
    sheet = await read(assets.show, click.asset_id, organisation=organisation, by=click.actor)
    return view.card(sheet, organisation, now=click.now)


async def impact_of(click: Click, read: Read, organisation: Organisation) -> Content:
    found = await read(relations.impact, click.asset_id, organisation=organisation, by=click.actor)
    return impacts.impact(found)


async def history_of(click: Click, read: Read, organisation: Organisation) -> Content:
    asset, entries = await read(
        assets.history, click.asset_id, organisation=organisation, by=click.actor
    )
    people_in = await read(people.called, history.people_in(entries))
    return history.history(asset, entries, history.names_of(people_in, organisation))


async def as_it_was(click: Click, day: date, read: Read, organisation: Organisation) -> Content:
    """How it was at the end of that day, where the reader is."""
    zone = ZoneInfo(click.actor.zone)
    then = datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(seconds=1)
    asset, facts = await read(
        assets.as_it_was, click.asset_id, then=then, organisation=organisation, by=click.actor
    )
    known = {facts[name] for name in ("owner_id", "holder_id") if facts[name]}
    names = history.names_of(await read(people.called, known), organisation)
    return history.as_it_was(asset, facts, day, names, zone)


async def raise_incident(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """Something is wrong with it: the form knows what it is about."""
    asset = await _seen(click, read, organisation)
    service = asset.service if organisation.offers(asset.service) else None
    draft = Report(assets=(asset.id,), service=service)
    await show.form(incident_forms.raise_form(draft, organisation, picked=[asset]))
    await ack()


async def request_change(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """Something is to be changed about it: the form knows what."""
    asset = await _seen(click, read, organisation)
    draft = ChangeRequest(
        title="",
        assets=(asset.number,),
        service=asset.service if organisation.offers(asset.service) else None,
        environment=asset.environment or Environment.PRODUCTION,
    )
    form = ask_form(draft, Asking(), organisation, zone=click.actor.zone, picked=[asset])
    await show.form(form)
    await ack()


async def _seen(click: Click, read: Read, organisation: Organisation) -> Asset:
    sheet = await read(assets.show, click.asset_id, organisation=organisation, by=click.actor)
    return sheet.asset


async def open_form(click: Click, ack: Ack, show: Show, organisation: Organisation) -> None:
    await show.form(new_form("", organisation, by=click.actor))
    await ack()


def new_form(name: str, organisation: Organisation, *, by: Person) -> Mapping[str, object]:
    """The form for a new asset of one's own team. Raises NotAllowed for who looks after none."""
    own = [it.key for it in organisation.teams if it.key in by.agent_of | by.lead_of]
    if not may_add(by, organisation):
        raise NotAllowed(
            "Agents add what their team looks after, asset managers anything. Ask one of them. "
            "/asset and a tag, a serial number or a name shows how something is."
        )
    details = Details(name=name, team_key=own[0] if own else None, owner_id=by.id)
    return asset_forms.asset_form(details, organisation)


def may_add(by: Person, organisation: Organisation) -> bool:
    keys = {team.key for team in organisation.teams}
    return bool(keys & (by.agent_of | by.lead_of)) or may(by, Can.IMPORT_ASSETS)


async def open_edit_form(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    asset = await read(to_edit, click.asset_id, organisation=organisation, by=click.actor)
    await show.form(asset_forms.asset_form(assets.details_of(asset), organisation, asset=asset))
    await ack()


async def keep(
    submission: Submission, do: Do, read: Read, ack: Ack, organisation: Organisation
) -> None:
    """A new asset, or what is different about one."""
    values = submission.values
    who: dict[str, Any] = {"organisation": organisation, "by": submission.actor}
    if not submission.asset_id:
        added = await do(
            assets.add,
            _as_filled_in(values, Details(name="")),
            status=values.one_of(Field.ASSET_STATUS, Status) or Status.IN_STOCK,
            given=Evidence(reason=values.text(Field.REASON)),
            at=submission.now,
            **who,
        )
        await ack(asset_forms.written_down(added))
        return
    sheet = await read(assets.show, submission.asset_id, **who)
    version = submission.metadata.partition(" ")[0]
    await do(
        assets.edit,
        submission.asset_id,
        _as_filled_in(values, assets.details_of(sheet.asset)),
        based_on=int(version) if version.isdigit() else 0,
        why=values.text(Field.REASON),
        at=submission.now,
        **who,
    )
    await ack()


def _as_filled_in(values: Values, known: Details) -> Details:
    """What stands in the form; what does not stand there stays as it is `known`."""
    if values.has(Field.MONITORING):
        known = replace(
            known,
            monitoring=values.one_of(Field.MONITORING, Monitoring),
            monitoring_reason=values.text(Field.MONITORING_REASON),
            support_until=values.day(Field.SUPPORT_UNTIL),
            contract=values.text(Field.CONTRACT),
            contract_until=values.day(Field.CONTRACT_UNTIL),
            supplier=values.text(Field.SUPPLIER),
            cost=values.count(Field.COST),
            purchased_on=values.day(Field.PURCHASED_ON),
            notes=values.text(Field.NOTES),
        )
    tags = (tag.strip() for tag in values.text(Field.TAGS).replace(";", ",").split(","))
    return replace(
        known,
        name=values.text(Field.ASSET_NAME),
        asset_class=values.one_of(Field.ASSET_CLASS, AssetClass) or known.asset_class,
        tag=values.text(Field.ASSET_TAG),
        serial=values.text(Field.SERIAL),
        manufacturer=values.text(Field.MANUFACTURER),
        model=values.text(Field.MODEL),
        team_key=values.choice(Field.ASSET_TEAM),
        owner_id=values.person(Field.OWNER),
        criticality=values.one_of(Field.CRITICALITY, Criticality),
        environment=values.one_of(Field.ENVIRONMENT, Environment),
        service=values.choice(Field.SERVICE),
        location=values.text(Field.LOCATION),
        tags=tuple(tag for tag in tags if tag),
        warranty_until=values.day(Field.WARRANTY_UNTIL),
        fields=_fields(values.text(Field.CLASS_FIELDS)),
    )


def _fields(said: str) -> dict[str, str]:
    """`memory_gb: 16`, one on a line. Raises FieldErrors where a line says it otherwise."""
    read = {}
    for line in filter(str.strip, said.splitlines()):
        key, colon, value = line.partition(":")
        if not colon:
            raise FieldErrors({Field.CLASS_FIELDS: "Write one on a line, such as memory_gb: 16."})
        read["_".join(key.split()).casefold()] = value.strip()
    return read


ACTIONS: Mapping[str, Handler] = {
    Button.SHOW_ASSET: privately(card_of),
    Button.ADD_ASSET: open_form,
    Button.EDIT_ASSET: open_edit_form,
    Button.RAISE_ABOUT_ASSET: raise_incident,
    Button.CHANGE_ASSET: request_change,
    Button.IMPACT_OF_ASSET: privately(impact_of),
    Button.HISTORY_OF_ASSET: privately(history_of),
}
FORMS: Mapping[str, Handler] = {Form.KEEP_ASSET: keep}
