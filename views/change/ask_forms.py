"""The form that asks for a change. It begins with what a small change needs; the rest is shown when its turn comes.

Whatever has been shown stays in the form, so that nothing typed is lost and each refusal stands on its field.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from domain.change.requests import (
    TITLE_LENGTH,
    ChangeRequest,
)
from domain.organisation import Organisation
from storage.assets import Asset
from views.blocks import Block, actions, button, context, header, markdown, modal, plain, section
from views.change.ask_parts import (
    details,
    long_text,
    override,
    planned,
    questions,
    urgency,
)
from views.change.forms import assets_inputs
from views.fields import service, text_input
from views.ids import Button, Field, Form


@dataclass(frozen=True, kw_only=True)
class Asking:
    """How far the form has come, as it carries it along.

    `about` and `based_on` are the number of the change that is edited, and the digest of what stood in the form.
    `slots` are free windows to choose from, `says` is why it was not taken as it is.
    """

    is_urgent: bool = False
    judges: bool = False
    details: bool = False
    overrides: bool = False
    about: str = ""
    based_on: str = ""
    slots: tuple[str, ...] = ()
    says: str = ""

    @classmethod
    def read(cls, metadata: str) -> "Asking":
        carried = json.loads(metadata) if metadata else {}
        known = {name: it for name, it in carried.items() if name in cls.__annotations__}
        return cls(**{**known, "slots": tuple(known.get("slots") or ())})

    def written(self) -> str:
        return json.dumps({name: it for name, it in asdict(self).items() if it and name != "says"})


def ask_form(
    draft: ChangeRequest,
    asking: Asking,
    organisation: Organisation,
    *,
    zone: str,
    picked: Sequence[Asset] = (),
) -> Mapping[str, Any]:
    """The form as far as it has come, with what stands in it so far. `zone` is the reader's own.

    `picked` are the assets among what the draft names.
    """
    blocks: list[Block] = []
    if asking.says:
        blocks.append(section(plain(asking.says)))
    if asking.overrides:
        blocks.append(override(draft))
    if asking.judges and not asking.about:
        blocks += [header("How risky is it?"), *questions(draft)]
        blocks.append(header("What you have written"))
    blocks += _beginning(draft, asking, organisation, zone, picked)
    if asking.judges and asking.about:
        blocks += [header("How risky is it?"), *questions(draft)]
    blocks += _rest(draft, asking)
    return modal(
        Form.ASK_FOR_CHANGE,
        _title(asking),
        blocks,
        submit=_submit(asking),
        metadata=asking.written(),
    )


def _title(asking: Asking) -> str:
    if asking.about:
        return f"Edit {asking.about}"[:24]
    return "Emergency change" if asking.is_urgent else "Ask for a change"


def _submit(asking: Asking) -> str:
    if asking.judges or asking.is_urgent:
        return "Send"
    return "Next"


def _beginning(
    draft: ChangeRequest,
    asking: Asking,
    organisation: Organisation,
    zone: str,
    picked: Sequence[Asset],
) -> list[Block]:
    return [
        text_input(
            Field.TITLE,
            "Title",
            limit=TITLE_LENGTH,
            initial=draft.title,
            placeholder="What is changed?",
        ),
        long_text(
            Field.REASON,
            "What and why",
            draft.reason,
            "What gets better, or what happens without it?",
        ),
        *(urgency(draft, is_new=not asking.about) if asking.is_urgent else []),
        *service(organisation, draft.service),
        *assets_inputs(draft.assets, picked),
        *planned(draft, asking.slots, zone),
        long_text(
            Field.IMPLEMENTATION,
            "Plan",
            draft.implementation,
            "What is done, step by step as far as that helps.",
        ),
        long_text(
            Field.BACK_OUT,
            "Back-out",
            draft.back_out,
            "How it is undone when it goes wrong, or why that is impossible.",
        ),
    ]


def _rest(draft: ChangeRequest, asking: Asking) -> list[Block]:
    """What most changes can do without, behind a button until it is asked for."""
    if asking.details:
        risk = questions(draft) if asking.is_urgent and not asking.judges else []
        return [header("Details"), *_optional(risk), *details(draft)]
    if asking.is_urgent or asking.judges:
        says = "Environment, tests, interruption, who carries it out, who is told"
        return [
            actions([button("More details", Button.MORE_OF_FORM, "details")]),
            context([markdown(says)]),
        ]
    return [context([markdown("Next come eight questions about the risk.")])]


def _optional(blocks: list[Block]) -> list[Block]:
    return [{**block, "optional": True} for block in blocks]
