"""The forms about incidents."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.incidents import (
    DESCRIPTION_LENGTH,
    PRIORITIES,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Impact,
    Report,
    Urgency,
)
from domain.organisation import Organisation
from domain.text import REASON_LENGTH, cut
from storage.assets import Asset
from storage.incidents import Incident
from views import words
from views.blocks import Block, context, markdown, modal, plain, section
from views.fields import choice, moment_choice, person_choice, service, text_input, tick
from views.ids import Field, Form
from views.incident.affected_parts import affected_inputs


def raise_form(
    draft: Report,
    organisation: Organisation,
    *,
    picked: Sequence[Asset] = (),
    metadata: str = "",
    already: Sequence[Block] = (),
    follows: str = "",
) -> Mapping[str, Any]:
    """The form that raises an incident; shown again with another impact or urgency it tells the new priority.

    With what looks the same and is `already` raised, it is asked whether this is another one. `follows` is the number
    of the one it comes after, `picked` are the assets of the draft that its reader may see.
    """
    after = f"It follows {follows}, which stays as it is: each tells of the other."
    blocks = [
        *already,
        *([context([markdown(after)])] if follows else []),
        text_input(
            Field.TITLE,
            "Title",
            limit=TITLE_LENGTH,
            initial=draft.title,
            placeholder="What is broken?",
        ),
        text_input(
            Field.DESCRIPTION,
            "Description",
            limit=DESCRIPTION_LENGTH,
            initial=draft.description,
            hint="What happens, since when, what have you tried?",
            multiline=True,
            optional=True,
        ),
        *service(organisation, draft.service),
        *affected_inputs(picked, draft.affected_asset, tells_at_once=True),
        *_how_bad(draft.impact, draft.urgency, tells_at_once=True),
        context(
            [markdown(f"Priority: *{words.PRIORITIES[PRIORITIES[draft.impact, draft.urgency]]}*")]
        ),
        tick(
            Field.RESTRICTED,
            "Privacy",
            "Restricted",
            describes="No card in the open channel; only you and those who work on it see it.",
            ticked=draft.restricted,
        ),
    ]
    submit = "Raise anyway" if already else "Raise"
    return modal(Form.RAISE_INCIDENT, "Raise an incident", blocks, submit=submit, metadata=metadata)


def assign_form(incident: Incident, *, suggested: str) -> Mapping[str, Any]:
    assignee = person_choice(
        Field.ASSIGNEE,
        "Assignee",
        initial=incident.assignee_id or suggested,
        hint="An agent of the team",
    )
    return step_form(Form.ASSIGN_INCIDENT, "Assign", incident, [assignee])


def resolve_form(incident: Incident, *, restored_by: datetime | None = None) -> Mapping[str, Any]:
    """`restored_by`: it is a major incident, and when its service was restored is not known yet."""
    code = choice(
        Field.RESOLUTION_CODE,
        "Resolution code",
        [(code.value, text) for code, text in words.RESOLUTIONS.items()],
        placeholder="How did it end?",
    )
    summary = text_input(
        Field.RESOLUTION_SUMMARY,
        "Summary",
        limit=SUMMARY_LENGTH,
        hint="What was done. The reporter reads this.",
        multiline=True,
    )
    asked = [restored(restored_by)] if restored_by else []
    return step_form(Form.RESOLVE_INCIDENT, "Resolve", incident, [*asked, code, summary])


def reopen_form(incident: Incident) -> Mapping[str, Any]:
    reason = text_input(
        Field.REOPEN_REASON,
        "Reason",
        limit=REASON_LENGTH,
        hint="What is still wrong?",
        multiline=True,
    )
    return step_form(Form.REOPEN_INCIDENT, "Reopen", incident, [reason])


def hold_form(incident: Incident, *, until: datetime) -> Mapping[str, Any]:
    reason = choice(
        Field.HOLD_REASON,
        "Reason",
        [(reason.value, text) for reason, text in words.HOLD_REASONS.items()],
        placeholder="What does it wait for?",
    )
    end = moment_choice(
        Field.HOLD_UNTIL, "Until at most", initial=until, hint="Then it goes on by itself."
    )
    message = text_input(
        Field.HOLD_MESSAGE,
        "Message",
        limit=REASON_LENGTH,
        hint="The requester gets these words. They are needed when you wait for the requester.",
        multiline=True,
        optional=True,
    )
    return step_form(Form.HOLD_INCIDENT, "Hold", incident, [reason, end, message])


def affected_form(incident: Incident, picked: Sequence[Asset]) -> Mapping[str, Any]:
    """What stands in it when it opens travels with it: what others say meanwhile is kept."""
    return step_form(
        Form.SAY_AFFECTED,
        "Assets of",
        incident,
        affected_inputs(picked, incident.affected_asset),
        submit="Save",
        carried=[asset.number for asset in picked],
    )


def cancel_form(incident: Incident) -> Mapping[str, Any]:
    reason = choice(
        Field.CANCEL_REASON,
        "Reason",
        [(reason.value, text) for reason, text in words.CANCEL_REASONS.items()],
        placeholder="Why is nothing to be done?",
    )
    return step_form(Form.CANCEL_INCIDENT, "Cancel", incident, [reason], submit="Cancel it")


def priority_form(incident: Incident, *, may_set: bool) -> Mapping[str, Any]:
    """Impact and urgency, and for leads the priority itself."""
    fields = [
        *_how_bad(Impact(incident.impact), Urgency(incident.urgency), tells_at_once=False),
        *([_override()] if may_set else []),
        text_input(
            Field.PRIORITY_REASON,
            "Reason",
            limit=REASON_LENGTH,
            hint="Needed to set a priority, and to lower one once time has begun to run out.",
            multiline=True,
            optional=True,
        ),
    ]
    return step_form(Form.SET_PRIORITY, "Priority of", incident, fields, submit="Change")


def _override() -> Block:
    return choice(
        Field.OVERRIDE,
        "Set the priority against the matrix",
        [(str(int(priority)), text) for priority, text in words.PRIORITIES.items()],
        placeholder="As impact and urgency say",
        optional=True,
    )


def _how_bad(impact: Impact, urgency: Urgency, *, tells_at_once: bool) -> list[Block]:
    return [
        choice(
            Field.IMPACT,
            "Impact",
            [(str(int(each)), text) for each, text in words.IMPACTS.items()],
            initial=str(int(impact)),
            tells_at_once=tells_at_once,
        ),
        choice(
            Field.URGENCY,
            "Urgency",
            [(str(int(each)), text) for each, text in words.URGENCIES.items()],
            initial=str(int(urgency)),
            tells_at_once=tells_at_once,
        ),
    ]


def move_form(incident: Incident, organisation: Organisation) -> Mapping[str, Any]:
    others = [it for it in organisation.teams if it.key != incident.team_key]
    team = choice(
        Field.TEAM,
        "Team",
        [(it.key, it.name) for it in others],
        placeholder="Who looks after it from now on?",
    )
    reason = text_input(Field.MOVE_REASON, "Reason", limit=REASON_LENGTH, multiline=True)
    return step_form(Form.MOVE_INCIDENT, "Hand over", incident, [team, reason])


def restored(now: datetime) -> Block:
    return moment_choice(
        Field.RESTORED_AT,
        "Service restored at",
        initial=now,
        hint="When people could work again, though the cause may still have been there.",
    )


def step_form(
    form: Form,
    verb: str,
    incident: Incident,
    fields: Sequence[Block],
    *,
    submit: str = "",
    says: str = "",
    carried: Sequence[str] = (),
) -> Mapping[str, Any]:
    """A form for one step; the incident's number travels in its metadata, after what else is `carried`.

    `says` is what will come of it.
    """
    about = [section(plain(f"{incident.number} · {incident.title}"))]
    if says:
        about.append(context([markdown(says)]))
    title = cut(f"{verb} {incident.number}", 24)
    metadata = " ".join([*carried, incident.number])
    return modal(form, title, [*about, *fields], submit=submit or verb, metadata=metadata)
