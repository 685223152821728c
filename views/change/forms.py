"""The forms for the steps of a change; how one is asked for stands in `ask_forms`."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from domain.change.requests import ASSET_LENGTH, MOST_ASSETS, TEXT_LENGTH
from domain.change.risk import Question
from domain.change.templates import Template
from domain.text import REASON_LENGTH, cut, duration
from storage.assets import Asset
from storage.changes import Change
from views.asset.picker import asset_picker
from views.blocks import Block, context, markdown, modal, plain, section, window
from views.change.ask_parts import question
from views.change.words import RESULTS, RISKS
from views.fields import (
    choice,
    moment_choice,
    number_input,
    people_choice,
    person_choice,
    text_input,
    tick,
)
from views.ids import Field, Form

LONGEST_OUTAGE = 14 * 24 * 60
MOST_ALTERNATES = 20


def reject_form(change: Change, about: str) -> Mapping[str, Any]:
    comment = _text(
        Field.VOTE_COMMENT, "Reason", REASON_LENGTH, "Why not? Its requester reads this."
    )
    return _form(Form.REJECT_CHANGE, "Reject", change, [comment], metadata=about)


def return_form(change: Change, about: str) -> Mapping[str, Any]:
    comment = _text(
        Field.VOTE_COMMENT,
        "What should be different",
        REASON_LENGTH,
        "Its requester reads this, edits it, and everybody is asked anew.",
    )
    return _form(
        Form.RETURN_CHANGE, "Changes to", change, [comment], submit="Request", metadata=about
    )


def abstain_form(change: Change, about: str) -> Mapping[str, Any]:
    comment = _text(
        Field.VOTE_COMMENT,
        "Reason",
        REASON_LENGTH,
        "Who abstains is not counted among those who decide.",
    )
    return _form(Form.ABSTAIN_FROM_CHANGE, "Abstain from", change, [comment], metadata=about)


def give_back_form(change: Change) -> Mapping[str, Any]:
    reason = _text(Field.RETURN_REASON, "What should be different", REASON_LENGTH)
    return _form(Form.GIVE_CHANGE_BACK, "Give back", change, [reason])


def cancel_form(change: Change) -> Mapping[str, Any]:
    reason = _text(Field.CANCEL_REASON, "Reason", REASON_LENGTH, "Why is it not wanted any more?")
    return _form(Form.CANCEL_CHANGE, "Withdraw", change, [reason])


def hold_form(change: Change) -> Mapping[str, Any]:
    reason = _text(Field.HOLD_REASON, "What it waits for", REASON_LENGTH)
    return _form(Form.HOLD_CHANGE, "Hold", change, [reason])


def revoke_form(change: Change) -> Mapping[str, Any]:
    reason = _text(Field.REVOKE_REASON, "What you know now", REASON_LENGTH)
    says = (
        "Before the start it is decided anew; after it, this is an objection, and it is reviewed."
    )
    return _form(
        Form.REVOKE_APPROVAL, "Approval of", change, [reason], submit="Take back", says=says
    )


def alternates_form(change: Change) -> Mapping[str, Any]:
    people = people_choice(
        Field.ALTERNATES,
        "Who decides it besides",
        most=MOST_ALTERNATES,
        hint="Nobody who asked for it or edited it last.",
    )
    return _form(Form.NAME_ALTERNATES, "Decide", change, [people], submit="Name them")


def risk_form(change: Change) -> Mapping[str, Any]:
    fields = [
        choice(
            Field.RISK,
            "Risk",
            [(str(int(risk)), text) for risk, text in RISKS.items()],
            initial=str(change.risk),
        ),
        _text(Field.RISK_REASON, "Reason", REASON_LENGTH, "What do the answers not tell?"),
    ]
    says = "Those decide who have to at this risk, and are asked anew. Only a change manager lowers it."
    return _form(Form.SET_RISK, "Risk of", change, fields, submit="Set", says=says)


def caused_form(change: Change) -> Mapping[str, Any]:
    fields = [
        text_input(Field.CAUSED, "Incident", limit=30, placeholder="INC-12"),
        tick(
            Field.CONFIRMED,
            "How sure",
            "It is certain",
            describes="Then the change is reviewed, and the change managers hear of it.",
            ticked=False,
        ),
    ]
    return _form(Form.CHANGE_CAUSED, "Caused by", change, fields, submit="Say so")


def finish_form(change: Change) -> Mapping[str, Any]:
    left_empty = " Left empty, all work past its window counts as an outage."
    fields = [
        choice(
            Field.RESULT,
            "How it went",
            [(result.value, text) for result, text in RESULTS.items()],
            placeholder="Choose one",
        ),
        _text(
            Field.OUTCOME,
            "What happened",
            TEXT_LENGTH,
            "What differed from the plan, and how it was checked. Needed unless all went well.",
            optional=True,
        ),
        number_input(
            Field.OUTAGE,
            "Minutes the service was away",
            initial=None,
            most=LONGEST_OUTAGE,
            hint=f"0 when it was not.{left_empty if change.interruption_minutes else ''}",
        ),
    ]
    return _form(Form.FINISH_CHANGE, "Done:", change, fields, submit="Done")


def review_form(change: Change) -> Mapping[str, Any]:
    summary = _text(
        Field.REVIEW_SUMMARY,
        "Looking back",
        TEXT_LENGTH,
        "Was the goal met? What differed? Was the risk right? What follows from it?",
    )
    return _form(Form.REVIEW_CHANGE, "Review", change, [summary], submit="Close it")


def complete_form(change: Change) -> Mapping[str, Any]:
    """What it left open, and nothing else: what was decided stays as it was shown."""
    missing = change.left_open
    texts = {
        "test_evidence": _text(
            Field.TEST_EVIDENCE, "How it was tested", TEXT_LENGTH, "Or that it was not, and why."
        ),
        "validation": _text(
            Field.VALIDATION,
            "How it is checked",
            TEXT_LENGTH,
            "How does one see that it went well?",
        ),
    }
    fields = [text for name, text in texts.items() if name in missing]
    asked = [question(it, {}) for it in Question if it in missing]
    return _form(Form.COMPLETE_CHANGE, "Complete", change, [*fields, *asked])


def standard_form(template: Template) -> Mapping[str, Any]:
    """Only when, and on what, may differ from the template."""
    lasts = duration(timedelta(minutes=template.lasts_minutes))
    fields = [
        section(plain(template.title)),
        section(plain(cut(template.implementation, 600))),
        context([markdown("*Back-out*"), plain(cut(template.back_out, 300))]),
        moment_choice(
            Field.STARTS_AT,
            "Begins",
            initial=None,
            hint=f"In your own time zone. Its window lasts {lasts}.",
        ),
        *assets_inputs((), ()),
    ]
    return modal(
        Form.ASK_FOR_STANDARD,
        "Standard change",
        fields,
        submit="Plan it",
        metadata=template.key,
    )


def delegate_form(*, substitute: str | None) -> Mapping[str, Any]:
    fields = [
        person_choice(
            Field.SUBSTITUTE,
            "Who decides in your place",
            initial=substitute,
            hint="They must be allowed to decide themselves; it is not handed on.",
        ),
        moment_choice(
            Field.DELEGATED_FROM,
            "From",
            initial=None,
            hint="In your own time zone. Empty: from now on.",
            optional=True,
        ),
        moment_choice(
            Field.DELEGATED_UNTIL,
            "Until",
            initial=None,
            hint="Empty: until you take it back.",
            optional=True,
        ),
    ]
    return modal(Form.NAME_SUBSTITUTE, "While you are away", fields, submit="Name them")


def assets_inputs(named: Sequence[str], picked: Sequence[Asset]) -> list[Block]:
    """What it touches: assets are picked, what is none is written down. `picked` are those among what is `named`."""
    numbers = {asset.number for asset in picked}
    others = [name for name in named if name not in numbers]
    return [
        asset_picker(picked, most=MOST_ASSETS),
        text_input(
            Field.ASSETS,
            "What is not among the assets",
            limit=MOST_ASSETS * (ASSET_LENGTH + 2),
            initial=", ".join(others),
            placeholder="With commas between",
            optional=True,
        ),
    ]


def _text(field: Field, label: str, limit: int, hint: str = "", *, optional: bool = False) -> Block:
    return text_input(field, label, limit=limit, hint=hint, multiline=True, optional=optional)


def _form(
    form: Form,
    verb: str,
    change: Change,
    fields: Sequence[Block],
    *,
    submit: str = "",
    says: str = "",
    metadata: str = "",
) -> Mapping[str, Any]:
    """A form for one step; what it is about travels in its metadata, and ends with the change's number."""
    about = [
        section(plain(f"{change.number} · {change.title}")),
        context([markdown(window(change.starts_at, change.ends_at))]),
    ]
    if says:
        about.append(context([markdown(says)]))
    title = cut(f"{verb} {change.number}", 24)
    return modal(
        form,
        title,
        [*about, *fields],
        submit=submit or verb.partition(" ")[0],
        metadata=metadata or change.number,
    )
