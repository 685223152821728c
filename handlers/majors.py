"""Major incidents as people meet them: declared, led, told about."""

from collections.abc import Mapping
from functools import partial

from desk import majors
from desk.major import candidates, roles
from domain.errors import NotAllowed
from domain.incidents import Priority
from domain.majors import MajorRole, MajorStep, Severity, supposed_severity
from domain.organisation import Organisation
from handlers.inputs import Click
from handlers.shapes import choosing, opening, submitting
from handlers.tools import Ack, Do, Handler, Read, Show
from handlers.values import Values
from views.blocks import said
from views.ids import Button, Field, Form, MoreOfMajor
from views.major import forms
from views.majors import TAKES, status


async def open_declare_form(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """For those who decide; others propose it to them."""
    try:
        incident, major = await read(
            majors.to_declare, click.incident_id, organisation=organisation, by=click.actor
        )
    except NotAllowed:
        incident = await read(candidates.to_propose, click.incident_id, by=click.actor)
        await show.form(forms.propose_form(incident))
    else:
        supposed = major.severity if major else supposed_severity(Priority(incident.priority))
        await show.form(forms.declare_form(incident, supposed=supposed))
    await ack()


async def by_word(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation, home: str
) -> None:
    """`/incident major INC-1`: how it stands as a major incident, or the form that makes it one."""
    sheet = await read(majors.show, click.incident_id, by=click.actor)
    if sheet is None:
        await open_declare_form(click, read, ack, show, organisation)
    else:
        await ack(status(sheet, home))


async def by_menu(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation, home: str
) -> None:
    """The same, chosen in a menu."""
    sheet = await read(majors.show, click.incident_id, by=click.actor)
    if sheet is None:
        await open_declare_form(click, read, ack, show, organisation)
    else:
        await ack()
        await show.privately(status(sheet, home))


async def decline(click: Click, do: Do, ack: Ack, show: Show, organisation: Organisation) -> None:
    incident = await do(
        candidates.decline,
        click.incident_id,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await ack()
    await show.privately(said(f"*{incident.number}* stays an incident like others."))


async def take_role(click: Click, do: Do, ack: Ack, organisation: Organisation) -> None:
    role, _ = TAKES[Button(click.action)]
    await _take(role, click, do, organisation)
    await ack()


def taking(role: MajorRole) -> Handler:
    """`/incident command INC-1`: the same by word, and then how it stands."""

    async def takes(
        click: Click, do: Do, read: Read, ack: Ack, organisation: Organisation, home: str
    ) -> None:
        await _take(role, click, do, organisation)
        sheet = await read(majors.show, click.incident_id, by=click.actor)
        await ack(status(sheet, home) if sheet else None)

    return takes


async def _take(role: MajorRole, click: Click, do: Do, organisation: Organisation) -> None:
    await do(
        roles.take,
        click.incident_id,
        role,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )


open_hand_over_form = opening(roles.to_hand_over, lambda found, _: forms.hand_over_form(*found))
open_regrade_form = opening(majors.to_regrade, lambda found, _: forms.regrade_form(*found))
open_relapse_form = opening(
    partial(majors.to_take_step, step=MajorStep.RELAPSE),
    lambda found, _: forms.relapse_form(found[0]),
)
open_demote_form = opening(
    partial(majors.to_take_step, step=MajorStep.DEMOTE),
    lambda found, _: forms.demote_form(found[0]),
)
open_mitigate_form = opening(
    partial(majors.to_take_step, step=MajorStep.MITIGATE),
    lambda found, click: forms.mitigate_form(found[0], now=click.now),
)

submit_declaration = submitting(majors.declare, lambda values: {"severity": _severity(values)})
submit_proposal = submitting(candidates.propose, lambda values: {"why": _reason(values)})
submit_relapse = submitting(majors.relapse, lambda values: {"why": _reason(values)})
submit_demotion = submitting(majors.demote, lambda values: {"why": _reason(values)})
submit_severity = submitting(
    majors.regrade, lambda values: {"severity": _severity(values), "why": _reason(values)}
)
submit_hand_over = submitting(
    roles.hand_over,
    lambda values: {
        "role": values.one_of(Field.MAJOR_ROLE, MajorRole),
        "to": values.person(Field.ROLE_HOLDER),
    },
)
submit_mitigation = submitting(
    majors.mitigate,
    lambda values: {
        "restored_at": values.moment(Field.RESTORED_AT),
        "how": values.text(Field.MITIGATION),
    },
)


def _severity(values: Values) -> Severity | None:
    return values.one_of(Field.SEVERITY, Severity)


def _reason(values: Values) -> str:
    return values.text(Field.MAJOR_REASON)


_MORE: Mapping[str, Handler] = {
    MoreOfMajor.HAND_OVER: open_hand_over_form,
    MoreOfMajor.REGRADE: open_regrade_form,
    MoreOfMajor.RELAPSE: open_relapse_form,
    MoreOfMajor.DEMOTE: open_demote_form,
}
more = choosing(_MORE, "the channel")

ACTIONS: Mapping[str, Handler] = {
    Button.DECLARE_MAJOR: open_declare_form,
    Button.DECLINE_MAJOR: decline,
    **dict.fromkeys(TAKES, take_role),
    Button.MITIGATE_MAJOR: open_mitigate_form,
    Button.MORE_OF_MAJOR: more,
}
FORMS: Mapping[str, Handler] = {
    Form.DECLARE_MAJOR: submit_declaration,
    Form.PROPOSE_MAJOR: submit_proposal,
    Form.DEMOTE_MAJOR: submit_demotion,
    Form.REGRADE_MAJOR: submit_severity,
    Form.RELAPSE_MAJOR: submit_relapse,
    Form.HAND_OVER_ROLE: submit_hand_over,
    Form.MITIGATE_MAJOR: submit_mitigation,
}
