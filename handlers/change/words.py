"""What can be said after /change, and chosen in a change's menus: each word leads to the handler of its button."""

from collections.abc import Mapping
from dataclasses import replace

from desk import changes
from desk.change import holds, work
from domain.numbers import Kind
from domain.organisation import Organisation
from handlers import changes as steps
from handlers.approval import delegations, votes
from handlers.asset import impacts
from handlers.change import asks, pages
from handlers.inputs import Click, Command
from handlers.shapes import choosing, in_answer, privately
from handlers.tools import Ack, Do, Handler, Read, Show, hand_over
from handlers.typed import word_and_number
from views import steward
from views.change.lists import templates
from views.ids import Button, MoreOfChange
from views.ids import Command as Slash

_PAGES = {"list": "open", "mine": "mine", "waiting": "waiting", "calendar": "calendar"}


async def change(
    command: Command,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    """/change: a list, help, a number, a word and a number; anything else is what is to be changed."""
    handler, click = _answers(command)
    await hand_over(
        handler,
        command=command,
        click=click,
        do=do,
        read=read,
        ack=ack,
        show=show,
        organisation=organisation,
        home=home,
    )


def _answers(command: Command) -> tuple[Handler, Click]:
    """Who answers, and the press the command stands for. Raises WrongState where a number is missing."""
    found = word_and_number(command.text, WORDS, Kind.CHANGE)
    if found is not None:
        return WORDS[found[0]], command.pressed(Kind.CHANGE, found[1])
    word, rest = command.words
    is_said = not rest or word in _TAKES_MORE
    return ALONE[word] if is_said and word in ALONE else open_form, command.pressed(Kind.CHANGE, 0)


async def open_form(
    command: Command, click: Click, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """What is no word of ours is what is to be changed."""
    form = asks.first_form(
        command.text, organisation, zone=click.actor.zone, is_urgent=False, at=click.now
    )
    await show.form(form)
    await ack()


async def emergency(
    command: Command, click: Click, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """`/change emergency restart the load balancer`."""
    _, what = command.words
    form = asks.first_form(what, organisation, zone=click.actor.zone, is_urgent=True, at=click.now)
    await show.form(form)
    await ack()


async def standard(
    command: Command,
    click: Click,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
) -> None:
    """`/change standard` lists the templates, `/change standard KEY` opens one."""
    _, key = command.words
    if key:
        about = replace(click, value=key)
        await asks.use_template(about, read, ack, show, organisation)
    else:
        today = organisation.office.local_date(click.now)
        await ack(templates(organisation, today))


async def page(
    command: Command, click: Click, read: Read, ack: Ack, organisation: Organisation
) -> None:
    which = _PAGES[command.words[0]]
    await ack(await pages.page_of(which, "", click, read, organisation))


async def help_(ack: Ack) -> None:
    await ack(steward.help_for(Slash.CHANGE))


ALONE: Mapping[str, Handler] = {
    **dict.fromkeys(_PAGES, page),
    "help": help_,
    "standard": standard,
    "emergency": emergency,
    "delegate": delegations.by_word,
}
"""Words that need no number."""

_TAKES_MORE = ("standard", "emergency", "delegate")
"""What stands after these belongs to them."""

WORDS: Mapping[str, Handler] = {
    "show": steps.show_one,
    "approve": votes.show_request,
    "reject": votes.reject_by_word,
    "return": votes.return_by_word,
    "abstain": votes.abstain_by_word,
    "unvote": votes.withdraw_by_word,
    "revoke": votes.open_revoke_form,
    "alternates": votes.open_alternates_form,
    "back": votes.open_give_back_form,
    "send": steps.then_shown(changes.send_to_approvers),
    "edit": asks.open_edit_form,
    "cancel": steps.open_cancel_form,
    "withdraw": steps.open_cancel_form,
    "hold": steps.open_hold_form,
    "release": steps.then_shown(holds.release),
    "start": steps.then_shown(work.start),
    "done": steps.open_finish_form,
    "complete": steps.open_complete_form,
    "review": steps.open_review_form,
    "caused": steps.caused_by_word,
    "free": in_answer(steps.slots_for),
    "impact": impacts.open_of_change,
    "risk": in_answer(steps.risk_of),
    "timeline": in_answer(steps.timeline_of),
}
"""Words that stand before a number."""

MENU: Mapping[str, Handler] = {
    MoreOfChange.ABSTAIN: votes.open_abstain_form,
    MoreOfChange.TAKE_BACK: votes.take_back,
    MoreOfChange.EDIT: asks.open_edit_form,
    MoreOfChange.HOLD: steps.open_hold_form,
    MoreOfChange.RELEASE: steps.quietly(holds.release),
    MoreOfChange.ALTERNATES: votes.open_alternates_form,
    MoreOfChange.REVOKE: votes.open_revoke_form,
    MoreOfChange.CANCEL: steps.open_cancel_form,
    MoreOfChange.CAUSED: steps.open_caused_form,
    MoreOfChange.SLOTS: privately(steps.slots_for),
    MoreOfChange.IMPACT: impacts.open_of_change,
    MoreOfChange.RISK: privately(steps.risk_of),
    MoreOfChange.TIMELINE: privately(steps.timeline_of),
    MoreOfChange.ALL: steps.show_details,
}

COMMANDS: Mapping[str, Handler] = {Slash.CHANGE: change}
choose = choosing(MENU, "the card")

ACTIONS: Mapping[str, Handler] = {Button.MORE_OF_CHANGE: choose}
