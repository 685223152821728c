"""Changes in lists: what is open, what waits for somebody, what is planned week by week, and templates."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.change.templates import Template
from domain.days import spoken_day
from domain.organisation import Organisation
from domain.text import cut
from storage.approvals import ApprovalStage
from storage.changes import Change
from storage.delegations import StoredDelegation
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    escaped,
    header,
    markdown,
    mention,
    moment,
    plain,
    said,
    section,
    window,
)
from views.change import risks
from views.change.words import RISKS, STATES
from views.ids import Button
from views.stages import decided_by

WAITING_SHOWN = 8
TEMPLATES_SHOWN = 15
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Waiting(Protocol):
    """A stage that waits for somebody's decision; `elector` is whose place it is, which another `fills_it`."""

    @property
    def change(self) -> Change: ...
    @property
    def stage(self) -> ApprovalStage: ...
    @property
    def elector(self) -> str: ...
    @property
    def fills_it(self) -> bool: ...


class Week(Protocol):
    """A week in somebody's own zone, and the changes in it; `more` were left out."""

    @property
    def ahead(self) -> int: ...
    @property
    def begins(self) -> datetime: ...
    @property
    def ends(self) -> datetime: ...
    @property
    def changes(self) -> Sequence[Change]: ...
    @property
    def more(self) -> bool: ...


def listing(
    page: Sequence[Change], *, mine: bool, is_first: bool, more: tuple[datetime, int] | None
) -> Content:
    """A page of changes that are not over, the soonest first."""
    which = "mine" if mine else "open"
    if not page:
        nothing = "You have no open changes." if mine else "No change is open."
        return said(f"{nothing} `/change what is changed` asks for one.")
    title = "Your open changes" if mine else "Open changes"
    following = f"{more[0].isoformat()}/{more[1]}" if more else None
    blocks = [header(title), *(line(change) for change in page)]
    return {"text": title, "blocks": [*blocks, *_turns(which, is_first, following)]}


def waiting(found: Sequence[Waiting], organisation: Organisation, *, begins: int) -> Content:
    """What waits for the reader's decision, the longest first, with buttons that decide."""
    page = found[begins : begins + WAITING_SHOWN]
    if not page:
        return said("Nothing waits for your decision.")
    count = f"{len(found)} change" + (" waits" if len(found) == 1 else "s wait")
    title = f"{count} for your decision"
    blocks = [header(title)]
    for item in page:
        blocks += waits(item, organisation)
    following = str(begins + WAITING_SHOWN) if len(found) > begins + WAITING_SHOWN else None
    return {"text": title, "blocks": [*blocks, *_turns("waiting", begins == 0, following)]}


def calendar(
    week: Week, organisation: Organisation, *, zone: str, link_since: datetime | None
) -> Content:
    """One week, day by day, with the freezes in it. `link_since`: the reader has a calendar link from then on."""
    first = week.begins.astimezone(ZoneInfo(zone))
    last = (week.ends - timedelta(hours=1)).astimezone(ZoneInfo(zone))
    title = f"Changes from {first.day} {first:%b} to {spoken_day(last)}"
    blocks: list[Block] = [header(title), *_freezes(week, organisation)]
    for day, changes in _by_day(week, ZoneInfo(zone)):
        blocks.append(context([markdown(f"*{day}*")]))
        blocks += [line(change) for change in changes]
    if not week.changes:
        blocks.append(section(markdown("Nothing is planned in this week.")))
    if week.more:
        blocks.append(
            context([markdown("There are more than fit here; `/change list` has them all.")])
        )
    earlier = [button("This week", Button.FIRST_PAGE_OF_CHANGES, "calendar 0")]
    later = button("Next week", Button.NEXT_PAGE_OF_CHANGES, f"calendar {week.ahead + 1}")
    blocks.append(actions([*(earlier if week.ahead else []), later, *_link(link_since)]))
    return {"text": title, "blocks": blocks}


def _link(since: datetime | None) -> list[Block]:
    """For a calendar program of one's own."""
    subscribe = button("New link" if since else "Subscribe", Button.SUBSCRIBE_CALENDAR, "calendar")
    revoke = button("Revoke my link", Button.REVOKE_CALENDAR, "calendar", style="danger")
    return [subscribe, revoke] if since else [subscribe]


def subscribed(address: str) -> Content:
    """The reader's own link, told once."""
    told = (
        "Subscribe to this address in your calendar program. It is yours alone: whoever has it reads the calendar, "
        "and it is not shown again. A new one ends it."
    )
    return {"text": told, "blocks": [section(plain(told)), section(plain(address))]}


def slots(change: Change, free: Sequence[tuple[datetime, datetime]]) -> Content:
    """The next windows of its length that nothing stands against, to be taken."""
    if not free:
        return said(f"There is no free window for *{change.number}* in the next two months.")
    title = f"{change.number} · next free windows"
    blocks: list[Block] = [header(title)]
    for at, (starts_at, ends_at) in enumerate(free[: len(SLOTS)]):
        value = f"{int(starts_at.timestamp())}/{int(ends_at.timestamp())} {change.number}"
        take = button("Take it", SLOTS[at], value)
        blocks.append(section(markdown(window(starts_at, ends_at)), accessory=take))
    return {"text": title, "blocks": blocks}


