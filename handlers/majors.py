"""Major incidents as people meet them: declared, led, told about."""

from collections.abc import Awaitable, Callable, Mapping

from desk import candidates, major_roles, majors
from domain.errors import NotAllowed, NotFound
from domain.incidents import Priority
from domain.majors import MajorRole, MajorStep, Severity, supposed_severity
from domain.organisation import Organisation
from handlers.inputs import Ack, Click, Do, Handler, Read, Show, Submission, Values
from views import major_forms
from views.blocks import said
from views.ids import Button, Field, Form, MoreOfMajor
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
        await show.form(major_forms.propose_form(incident))
    else:
        supposed = major.severity if major else supposed_severity(Priority(incident.priority))
        await show.form(major_forms.declare_form(incident, supposed=supposed))
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


async def submit_declaration(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    await do(
        majors.declare,
        submission.incident_id,
        severity=_severity(submission.values),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def submit_proposal(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    await do(
        candidates.propose,
        submission.incident_id,
        why=submission.values.text(Field.MAJOR_REASON),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


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
    await do(
        major_roles.take,
        click.incident_id,
        role,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await ack()


async def more(click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation) -> None:
    """What was chosen in the status message's menu."""
    open_form = _MORE.get(click.chosen)
    if open_form is None:
        raise NotFound("This menu is of another version of Steward. Look at the channel again.")
    await open_form(click, read, show, organisation)
    await ack()


async def _open_hand_over_form(
    click: Click, read: Read, show: Show, organisation: Organisation
) -> None:
    incident, major = await read(
        major_roles.to_hand_over, click.incident_id, organisation=organisation, by=click.actor
    )
    await show.form(major_forms.hand_over_form(incident, major))


async def _open_regrade_form(
    click: Click, read: Read, show: Show, organisation: Organisation
) -> None:
    incident, major = await read(
        majors.to_regrade, click.incident_id, organisation=organisation, by=click.actor
    )
    await show.form(major_forms.regrade_form(incident, major))


async def _open_relapse_form(
    click: Click, read: Read, show: Show, organisation: Organisation
) -> None:
    incident, _ = await read(
        majors.to_take_step,
        click.incident_id,
        MajorStep.RELAPSE,
        organisation=organisation,
        by=click.actor,
    )
    await show.form(major_forms.relapse_form(incident))


async def _open_demote_form(
    click: Click, read: Read, show: Show, organisation: Organisation
) -> None:
    incident, _ = await read(
        majors.to_take_step,
        click.incident_id,
        MajorStep.DEMOTE,
        organisation=organisation,
        by=click.actor,
    )
    await show.form(major_forms.demote_form(incident))


async def submit_hand_over(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    chosen = submission.values.choice(Field.MAJOR_ROLE)
    await do(
        major_roles.hand_over,
        submission.incident_id,
        next((role for role in MajorRole if role == chosen), None),
        to=submission.values.person(Field.ROLE_HOLDER),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def submit_severity(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    await do(
        majors.regrade,
        submission.incident_id,
        severity=_severity(submission.values),
        why=submission.values.text(Field.MAJOR_REASON),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def submit_relapse(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    await do(
        majors.relapse,
        submission.incident_id,
        why=submission.values.text(Field.MAJOR_REASON),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def submit_demotion(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    await do(
        majors.demote,
        submission.incident_id,
        why=submission.values.text(Field.MAJOR_REASON),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def open_mitigate_form(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    incident, _ = await read(
        majors.to_take_step,
        click.incident_id,
        MajorStep.MITIGATE,
        organisation=organisation,
        by=click.actor,
    )
    await show.form(major_forms.mitigate_form(incident, now=click.now))
    await ack()


async def submit_mitigation(
    submission: Submission, do: Do, ack: Ack, organisation: Organisation
) -> None:
    await do(
        majors.mitigate,
        submission.incident_id,
        restored_at=submission.values.moment(Field.RESTORED_AT),
        how=submission.values.text(Field.MITIGATION),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


def _severity(values: Values) -> Severity | None:
    chosen = values.choice(Field.SEVERITY)
    return next((severity for severity in Severity if severity == chosen), None)


_MORE: Mapping[str, Callable[[Click, Read, Show, Organisation], Awaitable[None]]] = {
    MoreOfMajor.HAND_OVER: _open_hand_over_form,
    MoreOfMajor.REGRADE: _open_regrade_form,
    MoreOfMajor.RELAPSE: _open_relapse_form,
    MoreOfMajor.DEMOTE: _open_demote_form,
}
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
