"""Audit rounds as people meet them: how far one is, what is still to be seen, and what was not found."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from domain.asset.audits import Answer, Scope
from domain.asset.findings import COUNTED
from domain.assets import AssetClass
from domain.days import spoken_day
from domain.organisation import Organisation
from domain.text import cut
from storage.asset.audits import Audit, AuditItem, Counts
from storage.assets import Asset
from views.asset.words import CLASSES
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
    mention,
    menu,
    moment,
    plain,
    said,
    section,
)
from views.ids import Button, MoreOfAsset

BAR = 20
TITLE_SHOWN = 150
PLACE_SHOWN = 40

LISTS: Mapping[str, tuple[str, tuple[Answer | None, ...]]] = {
    "left": ("Nobody has said", (None,)),
    "not_here": ("Not here", (Answer.NOT_HERE,)),
    "elsewhere": ("Found elsewhere", (Answer.ELSEWHERE,)),
    "seen": ("Seen", (Answer.SEEN,)),
}
"""The lists there are of a round's things: how each is called, and what was answered."""


class Round(Protocol):
    @property
    def audit(self) -> Audit: ...
    @property
    def counts(self) -> Counts: ...
    @property
    def may_close(self) -> bool: ...


class Items(Protocol):
    """Some things of a round, of so many, of which something was said of some."""

    @property
    def audit(self) -> Audit: ...
    @property
    def items(self) -> Sequence[tuple[AuditItem, Asset]]: ...
    @property
    def total(self) -> int: ...
    @property
    def answered(self) -> int: ...


def card(it: Round, organisation: Organisation) -> Content:
    """How far the round is, or how it ended."""
    audit, counts = it.audit, it.counts
    title = f"{audit.number} · {scope_of(audit.scope, organisation)}"
    said_of = counts.total - counts.left
    blocks = [
        header(title),
        section(markdown(f"{_bar(said_of, counts.total)} *{said_of} of {counts.total}*")),
        section(markdown(_counts(counts))),
        context([markdown(_when(audit))]),
        actions(_buttons(it)),
    ]
    return {"text": escaped(cut(f"{title}: {said_of} of {counts.total}", 300)), "blocks": blocks}


def listing(
    rounds: Sequence[Round],
    organisation: Organisation,
    unseen: Mapping[AssetClass, int],
    *,
    may_open: bool,
    more: int | None,
) -> Content:
    """The latest rounds, how many things of each class are to be seen again, and the way to a new round."""
    turns = []
    if may_open:
        turns.append(button("Open a round", Button.OPEN_AUDIT, "new", style="primary"))
    if more is not None:
        turns.append(button("Next page", Button.NEXT_PAGE_OF_AUDITS, str(more)))
    blocks: list[Block] = [header("Audit rounds")]
    if not rounds:
        blocks.append(
            section(
                markdown(
                    "There is none that you can see. In a round everybody says of what they have whether it is there."
                )
            )
        )
    blocks += [_round(it, organisation) for it in rounds]
    if unseen:
        said_of = ", ".join(
            f"{CLASSES[it].lower()} {count:,}{' or more' if count >= COUNTED else ''}"
            for it, count in unseen.items()
        )
        text = f"To be seen again by now: {said_of}. `/asset list unseen` names them."
        blocks.append(context([markdown(text)]))
    return {"text": "Audit rounds", "blocks": [*blocks, *([actions(turns)] if turns else [])]}


def items(it: Items, key: str, *, more: int | None) -> Content:
    """A page of one list of the round."""
    heading, _ = LISTS[key]
    title = f"{it.audit.number} · {heading}"
    if not it.items:
        return said(f"{title}: nothing.")
    blocks: list[Block] = [header(title)]
    is_open = it.audit.closed_at is None
    for item, asset in it.items:
        blocks += _thing(item, asset, is_open=is_open)
    turns = [button("The round", Button.SHOW_AUDIT, it.audit.number)]
    if more is not None:
        options = [(f"{it.audit.number} {key} {more}", "The next things")]
        turns.append(menu(Button.ITEMS_OF_AUDIT, "More…", options))
    return {"text": title, "blocks": [*blocks, actions(turns)]}


def asked(it: Items, *, again: bool = False) -> Content:
    """What somebody is asked to look for, as far as they have not said it."""
    audit = it.audit
    left = it.total - it.answered
    if audit.closed_at is not None:
        return said(
            f"{audit.number} is closed: {it.answered} of the {it.total} things you were asked about were answered."
        )
    if not left:
        return said(f"✅ {audit.number}: you have said all that was asked of you. Thank you!")
    begin = "It is due today. " if again else ""
    due = spoken_day(audit.due_on)
    lead = (
        f"{begin}{mention(audit.opened_by)} asks you to look for what you have or own, until {due}."
    )
    done = f" {it.answered} of {it.total} are answered." if it.answered else ""
    blocks: list[Block] = [
        header(f"{audit.number} · Is it there?"),
        section(markdown(lead + done)),
    ]
    for item, asset in it.items:
        blocks += _thing(item, asset, is_open=True)
    label = "It is here" if len(it.items) == 1 else f"All {len(it.items)} are here"
    blocks.append(actions([button(label, Button.ALL_SEEN_IN_AUDIT, audit.number)]))
    if left > len(it.items):
        blocks.append(context([markdown(f"{left - len(it.items)} more come after these.")]))
    text = f"{audit.number}: are {left} things of yours there?"
    return {"text": text, "blocks": blocks}


