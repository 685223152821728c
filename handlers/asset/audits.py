"""Audit rounds as people open them, answer in them and close them."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from desk.asset import audit_results, sightings
from desk.asset import audits as rounds
from desk.asset.steps import visible
from domain.asset.audits import CAN_BE_SEEN, Answer, Scope
from domain.assets import AssetClass
from domain.errors import NotFound
from domain.numbers import Kind, leading_number, number, read_number
from domain.organisation import Organisation
from handlers.assets import just_one
from handlers.inputs import Click, Command, Submission
from handlers.tools import Ack, Do, Handler, Read, Show
from views import assets as asset_view
from views.asset import audit_forms
from views.asset import audits as view
from views.blocks import Content
from views.ids import Button, Field, Form

ANSWERS: Mapping[str, Answer] = {
    "seen": Answer.SEEN,
    "elsewhere": Answer.ELSEWHERE,
    "missing": Answer.NOT_HERE,
}


async def audit(
    rest: str,
    command: Command,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
) -> None:
    """`/asset audit`, `/asset audit AUD-1`, `AUD-1 seen LAPTOP-42`, or what a new round is of."""
    who: dict[str, Any] = {"organisation": organisation, "by": command.actor}
    numbered = leading_number(rest, Kind.AUDIT)
    if not rest:
        found, more = await read(rounds.listing, **who)
        may_open = rounds.may_open_any(command.actor, organisation)
        unseen = await read(rounds.unseen, at=command.now, **who)
        await ack(view.listing(found, organisation, unseen, may_open=may_open, more=more))
    elif numbered is None:
        scope = scope_said(rest, organisation)
        rounds.check_may_open(command.actor, scope.team_key, organisation)
        await show.form(audit_forms.open_form(scope, organisation, None))
        await ack()
    elif not numbered[1]:
        found_round = await read(rounds.show, numbered[0], **who)
        await ack(view.card(found_round, organisation))
    else:
        await _say(numbered[0], numbered[1], command, do, read, ack, organisation)


async def _say(
    audit_id: int,
    rest: str,
    command: Command,
    do: Do,
    read: Read,
    ack: Ack,
    organisation: Organisation,
) -> None:
    """`AUD-1 seen LAPTOP-42`: as quick as a scanner; `AUD-1 elsewhere LAPTOP-42 at Berlin`."""
    word, _, called = rest.partition(" ")
    said, place = ANSWERS.get(word.lower()), ""
    if said is Answer.ELSEWHERE:
        called, _, place = called.partition(" at ")
    if said is None or not called.strip() or (said is Answer.ELSEWHERE and not place.strip()):
        audit_number = number(Kind.AUDIT, audit_id)
        raise NotFound(
            f"Say /asset audit {audit_number} seen LAPTOP-42, missing LAPTOP-42, or elsewhere LAPTOP-42 at Berlin."
        )
    who: dict[str, Any] = {"organisation": organisation, "by": command.actor}
    asset = await just_one(called.strip(), read, **who)
    asset = await do(
        sightings.answer, audit_id, asset.id, said=said, location=place, at=command.now, **who
    )
    try:
        shown = await read(rounds.show, audit_id, **who)
    except NotFound:  # whoever is asked may answer, and need not see what the others said
        told = f"It is written down in {number(Kind.AUDIT, audit_id)}: {word.lower()}"
        await ack(asset_view.done(asset, told))
        return
    await ack(view.card(shown, organisation))


def scope_said(words: str, organisation: Organisation) -> Scope:
    """`hardware platform at Berlin`, or `all`. Raises NotFound for a word that is none of ours."""
    begin, has_place, place = f" {words}".partition(" at ")
    team_key, asset_class = None, None
    for word in begin.lower().split():
        if word in {str(it) for it in CAN_BE_SEEN}:
            asset_class = AssetClass(word)
        elif organisation.team(word) is not None:
            team_key = word
        elif word not in ("all", "open", "new"):
            raise NotFound(
                f"I cannot open a round of {word}. Say all, hardware, network, a team's key, or at and a place."
            )
    location = place.strip() if has_place else ""
    return Scope(team_key=team_key, asset_class=asset_class, location=location)


async def turn_page(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    before = int(click.value) if click.value.isdigit() else None
    found, more = await read(
        rounds.listing, before=before, organisation=organisation, by=click.actor
    )
    await ack()
    await show.instead(view.listing(found, organisation, {}, may_open=False, more=more))


async def show_round(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    found = await read(
        rounds.show, click.id_of(Kind.AUDIT), organisation=organisation, by=click.actor
    )
    await ack()
    await show.privately(view.card(found, organisation))


async def open_form(click: Click, ack: Ack, show: Show, organisation: Organisation) -> None:
    own = [it.key for it in organisation.teams if it.key in click.actor.lead_of]
    await show.form(
        audit_forms.open_form(Scope(team_key=own[0] if own else None), organisation, None)
    )
    await ack()


async def open_round(submission: Submission, do: Do, ack: Ack, organisation: Organisation) -> None:
    values = submission.values
    opened = await do(
        rounds.open_round,
        Scope(
            team_key=values.choice(Field.ASSET_TEAM),
            asset_class=values.one_of(Field.ASSET_CLASS, AssetClass),
            location=values.text(Field.LOCATION),
        ),
        due_on=values.day(Field.DUE_ON),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack(audit_forms.opened(opened, organisation))


async def show_items(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """One of the round's lists, from the thing on after which it was left off."""
    audit_id, key, after = _place(click.value)
    content = await _items(audit_id, key, after, click, read, organisation)
    await ack()
    await (show.instead if after and click.in_private else show.privately)(content)


