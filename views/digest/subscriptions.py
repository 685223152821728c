"""Subscriptions of channels to digests: the form, what it led to, and the list with its buttons."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.digests import DAY_NAMES, EVERY_DAY, DigestKind, Schedule, days_named
from domain.organisation import Organisation, Team
from domain.people import SYSTEM
from storage.digest.subscriptions import Subscription
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    confirmation,
    context,
    escaped,
    header,
    markdown,
    modal,
    moment,
    plain,
    section,
)
from views.digests import TROUBLES
from views.fields import choice, text_input, tick, ticks, time_choice
from views.ids import Button, Field, Form

CHOICES = 100
"""Choices Slack shows in one menu."""

ZONE_LENGTH = 60
USUAL_TIME = "09:00"


def form(
    channel_id: str,
    teams: Sequence[Team],
    organisation: Organisation,
    *,
    kind: DigestKind = DigestKind.DAILY,
    chosen: Team | None,
    zone: str,
    schedule: Schedule | None = None,
) -> Mapping[str, Any]:
    """Which digest the channel should get, and when; `schedule` is what has been said of it already."""
    days = schedule.days if schedule else EVERY_DAY
    keys = {team.key for team in teams}
    topics = [(f"team {team.key}", team.name) for team in teams] + [
        (f"service {it.name}", it.name) for it in organisation.services if it.team in keys
    ]
    fields = [
        choice(
            Field.DIGEST_OF,
            "Of which team or service",
            topics[:CHOICES],
            initial=f"team {chosen.key}" if chosen else None,
        ),
        _days_of(kind, [str(day) for day in days]),
        time_choice(
            Field.DIGEST_AT,
            "At what time",
            initial=f"{schedule.at:%H:%M}" if schedule else USUAL_TIME,
        ),
        text_input(
            Field.DIGEST_ZONE,
            "On the clocks of",
            limit=ZONE_LENGTH,
            initial=schedule.zone.key if schedule else zone,
            hint="The name of a time zone, such as Europe/Berlin or America/New_York.",
        ),
        tick(
            Field.DIGEST_QUIET,
            f"Quiet {_TIMES[kind]}s",
            "Say so when there is nothing to tell",
            describes="Otherwise nothing is posted then.",
            ticked=False,
        ),
    ]
    return modal(
        Form.SUBSCRIBE_CHANNEL,
        f"{kind.capitalize()} digest",
        [context([markdown(f"For <#{channel_id}>")]), *fields],
        submit="Subscribe",
        metadata=f"{kind} {channel_id}",
    )


_TIMES: Mapping[DigestKind, str] = {DigestKind.DAILY: "day", DigestKind.WEEKLY: "week"}


def _days_of(kind: DigestKind, chosen: Sequence[str]) -> Block:
    """On several days, or a week's on one."""
    options = [(str(day), name) for day, name in enumerate(DAY_NAMES)]
    if kind is DigestKind.WEEKLY:
        return choice(Field.DIGEST_DAYS, "On which day", options, initial=chosen[0])
    hint = "On days nobody works it is sent only when something needs someone."
    return ticks(Field.DIGEST_DAYS, "On which days", options, initial=chosen, hint=hint)


def subscribed(it: Subscription, organisation: Organisation) -> Content:
    """What came of it."""
    first = f", for the first time {moment(it.fire_at)}" if it.fire_at else ""
    sentence = (
        f"<#{it.channel_id}> gets the {it.kind} digest of *{escaped(_topic(it, organisation))}* {_when(it)}{first}. "
        "If I am not in the channel yet, invite me with `/invite @Steward`. "
        f"`/kpi {it.kind} preview` shows what it would tell now, `/kpi subscriptions` pauses and ends it."
    )
    return {"text": "The channel is subscribed.", "blocks": [section(markdown(sentence))]}


def done(it: Subscription, organisation: Organisation) -> Mapping[str, Any]:
    """The same, where the form was."""
    return {
        "type": "modal",
        "title": plain("Subscribed"),
        "close": plain("Done"),
        "blocks": subscribed(it, organisation)["blocks"],
    }


def listing(
    page: Sequence[Subscription], organisation: Organisation, *, is_first: bool, more: int | None
) -> Content:
    """A page of subscriptions, the oldest first, each with what can be done with it."""
    title = "Subscriptions"
    if not page:
        nothing = (
            "No channel gets a digest that is yours to change. `/kpi subscribe daily 09:00` subscribes the one you "
            "type it in."
        )
        return {"text": title, "blocks": [section(markdown(nothing))]}
    blocks: list[Block] = [header(title)]
    for it in page:
        blocks += [section(markdown(_line(it, organisation))), actions(_buttons(it))]
    turns = []
    if not is_first:
        turns.append(button("First page", Button.FIRST_PAGE_OF_DIGESTS, "0"))
    if more is not None:
        turns.append(button("Next page", Button.NEXT_PAGE_OF_DIGESTS, str(more)))
    return {"text": title, "blocks": [*blocks, *([actions(turns)] if turns else [])]}


def _line(it: Subscription, organisation: Organisation) -> str:
    told = f"<#{it.channel_id}> · {it.kind} · *{escaped(_topic(it, organisation))}* {_when(it)}"
    if it.made_by == SYSTEM.id:
        told += " · as configured"
    if it.paused_at is None:
        return f"{told}\nnext {moment(it.fire_at)}" if it.fire_at else told
    because = it.paused_because or ""
    why = TROUBLES.get(because, escaped(because))
    return f"{told}\n⏸️ paused {moment(it.paused_at)}{'. ' if why else ''}{why}"


def _buttons(it: Subscription) -> list[Block]:
    value = str(it.id)
    flow = (
        button("Go on", Button.RESUME_DIGEST, value, style="primary")
        if it.paused_at
        else button("Pause", Button.PAUSE_DIGEST, value)
    )
    preview = button("Preview", Button.PREVIEW_DIGEST, value)
    if it.made_by == SYSTEM.id:
        return [preview, flow]
    return [
        preview,
        flow,
        button(
            "Unsubscribe",
            Button.UNSUBSCRIBE_DIGEST,
            value,
            style="danger",
            asks_first=confirmation(
                "Unsubscribe?",
                "The channel gets this digest no more. It can be subscribed again at any time.",
                yes="Unsubscribe",
            ),
        ),
    ]


def _topic(it: Subscription, organisation: Organisation) -> str:
    team = organisation.team(it.team_key)
    return it.service or (team.name if team else it.team_key)


def _when(it: Subscription) -> str:
    quiet = f", quiet {_TIMES[it.kind]}s too" if it.also_quiet else ""
    return f"{days_named(it.days)} at {it.local_time} ({escaped(it.zone)}{quiet})"