def left_over(it: Items) -> Content:
    """What a closed round did not find, for whoever looks after it."""
    title = f"{it.audit.number}: {it.total} not found"
    lead = "Nothing was changed of these. Say what is so of each: seen after all, or missing."
    blocks: list[Block] = [header(title), section(markdown(lead))]
    for item, asset in it.items:
        options = [
            (f"{MoreOfAsset.SEEN} {asset.number}", "I have seen it"),
            (f"{MoreOfAsset.MISSING} {asset.number}", "It is missing…"),
        ]
        blocks.append(
            section(
                plain(cut(f"{asset.number} · {asset.title}", TITLE_SHOWN)),
                fields=[markdown(_answer(item, is_open=False))],
                accessory=menu(Button.MORE_OF_ASSET, "What is so?", options),
            )
        )
    if left := it.total - len(it.items):
        blocks.append(
            context([markdown(f"{left} more: `/asset audit {it.audit.number}` lists all.")])
        )
    return {"text": title, "blocks": blocks}


def _thing(item: AuditItem, asset: Asset, *, is_open: bool) -> Iterator[Block]:
    yield section(
        plain(cut(f"{asset.number} · {asset.title}", TITLE_SHOWN)),
        fields=[markdown(_answer(item, is_open=is_open))],
        accessory=button("Open", Button.SHOW_ASSET, asset.number),
    )
    if is_open and item.answer not in (Answer.SEEN, Answer.ELSEWHERE):
        value = f"AUD-{item.audit_id} {asset.number}"
        buttons = [button("Seen", Button.SEEN_IN_AUDIT, value, style="primary")]
        if item.answer is None:
            buttons.append(button("Not here", Button.NOT_HERE_IN_AUDIT, value))
        buttons.append(button("Elsewhere…", Button.ELSEWHERE_IN_AUDIT, value))
        yield actions(buttons)


def _answer(item: AuditItem, *, is_open: bool) -> str:
    where = _place(item.was_at)
    if item.answer is None or item.answered_at is None:
        asked = mention(item.asked_id) if item.asked_id else "nobody"
        return f"{where} · {asked} {'is' if is_open else 'was'} asked"
    by = f"{mention(item.answered_by or '')}, {moment(item.answered_at)}"
    match item.answer:
        case Answer.SEEN:
            return f"✅ {_place(item.found_at or item.was_at)} · {by}"
        case Answer.ELSEWHERE:
            return f"📍 {where} → {_place(item.found_at)} · {by}"
        case _:
            return f"❌ not there: {where} · {by}"


def _place(said: str) -> str:
    return escaped(cut(said, PLACE_SHOWN)) or "no place written down"


def _counts(counts: Counts) -> str:
    told = [
        f"✅ {counts.answered[Answer.SEEN]} seen",
        f"📍 {counts.answered[Answer.ELSEWHERE]} found elsewhere",
        f"❌ {counts.answered[Answer.NOT_HERE]} not here",
        f"⬜ {counts.left} nobody has said",
    ]
    if counts.extra:
        told.append(f"➕ {counts.extra} found that nobody looked for")
    return "\n".join(told)


def _when(audit: Audit) -> str:
    opened_ = f"Opened by {mention(audit.opened_by)} {moment(audit.opened_at)}"
    if audit.closed_at is not None:
        return f"{opened_} · closed by {mention(audit.closed_by or '')} {moment(audit.closed_at)}"
    return f"{opened_} · due {spoken_day(audit.due_on)}"


def _buttons(it: Round) -> list[Block]:
    audit, counts = it.audit, it.counts
    options = [(f"{audit.number} {key} 0", heading) for key, (heading, _) in LISTS.items()]
    shown = [
        menu(Button.ITEMS_OF_AUDIT, "Look at…", options),
        button("As a file (CSV)", Button.AUDIT_AS_CSV, audit.number),
    ]
    if audit.closed_at is None and it.may_close:
        rest = counts.left + counts.answered[Answer.NOT_HERE]
        text = (
            f"{rest} things were not found. Their owners or leads are told; nothing is changed of them."
            if rest
            else "Everything was found."
        )
        sure = confirmation(f"Close {audit.number}?", text, yes="Close it")
        shown.append(button("Close the round", Button.CLOSE_AUDIT, audit.number, asks_first=sure))
    return shown


def _round(it: Round, organisation: Organisation) -> Block:
    said_of = it.counts.total - it.counts.left
    state = "closed" if it.audit.closed_at else f"due {spoken_day(it.audit.due_on)}"
    return section(
        plain(cut(f"{it.audit.number} · {scope_of(it.audit.scope, organisation)}", 300)),
        fields=[markdown(f"{said_of} of {it.counts.total} · {state}")],
        accessory=button("Open", Button.SHOW_AUDIT, it.audit.number),
    )


def scope_of(scope: Scope, organisation: Organisation) -> str:
    """`Hardware of Platform in Berlin`."""
    team = organisation.team(scope.team_key or "")
    what = CLASSES[scope.asset_class] if scope.asset_class else "Everything"
    whose = f" of {team.name if team else scope.team_key}" if scope.team_key else ""
    where = f" in {scope.location}" if scope.location else ""
    return what + whose + where


def _bar(done: int, total: int) -> str:
    full = BAR * done // total if total else BAR
    return "▓" * full + "░" * (BAR - full)
