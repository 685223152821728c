"""The forms about major incidents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.major.reviews import REVIEW_LENGTH
from domain.major.updates import UPDATE_LENGTH
from domain.majors import MajorRole, Severity
from domain.text import REASON_LENGTH
from storage.incidents import Incident
from storage.majors import Major
from views import words
from views.blocks import Block
from views.fields import choice, moment_choice, person_choice, text_input
from views.ids import Field, Form
from views.incident.forms import restored, step_form


def declare_form(incident: Incident, *, supposed: Severity) -> Mapping[str, Any]:
    return step_form(
        Form.DECLARE_MAJOR,
        "Major",
        incident,
        [_severity(supposed)],
        submit="Declare major",
        says="It gets a channel of its own. Those who follow it hear of it, and of every update.",
    )


def propose_form(incident: Incident) -> Mapping[str, Any]:
    why = "What makes you think so? The team's lead and the incident managers decide."
    return step_form(Form.PROPOSE_MAJOR, "Propose", incident, [_reason(why)], submit="Propose")


def demote_form(incident: Incident) -> Mapping[str, Any]:
    why = "Why is it no longer major? Everyone who follows it reads this."
    return step_form(Form.DEMOTE_MAJOR, "Demote", incident, [_reason(why)])


def regrade_form(incident: Incident, major: Major) -> Mapping[str, Any]:
    fields = [_severity(major.severity), _reason("What has changed?")]
    return step_form(Form.REGRADE_MAJOR, "Severity of", incident, fields, submit="Change")


def relapse_form(incident: Incident) -> Mapping[str, Any]:
    why = "What is wrong again? Everyone who follows it reads this."
    return step_form(Form.RELAPSE_MAJOR, "Not mitigated:", incident, [_reason(why)], submit="Send")


def hand_over_form(incident: Incident, major: Major) -> Mapping[str, Any]:
    held = [role for role in MajorRole if major.holder(role)]
    role = choice(
        Field.MAJOR_ROLE,
        "Role",
        [(role.value, words.ROLES[role]) for role in held],
        initial=held[0].value if held else None,
    )
    holder = person_choice(
        Field.ROLE_HOLDER, "Who has it from now on", initial=None, hint="An agent or a lead"
    )
    return step_form(Form.HAND_OVER_ROLE, "Hand over", incident, [role, holder])


def update_form(
    incident: Incident, *, last: Mapping[str, Any], next_at: datetime
) -> Mapping[str, Any]:
    """What stood in the last update stands there again: what has not changed need not be typed anew."""
    fields = [
        _said(Field.AFFECTED, "What is affected", last.get("affected"), "Who cannot do what?"),
        _said(Field.KNOWN, "What is known", last.get("known"), "Also what is not known yet."),
        _said(
            Field.DOING,
            "What is being done",
            last.get("doing"),
            "And what people can do meanwhile.",
        ),
        moment_choice(
            Field.NEXT_AT, "Next update", initial=next_at, hint="Also if nothing changes."
        ),
    ]
    return step_form(Form.POST_UPDATE, "Update on", incident, fields, submit="Post update")


def mitigate_form(incident: Incident, *, now: datetime) -> Mapping[str, Any]:
    how = text_input(
        Field.MITIGATION,
        "What brought it back",
        limit=REASON_LENGTH,
        hint="Everyone who follows it reads this.",
        multiline=True,
    )
    fields = [restored(now), how]
    return step_form(Form.MITIGATE_MAJOR, "Mitigated:", incident, fields, submit="Mitigated")


def review_form(incident: Incident) -> Mapping[str, Any]:
    fields = [
        text_input(
            Field.CAUSE,
            "Cause",
            limit=REVIEW_LENGTH,
            hint="What failed and why. Not who: a review looks for causes, not for guilt.",
            multiline=True,
        ),
        text_input(
            Field.ACTIONS,
            "What changes",
            limit=REVIEW_LENGTH,
            hint="What is changed, by whom and until when.",
            multiline=True,
        ),
    ]
    return step_form(Form.REVIEW_MAJOR, "Review of", incident, fields, submit="Review done")


def _severity(initial: Severity) -> Block:
    choices = [(each.value, text) for each, text in words.SEVERITY_CHOICES.items()]
    return choice(Field.SEVERITY, "Severity", choices, initial=initial.value)


def _reason(hint: str) -> Block:
    return text_input(Field.MAJOR_REASON, "Reason", limit=REASON_LENGTH, hint=hint, multiline=True)


def _said(field: Field, label: str, initial: str | None, hint: str) -> Block:
    return text_input(
        field, label, limit=UPDATE_LENGTH, initial=initial or "", hint=hint, multiline=True
    )
