"""What can be said after /asset: a word, a word and what it is about, or just what something is called."""

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from desk import assets
from desk.asset import custody as verbs
from desk.asset import relations
from domain.asset.relations import SAID, RelationKind
from domain.days import past_day
from domain.errors import NotFound, WrongState
from domain.numbers import Kind
from domain.organisation import Organisation
from handlers import asset_files
from handlers import assets as steps
from handlers.asset import audits, custody, expiries, lists
from handlers.inputs import Click, Command
from handlers.shapes import in_answer
from handlers.tools import Ack, Do, Handler, Read, Show, hand_over
from storage.assets import Asset
from views import assets as view
from views import steward
from views.ids import Command as Slash

_RELATED = re.compile(
    r"(.+?)\s+(?:is\s+)?("
    + "|".join(said.removeprefix("is ").replace(" ", r"\s+") for said in SAID.values())
    + r")\s+(.+)",
    re.IGNORECASE,
)
_KINDS = {said.removeprefix("is "): kind for kind, said in SAID.items()}


async def asset(
    command: Command,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    """The form (their own, for who adds none), a list, help, a word and what it is about, or what it is called."""
    word, rest = command.words
    if not command.text and not steps.may_add(command.actor, organisation):
        await ack(
            await lists.page("mine", None, read, organisation, by=command.actor, at=command.now)
        )
    elif not command.text or word == "add":
        await show.form(steps.new_form(rest, organisation, by=command.actor))
        await ack()
    elif word == "help" and not rest:
        await ack(steward.help_for(Slash.ASSET))
    elif word == "list" or (word == "mine" and not rest):
        words = " ".join((word, *rest.lower().split()))
        await ack(
            await lists.page(words, None, read, organisation, by=command.actor, at=command.now)
        )
    elif word == "expiring" and not rest:
        await ack(await expiries.first_page(read, organisation, command.actor, command.now))
    elif word == "audit":
        await audits.audit(rest, command, do, read, ack, show, organisation)
    elif word == "import" and not rest:
        await asset_files.open_bring_form(command.actor, ack, show)
    elif word == "export":
        words = " ".join(rest.lower().split())
        await asset_files.order_list(words, command.actor, command.now, do, ack, organisation)
    elif word in ("relate", "unrelate"):
        verb = relate if word == "relate" else unrelate
        await verb(rest, command, do, read, ack, organisation)
    elif word in WORDS and not rest:
        raise NotFound(f"Which asset? Say /asset {word} LAPTOP-42: a tag, a serial number, a name.")
    elif word in WORDS:
        await _about(WORDS[word], rest, command, do, read, ack, show, organisation)
    else:
        await _about(_card, command.text, command, do, read, ack, show, organisation)


async def _about(
    handler: Handler,
    said: str,
    command: Command,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
) -> None:
    """Find what is meant, and let the handler answer about it; where several may be meant, ask which."""
    if handler is _out:
        said = said.rpartition(" @")[0] or said
    besides = ""
    found = await _found(said, command, read, organisation)
    if not found and handler is _history and " " in said:
        parts = said.rpartition(" on ") if " on " in said else said.rpartition(" ")
        said, besides = parts[0], parts[2]
        found = await _found(said, command, read, organisation)
    if not found:
        may_add = steps.may_add(command.actor, organisation)
        alone = command.words[0] if command.words[0] in ALONE else ""
        await ack(view.nothing_found(said, may_add=may_add, alone=alone))
    elif len(found) > 1:
        await ack(view.choices(found, said))
    else:
        await hand_over(
            handler,
            click=command.pressed(Kind.ASSET, found[0].id),
            besides=besides,
            command=command,
            do=do,
            read=read,
            ack=ack,
            show=show,
            organisation=organisation,
        )


async def _found(
    said: str, command: Command, read: Read, organisation: Organisation
) -> list[Asset]:
    return list(await read(assets.look_up, said, organisation=organisation, by=command.actor))


_card = in_answer(steps.card_of)


async def _history(
    click: Click, besides: str, read: Read, ack: Ack, organisation: Organisation
) -> None:
    """`/asset history LAPTOP-42`, or how it was: `history LAPTOP-42 2026-03-01`, `history LAPTOP-42 on 1 March`."""
    if not besides:
        await ack(await steps.history_of(click, read, organisation))
        return
    today = click.now.astimezone(ZoneInfo(click.actor.zone)).date()
    try:
        day = past_day(besides, today)
    except ValueError as wrong:
        raise WrongState(str(wrong)) from None
    await ack(await steps.as_it_was(click, day, read, organisation))


async def _out(
    click: Click,
    command: Command,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
) -> None:
    """`/asset out LAPTOP-42 @Max` does it at once, without a name the form asks."""
    person = command.person
    if person is None:
        await custody.open_check_out_form(click, read, ack, show, organisation)
        return
    await do(
        verbs.check_out,
        click.asset_id,
        to=person,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await _card(click, read, ack, organisation)


async def relate(
    rest: str, command: Command, do: Do, read: Read, ack: Ack, organisation: Organisation
) -> None:
    """`/asset relate SHOP runs on DB-1`."""
    said = _RELATED.fullmatch(rest)
    if said is None:
        ways = ", ".join(_KINDS)
        raise WrongState(f"Say how, such as /asset relate SHOP runs on DB-1. There are: {ways}.")
    one = await steps.just_one(said[1], read, organisation, by=command.actor)
    other = await steps.just_one(said[3], read, organisation, by=command.actor)
    await do(
        relations.relate,
        one.id,
        kind=_kind(said[2]),
        to=other.id,
        organisation=organisation,
        by=command.actor,
        at=command.now,
    )
    await _card(command.pressed(Kind.ASSET, one.id), read, ack, organisation)


async def unrelate(
    rest: str, command: Command, do: Do, read: Read, ack: Ack, organisation: Organisation
) -> None:
    """`/asset unrelate SHOP DB-1`, `SHOP runs on DB-1`, or with `from` between names of several words."""
    kind = None
    if said := _RELATED.fullmatch(rest):
        one_said, kind, other_said = said[1], _kind(said[2]), said[3]
    elif " from " in rest:
        one_said, _, other_said = rest.partition(" from ")
    else:
        one_said, _, other_said = rest.rpartition(" ")
    if not one_said:
        raise WrongState("Which two? Say /asset unrelate SHOP DB-1.")
    one = await steps.just_one(one_said, read, organisation, by=command.actor)
    other = await steps.just_one(other_said, read, organisation, by=command.actor)
    await do(
        relations.unrelate,
        one.id,
        other=other.id,
        kind=kind,
        organisation=organisation,
        by=command.actor,
        at=command.now,
    )
    await _card(command.pressed(Kind.ASSET, one.id), read, ack, organisation)


def _kind(said: str) -> RelationKind:
    return _KINDS[" ".join(said.lower().split())]


WORDS: Mapping[str, Handler] = {
    "show": _card,
    "impact": in_answer(steps.impact_of),
    "history": _history,
    "edit": steps.open_edit_form,
    "out": _out,
    "assign": _out,
    "in": custody.open_check_in_form,
    "accept": custody.accept,
    "decline": custody.open_decline_form,
    "move": custody.open_move_form,
    "seen": custody.confirm_seen,
    "lost": custody.open_missing_form,
    "stolen": custody.open_stolen_form,
    "found": custody.open_found_form,
    "void": custody.open_void_form,
}
"""Words that stand before what something is called."""

ALONE = frozenset({"help", "mine", "expiring", "import"})
"""Words that are followed by nothing: with more they may be what something is called."""

COMMANDS: Mapping[str, Handler] = {Slash.ASSET: asset}
