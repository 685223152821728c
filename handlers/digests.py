"""/kpi: figures, and digests for channels, as people subscribe to them, look at them first, pause and end them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from desk.digest import subscriptions
from domain.digests import DigestKind, schedule_of, schedule_said
from domain.errors import FieldErrors, NotFound
from domain.organisation import Organisation
from handlers.digest import previews
from handlers.figure import kpis, service_reviews
from handlers.inputs import Click, Command, Submission
from handlers.shapes import privately
from handlers.tools import Ack, Do, Handler, Read, Show, Study, hand_over
from handlers.values import Values
from storage.digest.subscriptions import Subscription
from views import digests as view
from views import steward
from views.blocks import Content
from views.digest import subscriptions as subscription_view
from views.ids import Button, Field, Form
from views.ids import Command as Slash


async def kpi(
    command: Command,
    do: Do,
    read: Read,
    study: Study,
    ack: Ack,
    show: Show,
    organisation: Organisation,
) -> None:
    """/kpi: subscribe, daily, subscriptions, help; anything else says of whom and when to tell figures."""
    word, rest = command.words
    handler = WORDS.get(word, kpis.tell)
    about = replace(command, text=rest) if word in WORDS else command
    await hand_over(
        handler,
        command=about,
        do=do,
        read=read,
        study=study,
        ack=ack,
        show=show,
        organisation=organisation,
    )


async def subscribe(
    command: Command, do: Do, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    """`/kpi subscribe daily 09:00` does it at once; where it is not clear of which team, or when, a form asks.

    `/kpi subscribe weekly` opens the form for a week's.
    """
    team = await read(
        subscriptions.home_team, command.channel, organisation=organisation, by=command.actor
    )
    known = team or subscriptions.teams_of(organisation, command.actor)[0]
    zone = subscriptions.zone_of(known, organisation, command.actor)
    asks = KINDS.get(command.text.lower() or DigestKind.DAILY)
    schedule = None if asks else schedule_said(command.text, otherwise=zone)
    if team is None or schedule is None:
        form = subscription_view.form(
            command.channel,
            subscriptions.teams_of(organisation, command.actor),
            organisation,
            kind=schedule.kind if schedule else asks or DigestKind.DAILY,
            chosen=team,
            zone=zone,
            schedule=schedule,
        )
        await show.form(form)
        await ack()
        return
    made = await do(
        subscriptions.subscribe,
        command.channel,
        schedule,
        team_key=team.key,
        organisation=organisation,
        by=command.actor,
        at=command.now,
    )
    await ack(subscription_view.subscribed(made, organisation))


async def submit(submission: Submission, do: Do, ack: Ack, organisation: Organisation) -> None:
    values = submission.values
    digest, _, channel_id = submission.metadata.partition(" ")
    kind, _, name = (values.choice(Field.DIGEST_OF) or "").partition(" ")
    if not name:
        raise FieldErrors({Field.DIGEST_OF: "Choose a team or a service."})
    made = await do(
        subscriptions.subscribe,
        channel_id,
        schedule_of(
            KINDS.get(digest, DigestKind.DAILY),
            days=_days(values),
            at=values.time_of_day(Field.DIGEST_AT),
            zone=values.text(Field.DIGEST_ZONE),
        ),
        team_key=name if kind == "team" else "",
        service=name if kind == "service" else "",
        also_quiet=values.is_ticked(Field.DIGEST_QUIET),
        organisation=organisation,
        by=submission.actor,
        at=submission.now,
    )
    await ack(subscription_view.done(made, organisation))


async def list_all(command: Command, read: Read, ack: Ack, organisation: Organisation) -> None:
    page, more = await read(
        subscriptions.listing, behind=0, organisation=organisation, by=command.actor
    )
    await ack(subscription_view.listing(page, organisation, is_first=True, more=more))


async def help_(ack: Ack) -> None:
    await ack(steward.help_for(Slash.KPI))


async def turn_page(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    await ack()
    await _list_again(click, _number(click.value), read, show, organisation)


def _then_listed(verb: Callable[..., Subscription]) -> Handler:
    """The verb, and then the list as it stands."""

    async def does(
        click: Click, do: Do, read: Read, ack: Ack, show: Show, organisation: Organisation
    ) -> None:
        about = _number(click.value)
        await do(verb, about, organisation=organisation, by=click.actor, at=click.now)
        await ack()
        await _list_again(click, 0, read, show, organisation)

    return does


async def turn_page_of_pile(
    click: Click, read: Read, ack: Ack, show: Show, organisation: Organisation
) -> None:
    content = await _page(click, read, organisation)
    await ack()
    await show.instead(content)


async def _page(click: Click, read: Read, organisation: Organisation) -> Content:
    """The records behind a line of a digest, for whoever asks."""
    which, reference, day, after = _read(click.value)
    found = await read(
        subscriptions.behind,
        which,
        reference,
        day=day,
        after=after,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    return view.page(found, reference, day.isoformat())


show_list = privately(_page)


async def _list_again(
    click: Click, behind: int, read: Read, show: Show, organisation: Organisation
) -> None:
    page, more = await read(
        subscriptions.listing, behind=behind, organisation=organisation, by=click.actor
    )
    listed = subscription_view.listing(page, organisation, is_first=not behind, more=more)
    await show.instead(listed)


def _read(value: str) -> tuple[str, str, date, int]:
    """Which line, of which digest, of which day, from behind how many. Raises NotFound for what never was ours."""
    try:
        which, reference, day, *after = value.split()
        return which, reference, date.fromisoformat(day), _number("".join(after))
    except ValueError:
        raise NotFound("This digest is of another version of Steward. Ask for a new one.") from None


def _days(values: Values) -> list[int]:
    """Those that are ticked, or of a week's digest the one that is chosen."""
    one = values.choice(Field.DIGEST_DAYS)
    days = [one] if one else values.ticked(Field.DIGEST_DAYS)
    return [int(day) for day in days if day in set("0123456")]


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 19 else 0


KINDS: Mapping[str, DigestKind] = {kind.value: kind for kind in DigestKind}
WORDS: Mapping[str, Handler] = {
    **previews.WORDS,
    "subscribe": subscribe,
    "subscriptions": list_all,
    "pause": list_all,
    "resume": list_all,
    "unsubscribe": list_all,
    "report": service_reviews.report,
    "help": help_,
}
COMMANDS: Mapping[str, Handler] = {Slash.KPI: kpi}
ACTIONS: Mapping[str, Handler] = {
    **previews.ACTIONS,
    Button.SHOW_PILE: show_list,
    Button.SHOW_YESTERDAY: show_list,
    Button.PREVIOUS_PAGE_OF_PILE: turn_page_of_pile,
    Button.NEXT_PAGE_OF_PILE: turn_page_of_pile,
    Button.PAUSE_DIGEST: _then_listed(subscriptions.pause),
    Button.RESUME_DIGEST: _then_listed(subscriptions.go_on),
    Button.UNSUBSCRIBE_DIGEST: _then_listed(subscriptions.unsubscribe),
    Button.FIRST_PAGE_OF_DIGESTS: turn_page,
    Button.NEXT_PAGE_OF_DIGESTS: turn_page,
}
FORMS: Mapping[str, Handler] = {Form.SUBSCRIBE_CHANNEL: submit}
