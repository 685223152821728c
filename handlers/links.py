"""Incidents that hang together, as people meet it: merged, parent and child, linked."""

from collections.abc import Mapping

from desk import incidents, links, merges
from domain.errors import FieldErrors, WrongState
from domain.links import LinkKind
from domain.numbers import Kind, number, numbers_in, read_number
from domain.organisation import Organisation
from handlers.inputs import Ack, Click, Command, Do, Handler, Read, Show, Submission, Values
from views import link_forms
from views.ids import Field, Form
from views.incidents import details
from views.kin import can_go

KINDS: Mapping[str, LinkKind] = {
    "follows": LinkKind.FOLLOWS,
    "relates": LinkKind.RELATES_TO,
    "related": LinkKind.RELATES_TO,
    "child": LinkKind.CHILD_OF,
}
"""How a link is said between two numbers."""

NO_NUMBER = "Write the number of an incident, such as INC-12."


async def open_merge_form(click: Click, read: Read, ack: Ack, show: Show) -> None:
    found = await read(merges.to_merge_away, click.incident_id, by=click.actor)
    await show.form(link_forms.merge_form(found))
    await ack()


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
        await open_merge_form(click, read, ack, show)
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
    sheet = await read(incidents.show, target.id, by=click.actor)
    await ack(details(sheet, organisation, home))


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


async def open_link_form(click: Click, read: Read, ack: Ack, show: Show) -> None:
    found = await read(links.to_link, click.incident_id, by=click.actor)
    await show.form(link_forms.link_form(found))
    await ack()


async def link_by_word(
    command: Command,
    click: Click,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    """`/incident link INC-5 follows INC-2`: at once, where it says how and with which."""
    kind, other = _kind(command), _other(command)
    if other is None:
        await open_link_form(click, read, ack, show)
        return
    if kind is None:
        raise WrongState(
            f"Say how they hang together: /incident link {click.value} follows "
            f"{number(Kind.INCIDENT, other)}, or relates, or child."
        )
    await do(links.link, click.incident_id, kind=kind, to=other, by=click.actor, at=click.now)
    await _show(click, read, ack, organisation, home)


async def child_by_word(
    command: Command,
    click: Click,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    """`/incident child INC-5 INC-2`: the first is a child of the second."""
    parent = _other(command)
    if parent is None:
        await open_link_form(click, read, ack, show)
        return
    await do(
        links.link,
        click.incident_id,
        kind=LinkKind.CHILD_OF,
        to=parent,
        by=click.actor,
        at=click.now,
    )
    await _show(click, read, ack, organisation, home)


async def submit_link(submission: Submission, do: Do, ack: Ack) -> None:
    chosen = submission.values.choice(Field.LINK_KIND)
    kind = next((kind for kind in LinkKind if kind == chosen), None)
    if kind is None:
        raise FieldErrors({Field.LINK_KIND: "Choose how they hang together."})
    await do(
        links.link,
        submission.incident_id,
        kind=kind,
        to=_target(submission.values, Field.LINK_TO),
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def open_unlink_form(click: Click, read: Read, ack: Ack, show: Show) -> None:
    found = await read(links.to_link, click.incident_id, by=click.actor)
    sheet = await read(incidents.show, click.incident_id, by=click.actor)
    kin = [it for it in sheet.kin if can_go(it)]
    if not kin:
        raise WrongState(f"{found.number} is linked with no other incident.")
    await show.form(link_forms.unlink_form(found, kin))
    await ack()


async def unlink_by_word(
    command: Command,
    click: Click,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    """`/incident unlink INC-5 INC-2`, with the kind between them where there are two links."""
    other = _other(command)
    if other is None:
        await open_unlink_form(click, read, ack, show)
        return
    await do(
        links.unlink,
        click.incident_id,
        other=other,
        kind=_kind(command),
        by=click.actor,
        at=click.now,
    )
    await _show(click, read, ack, organisation, home)


async def submit_unlinking(submission: Submission, do: Do, ack: Ack) -> None:
    chosen = submission.values.choice(Field.LINK) or ""
    kind, _, other = chosen.partition(" ")
    other_id = read_number(other, Kind.INCIDENT)
    if other_id is None:
        raise FieldErrors({Field.LINK: "Choose one."})
    await do(
        links.unlink,
        submission.incident_id,
        other=other_id,
        kind=LinkKind(kind),
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def _show(click: Click, read: Read, ack: Ack, organisation: Organisation, home: str) -> None:
    sheet = await read(incidents.show, click.incident_id, by=click.actor)
    await ack(details(sheet, organisation, home))


def _other(command: Command) -> int | None:
    """The second number in what was said."""
    found = numbers_in(command.text, Kind.INCIDENT)
    return found[1] if len(found) > 1 else None


def _kind(command: Command) -> LinkKind | None:
    said = command.text.lower().split()[1:]
    return next((KINDS[word] for word in said if word in KINDS), None)


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