SLOTS = (Button.TAKE_SLOT_1, Button.TAKE_SLOT_2, Button.TAKE_SLOT_3)


def templates(organisation: Organisation, today: date) -> Content:
    """Standard changes to choose from."""
    offered = [it for it in organisation.templates if it.is_valid(today)]
    if not offered:
        return said(
            "There are no templates of standard changes yet. An admin adds them to steward.toml, under [[templates]]."
        )
    blocks = [header("Standard changes"), *map(_template, offered[:TEMPLATES_SHOWN])]
    if len(offered) > TEMPLATES_SHOWN:
        others = ", ".join(f"`{escaped(it.key)}`" for it in offered[TEMPLATES_SHOWN:][:50])
        blocks.append(context([markdown(cut(f"`/change standard KEY` also knows {others}", 1900))]))
    return {"text": "Standard changes", "blocks": blocks}


def delegations(made: Sequence[StoredDelegation], received: Sequence[StoredDelegation]) -> Content:
    """Who decides in the reader's place, and in whose place the reader decides."""
    blocks: list[Block] = [header("Who decides for whom")]
    for each in made[:20]:
        end = button("Take back", Button.END_DELEGATION, str(each.id))
        told = f"{mention(each.substitute_id)} decides for you {_span(each)}"
        blocks.append(section(markdown(told), accessory=end))
    blocks += [
        section(markdown(f"You decide for {mention(each.elector_id)} {_span(each)}"))
        for each in received[:20]
    ]
    if not made and not received:
        blocks.append(section(markdown("Nobody decides for you, nor you for anybody.")))
    blocks.append(actions([button("Name a substitute", Button.NAME_SUBSTITUTE, "new")]))
    return {"text": "Who decides for whom", "blocks": blocks}


def _span(each: StoredDelegation) -> str:
    until = f"until {moment(each.until)}" if each.until else "until it is taken back"
    return f"from {moment(each.since)} {until}"


def line(change: Change) -> Block:
    hold = " · ⏸️ on hold" if change.hold_reason else ""
    return section(
        plain(f"{change.number} · {change.title}"),
        fields=[
            markdown(f"{STATES[change.state]}{hold}\n{RISKS[change.its_risk]} risk"),
            markdown(
                f"{window(change.starts_at, change.ends_at)}\n{mention(change.implementer_id)}"
            ),
        ],
        accessory=button("Open", Button.SHOW_CHANGE, change.number),
    )


def waits(item: Waiting, organisation: Organisation, *, pressed_in: str = "waiting") -> list[Block]:
    """With buttons that decide; `pressed_in` is what goes on after one of them."""
    change, stage = item.change, item.stage
    about = f"{pressed_in} {stage.id}:{stage.digest} {change.number}"
    again = button("Request changes", Button.RETURN_CHANGE, about)
    since = f"since {moment(stage.opened_at)}" if stage.opened_at else ""
    deadline = decided_by(change, stage.opened_at, organisation)
    asked = f"*{escaped(stage.name)}* waits {since}, {deadline}"
    if item.fills_it:
        asked += f", in place of {mention(item.elector)}"
    if change.retrospective:
        asked += " · ⚡ judged afterwards"
    return [
        section(
            plain(f"{change.number} · {change.title}"),
            fields=[
                markdown(window(change.starts_at, change.ends_at)),
                markdown(risks.in_words(change)),
            ],
        ),
        context([markdown(asked)]),
        actions(
            [
                button("Approve", Button.APPROVE_CHANGE, about, style="primary"),
                button("Reject", Button.REJECT_CHANGE, about, style="danger"),
                *([] if change.retrospective else [again]),
                button("Details", Button.SHOW_CHANGE, change.number),
            ]
        ),
    ]


def _template(template: Template) -> Block:
    return section(
        plain(template.title),
        fields=[
            markdown(f"`{escaped(template.key)}`"),
            markdown(escaped(template.service or "no service")),
        ],
        accessory=button("Use", Button.USE_TEMPLATE, template.key),
    )


def _turns(which: str, is_first: bool, following: str | None) -> list[Block]:
    turns = []
    if not is_first:
        turns.append(button("First page", Button.FIRST_PAGE_OF_CHANGES, which))
    if following:
        turns.append(button("Next page", Button.NEXT_PAGE_OF_CHANGES, f"{which} {following}"))
    return [actions(turns)] if turns else []


def _by_day(week: Week, zone: ZoneInfo) -> Iterator[tuple[str, Sequence[Change]]]:
    """The changes under the day on which they begin; what goes on from before stands under the first."""
    days: dict[str, list[Change]] = {}
    for change in week.changes:
        local = max(change.starts_at, week.begins).astimezone(zone)
        days.setdefault(f"{DAYS[local.weekday()]}, {local.day} {local:%b}", []).append(change)
    yield from days.items()


def _freezes(week: Week, organisation: Organisation) -> list[Block]:
    lines = [
        f"❄️ *{escaped(freeze.name)}*{'' if freeze.is_hard else ' (a warning)'}: {window(*span)}"
        for freeze in organisation.freezes
        for span in freeze.spans(week.begins, week.ends)
    ]
    return [context([markdown(line)]) for line in lines[:8]]