async def _items(
    audit_id: int, key: str, after: int, click: Click, read: Read, organisation: Organisation
) -> Content:
    found, more = await read(
        rounds.page,
        audit_id,
        answers=view.LISTS[key][1],
        after=after,
        organisation=organisation,
        by=click.actor,
    )
    return view.items(found, key, more=more)


def _place(value: str) -> tuple[int, str, int]:
    """Raises NotFound for a menu of another version."""
    said, _, rest = value.partition(" ")
    key, _, after = rest.partition(" ")
    audit_id = read_number(said, Kind.AUDIT)
    if audit_id is None or key not in view.LISTS or not after.isdigit():
        raise NotFound("This menu is of another version of Steward. /asset audit lists the rounds.")
    return audit_id, key, int(after)


def _answers(said: Answer) -> Handler:
    async def answers(
        click: Click, do: Do, read: Read, ack: Ack, show: Show, organisation: Organisation
    ) -> None:
        """The message that asks follows by itself; a private list is shown anew, with what is left."""
        audit_id = read_number(click.chosen, Kind.AUDIT) or 0
        how: dict[str, Any] = {"organisation": organisation, "by": click.actor, "at": click.now}
        await do(sightings.answer, audit_id, click.asset_id, said=said, **how)
        await ack()
        if click.in_private:
            await show.instead(await _items(audit_id, "left", 0, click, read, organisation))

    return answers


async def all_seen(click: Click, do: Do, ack: Ack, organisation: Organisation) -> None:
    await do(
        sightings.all_seen,
        click.id_of(Kind.AUDIT),
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await ack()


async def open_elsewhere_form(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    asset = await read(visible, click.asset_id, organisation=organisation, by=click.actor)
    await show.form(audit_forms.elsewhere_form(click.chosen, asset))
    await ack()


async def elsewhere(submission: Submission, do: Do, ack: Ack, organisation: Organisation) -> None:
    said, _, _ = submission.metadata.partition(" ")
    await do(
        sightings.answer,
        read_number(said, Kind.AUDIT) or 0,
        submission.asset_id,
        said=Answer.ELSEWHERE,
        location=submission.values.text(Field.LOCATION),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


async def close(click: Click, do: Do, ack: Ack, show: Show, organisation: Organisation) -> None:
    closed = await do(
        rounds.close,
        click.id_of(Kind.AUDIT),
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await ack()
    await show.privately(view.card(closed, organisation))


async def as_csv(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """The result as rows, in a file sent to whoever asks."""
    audit_id = click.id_of(Kind.AUDIT)
    who: dict[str, Any] = {"organisation": organisation, "by": click.actor}
    rows = await read(audit_results.as_rows, audit_id, **who)
    await ack()
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    await show.document(f"AUD-{audit_id}.csv", written.getvalue())


ACTIONS: Mapping[str, Handler] = {
    Button.SHOW_AUDIT: show_round,
    Button.OPEN_AUDIT: open_form,
    Button.ITEMS_OF_AUDIT: show_items,
    Button.SEEN_IN_AUDIT: _answers(Answer.SEEN),
    Button.NOT_HERE_IN_AUDIT: _answers(Answer.NOT_HERE),
    Button.ELSEWHERE_IN_AUDIT: open_elsewhere_form,
    Button.ALL_SEEN_IN_AUDIT: all_seen,
    Button.CLOSE_AUDIT: close,
    Button.AUDIT_AS_CSV: as_csv,
    Button.NEXT_PAGE_OF_AUDITS: turn_page,
}
FORMS: Mapping[str, Handler] = {
    Form.OPEN_AUDIT: open_round,
    Form.ELSEWHERE_IN_AUDIT: elsewhere,
}
