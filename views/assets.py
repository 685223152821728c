"""Assets as people meet them in Slack: how one is and why, lists, what is hit with it, and what happened to it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from domain.asset.findings import found_in
from domain.asset.relations import CARRIES_IMPACT, RelationKind
from domain.asset.signals import Signal
from domain.assets import CLASS_FIELDS, Criticality, Monitoring, Stage
from domain.days import spoken_day
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.text import cut
from storage.asset.sheets import AssetSheet, Tie
from storage.assets import Asset
from views.asset import menus
from views.asset.words import CLASSES, HEALTH, age, field_name, relation, status
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    escaped,
    facts,
    header,
    markdown,
    mention,
    moment,
    plain,
    said,
    section,
)
from views.change.words import ENVIRONMENTS
from views.ids import Button

TIES_SHOWN = 6
WORK_SHOWN = 4
SHORT = 120
FACT_LENGTH = 300
"""Characters of one fact; escaped they still fit in a field."""


def card(sheet: AssetSheet, organisation: Organisation, *, now: datetime) -> Content:
    """Is it ok, why, and how old that is; what goes on around it; whose it is; and what can be done."""
    asset = sheet.asset
    blocks = [
        header(f"{asset.number} · {asset.name}"),
        section(markdown(f"*{HEALTH[sheet.answer.health]}*")),
        section(plain(_why(sheet, now))),
        facts(_facts(sheet, organisation)),
    ]
    blocks += _findings(asset, organisation, organisation.office.local_date(now))
    blocks += _work(sheet, now)
    blocks += _ties(sheet)
    blocks.append(context([markdown(_ages(sheet, now)), *_sources(sheet.sources)]))
    blocks.append(actions(_buttons(asset)))
    told = f"{asset.title}: {HEALTH[sheet.answer.health]}. {_why(sheet, now)}"
    return {"text": escaped(cut(told, 500)), "blocks": blocks}


def listing(
    page: Sequence[Asset], *, title: str, words: str, is_first: bool, more: bool
) -> Content:
    """A page of assets by name; `words` are those the list was asked for with."""
    if not page and words == "list":
        return said("There is no asset yet, or none that you may see.")
    if not page:
        return said(f"{title}: none. `/asset list` shows all there are.")
    turns = []
    if not is_first:
        turns.append(button("First page", Button.FIRST_PAGE_OF_ASSETS, words))
    if more:
        value = f"{words} {page[-1].id}"
        turns.append(button("Next page", Button.NEXT_PAGE_OF_ASSETS, value))
    lines = [header(title), *map(listed, page)]
    return {"text": title, "blocks": [*lines, *([actions(turns)] if turns else [])]}


def choices(found: Sequence[Asset], asked: str) -> Content:
    """Several may be meant: which one?"""
    title = "Which one is it?"
    blocks = [header(title), *map(listed, found)]
    hint = f"Found by {cut(asked, SHORT)}. A tag, a serial number or AST-1 leads to just one."
    return {"text": title, "blocks": [*blocks, context([plain(hint)])]}


def nothing_found(asked: str, *, may_add: bool, alone: str = "") -> Content:
    """Nothing is called like that, or nothing the reader may see; it may begin with a word that stands `alone`."""
    text = (
        f"I find nothing for “{cut(asked, SHORT)}”: no tag, serial number, name, owner or keyword."
    )
    if alone:
        text += f" If you mean the word, say /asset {alone} and no more."
    blocks = [section(plain(text))]
    if may_add and not alone:
        blocks.append(actions([button("Add an asset", Button.ADD_ASSET, "new")]))
    return {"text": escaped(text), "blocks": blocks}


def done(asset: Asset, told: str) -> Content:
    """What came of a press, how it is now, and the way to all of it."""
    text = escaped(cut(f"{told}: {asset.title}", 300))
    return {"text": text, "blocks": [section(markdown(f"*{told}*")), listed(asset)]}


def _why(sheet: AssetSheet, now: datetime) -> str:
    answer = sheet.answer
    since = f", {age(answer.since, now)}" if answer.since else ""
    return cut(f"{answer.because}{since}.", 1000)


def _facts(sheet: AssetSheet, organisation: Organisation) -> list[Block]:
    """Ten at most, in the order in which people ask."""
    asset = sheet.asset
    team = organisation.team(asset.team_key or "")
    where = f"in {team.channel}" if team and team.channel.startswith("#") else ""
    owner = f"*Owner*\n{mention(asset.owner_id)}" if asset.owner_id else "*Owner*\nnobody"
    who = (
        f"*Looked after by*\n{escaped(team.name)} {escaped(where)}"
        if team
        else "*Looked after by*\nnobody"
    )
    pairs = [
        markdown(f"*Status*\n{status(asset.status)}, since {moment(asset.status_since)}"),
        markdown(owner),
        markdown(who),
        markdown(f"*Held by*\n{_holder(asset)}"),
        _fact("Class", f"{CLASSES[asset.asset_class]}{_model(asset)}"),
        _fact("Tag and serial", f"{asset.tag or 'no tag'}, {asset.serial or 'no serial'}"),
        _fact("Criticality", _criticality(asset.criticality)),
        _fact("Where", _where(asset)),
        _fact("Warranty", _until(asset.warranty_until)),
    ]
    if asset.fields:
        known = {it.key: it.label for it in CLASS_FIELDS[asset.asset_class]}
        shown = [f"{known.get(key, key)}: {value}" for key, value in asset.fields.items()]
        pairs.append(_fact("Details", ", ".join(shown)))
    return pairs


def _fact(label: str, text: str) -> Block:
    return markdown(f"*{label}*\n{escaped(cut(text, FACT_LENGTH))}")


def _holder(asset: Asset) -> str:
    if asset.placed_at:
        return f"📍 {escaped(cut(asset.placed_at, SHORT))}"
    if asset.placed_in_id:
        return f"in {number(Kind.ASSET, asset.placed_in_id)}"
    if asset.holder_id is None:
        return "nobody"
    until = f", until {spoken_day(asset.return_by)}" if asset.return_by else ""
    waits = "" if asset.accepted_at else " (not confirmed yet)"
    return f"{mention(asset.holder_id)}{until}{waits}"


def _model(asset: Asset) -> str:
    named = " ".join(it for it in (asset.manufacturer, asset.model) if it)
    return f", {cut(named, SHORT)}" if named else ""


def _criticality(it: Criticality | None) -> str:
    return it.capitalize() if it else "not said"


def _where(asset: Asset) -> str:
    environment = ENVIRONMENTS[asset.environment] if asset.environment else ""
    said_of_it = (environment, asset.location, asset.service or "")
    return cut(", ".join(it for it in said_of_it if it) or "not said", 300)


def _until(day: date | None) -> str:
    return f"until {spoken_day(day)}" if day else "not said"


def _findings(asset: Asset, organisation: Organisation, today: date) -> Iterator[Block]:
    says = found_in(asset, today, organisation.seen_every).values()
    if says:
        yield section(plain("\n".join(f"⚠️ {it}." for it in says)))


def _sources(sources: Mapping[str, Sequence[str]]) -> Iterator[Block]:
    """Which tools know some fields better than people do, and which."""
    for label, names in sources.items():
        listed = cut(", ".join(map(field_name, names)).capitalize(), SHORT)
        yield plain(f"{listed}: as {label} has it")


def _work(sheet: AssetSheet, now: datetime) -> Iterator[Block]:
    """Open incidents, and changes now and next."""
    for incident in sheet.incidents[:WORK_SHOWN]:
        text = f"P{incident.priority} {incident.number} · {incident.title}, {age(incident.raised_at, now)}"
        yield section(
            plain(cut(text, 300)), accessory=button("Open", Button.SHOW_INCIDENT, incident.number)
        )
    for change in sheet.changes[:WORK_SHOWN]:
        yield section(
            plain(cut(f"{change.number} · {change.title}", 300)),
            fields=[markdown(f"{moment(change.starts_at)} – {moment(change.ends_at)}")],
            accessory=button("Open", Button.SHOW_CHANGE, change.number),
        )
    left = max(0, len(sheet.incidents) - WORK_SHOWN) + max(0, len(sheet.changes) - WORK_SHOWN)
    if left:
        yield context([markdown(f"{left} more incidents and changes are about it.")])


def _ties(sheet: AssetSheet) -> Iterator[Block]:
    """What it needs, and what needs it."""
    up = [it for it in sheet.ties if it.outwards]
    down = [it for it in sheet.ties if not it.outwards]
    lines = [_tie(it) for it in [*up[:TIES_SHOWN], *down[:TIES_SHOWN]]]
    if lines:
        yield section(plain(cut("\n".join(lines), 2900)))
    left = max(0, len(up) - TIES_SHOWN) + max(0, len(down) - TIES_SHOWN) + sheet.hidden
    if left:
        yield context([markdown(f"{left} more relations are not shown.")])


def _tie(it: Tie) -> str:
    arrow = "⬆️" if it.outwards and it.kind in CARRIES_IMPACT else "⬇️"
    arrow = arrow if it.kind in CARRIES_IMPACT else "↔️"
    shown = cut(it.asset.title, SHORT)
    return f"{arrow} {_capital(relation(RelationKind(it.kind), shown, outwards=it.outwards))}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ages(sheet: AssetSheet, now: datetime) -> str:
    asset = sheet.asset
    seen = age(asset.seen_at, now) if asset.seen_at else "never"
    parts = [f"Confirmed {seen}", _heard(sheet, now)]
    parts.append(f"last written down {age(sheet.changed_at, now)}")
    if asset.stage is not Stage.OPERATIONS:
        parts = parts[::2]
    return " · ".join(parts)


def _heard(sheet: AssetSheet, now: datetime) -> str:
    """What monitoring says, which one it is, and how old that is."""
    heard = sheet.heard
    if heard is None:
        return _watched(sheet.asset)
    source = escaped(cut(heard.source, SHORT))
    if heard.state is Signal.SILENT:
        return f"{source} has been silent since {age(heard.heard_at, now)}"
    return f"{source} says {heard.state}, {age(heard.heard_at, now)}"


def _watched(asset: Asset) -> str:
    """How it is monitored, where nothing was heard of it yet, or why it is not."""
    why = escaped(cut(asset.monitoring_reason, SHORT))
    match asset.monitoring:
        case Monitoring.NOT_COVERED:
            return f"not monitored: {why}"
        case None:
            return "no monitoring tells of it"
        case _:
            return f"monitored by {why}, nothing heard yet" if why else "monitored, nothing heard"


def _buttons(asset: Asset) -> list[Block]:
    return [
        button("Raise incident", Button.RAISE_ABOUT_ASSET, asset.number, style="primary"),
        button("Request change", Button.CHANGE_ASSET, asset.number),
        button("Who depends on this", Button.IMPACT_OF_ASSET, asset.number),
        button("History", Button.HISTORY_OF_ASSET, asset.number),
        button("Edit", Button.EDIT_ASSET, asset.number),
        *menus.more(asset),
    ]


def listed(asset: Asset) -> Block:
    held = f" · {mention(asset.holder_id)}" if asset.holder_id else ""
    return section(
        plain(cut(f"{asset.number} · {asset.title}", 300)),
        fields=[markdown(f"{status(asset.status)}{held}"), plain(_short_facts(asset))],
        accessory=button("Open", Button.SHOW_ASSET, asset.number),
    )


def _short_facts(asset: Asset) -> str:
    said_of_it = (CLASSES[asset.asset_class], asset.model, asset.location)
    return cut(", ".join(it for it in said_of_it if it), 200)
