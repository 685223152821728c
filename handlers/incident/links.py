"""Incidents that hang together, as people meet it: merged, parent and child, linked."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from desk import incidents
from desk.incident import links, merges
from domain.errors import FieldErrors, WrongState
from domain.incident.links import LinkKind
from domain.numbers import Kind, number, numbers_in, read_number
from domain.organisation import Organisation
from handlers.inputs import Click, Command, Submission
from handlers.shapes import opening, show_one, submitting
from handlers.tools import Ack, Do, Handler, Read, Show, hand_over
from handlers.values import Values
from views.ids import Field, Form
from views.incident import link_forms
from views.incident.kin import can_go

KINDS: Mapping[str, LinkKind] = {
    "follows": LinkKind.FOLLOWS,
    "relates": LinkKind.RELATES_TO,
    "related": LinkKind.RELATES_TO,
    "child": LinkKind.CHILD_OF,
}
"""How a link is said between two numbers."""

NO_NUMBER = "Write the number of an incident, such as INC-12."


async def merge_by_word(
    command: Command,
    click: Click,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    """`/incident merge INC-5 INC-2`: at once, unless the older one would end in the newer."""
    into = _other(command)
    if into is None:
        await open_merge_form(click, read, ack, show, organisation)
        return
    source, target = await read(merges.to_merge, click.incident_id, into=into, by=click.actor)
    if merges.is_backwards(source, target):
        await show.form(link_forms.merge_form(source, into=target.number, newer=target))
        await ack()
        return
    await do(
        merges.merge,
        source.id,
        into=target.id,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    survivor = replace(click, value=target.number)
    await show_one(survivor, read, ack, organisation, home)


async def submit_merge(
    submission: Submission, do: Do, read: Read, ack: Ack, organisation: Organisation
) -> None:
    """The older one in the newer is asked about once; then it is done as it was chosen."""
    source_id, target_id = submission.incident_id, _target(submission.values, Field.MERGE_INTO)
    chosen = numbers_in(submission.values.choice(Field.MERGE_WAY) or "", Kind.INCIDENT)
    if {*chosen} == {source_id, target_id}:
        source_id, target_id = chosen
    else:
        source, target = await read(merges.to_merge, source_id, into=target_id, by=submission.actor)
        if merges.is_backwards(source, target):
            await ack(link_forms.merge_form(source, into=target.number, newer=target))
            return
    await do(
        merges.merge,
        source_id,
        into=target_id,
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def open_unlink_form(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    found = await read(links.to_link, click.incident_id, by=click.actor)
    sheet = await read(incidents.show, click.incident_id, organisation=organisation, by=click.actor)
    kin = [it for it in sheet.kin if can_go(it)]
    if not kin:
        raise WrongState(f"{found.number} is linked with no other incident.")
    await show.form(link_forms.unlink_form(found, kin))
    await ack()


def by_word(form: Handler, does: Callable[[Command, Click, int, Do], Awaitable[Any]]) -> Handler:
    """At once where the other's number was said, and then the incident as it stands; else by the form."""

    async def handler(
        command: Command,
        click: Click,
        do: Do,
        read: Read,
        ack: Ack,
        show: Show,
        organisation: Organisation,
        home: str,
    ) -> None:
        other = _other(command)
        if other is None:
            await hand_over(
                form, click=click, read=read, ack=ack, show=show, organisation=organisation
            )
        else:
            await does(command, click, other, do)
            await show_one(click, read, ack, organisation, home)

    return handler


def _link(command: Command, click: Click, other: int, do: Do) -> Awaitable[Any]:
    """`/incident link INC-5 follows INC-2`."""
    kind = _kind(command)
    if kind is None:
        raise WrongState(
            f"Say how they hang together: /incident link {click.value} follows "
            f"{number(Kind.INCIDENT, other)}, or relates, or child."
        )
    return do(links.link, click.incident_id, kind=kind, to=other, by=click.actor, at=click.now)


def _be_child(_: Command, click: Click, parent: int, do: Do) -> Awaitable[Any]:
    """`/incident child INC-5 INC-2`: the first is a child of the second."""
    kind = LinkKind.CHILD_OF
    return do(links.link, click.incident_id, kind=kind, to=parent, by=click.actor, at=click.now)


def _unlink(command: Command, click: Click, other: int, do: Do) -> Awaitable[Any]:
    """`/incident unlink INC-5 INC-2`, with the kind between them where there are two links."""
    kind = _kind(command)
    return do(links.unlink, click.incident_id, other=other, kind=kind, by=click.actor, at=click.now)


open_merge_form = opening(merges.to_merge_away, lambda found, _: link_forms.merge_form(found))
open_link_form = opening(links.to_link, lambda found, _: link_forms.link_form(found))
link_by_word = by_word(open_link_form, _link)
child_by_word = by_word(open_link_form, _be_child)
unlink_by_word = by_word(open_unlink_form, _unlink)

submit_link = submitting(
    links.link,
    lambda values: {"kind": _chosen_kind(values), "to": _target(values, Field.LINK_TO)},
)
submit_unlinking = submitting(links.unlink, lambda values: _chosen_link(values))


def _other(command: Command) -> int | None:
    """The second number in what was said."""
    found = numbers_in(command.text, Kind.INCIDENT)
    return found[1] if len(found) > 1 else None


def _kind(command: Command) -> LinkKind | None:
    said = command.text.lower().split()[1:]
    return next((KINDS[word] for word in said if word in KINDS), None)


def _chosen_kind(values: Values) -> LinkKind:
    kind = values.one_of(Field.LINK_KIND, LinkKind)
    if kind is None:
        raise FieldErrors({Field.LINK_KIND: "Choose how they hang together."})
    return kind


def _chosen_link(values: Values) -> Mapping[str, Any]:
    """Of what is offered to be taken away: how it is linked, and with which."""
    kind, _, other = (values.choice(Field.LINK) or "").partition(" ")
    other_id = read_number(other, Kind.INCIDENT)
    if other_id is None:
        raise FieldErrors({Field.LINK: "Choose one."})
    return {"kind": LinkKind(kind), "other": other_id}


def _target(values: Values, field: Field) -> int:
    found = read_number(values.text(field), Kind.INCIDENT)
    if found is None:
        raise FieldErrors({field: NO_NUMBER})
    return found


FORMS: Mapping[str, Handler] = {
    Form.MERGE_INCIDENT: submit_merge,
    Form.LINK_INCIDENT: submit_link,
    Form.UNLINK_INCIDENT: submit_unlinking,
}
