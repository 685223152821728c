"""One sentence for each event of an asset that is told to somebody in private, and what can be done then."""

from collections.abc import Mapping

from domain.events import Event
from domain.text import cut
from storage.assets import Asset
from storage.journal import Entry
from views.blocks import Block, Content, actions, button, escaped, markdown, plain, section, who
from views.ids import Button

SENTENCES: Mapping[Event, str] = {
    Event.ASSET_ASSIGNED: "{who} says that you answer for *{number}* from now on:",
    Event.ASSET_CHECKED_OUT: "{who} hands *{number}* out to you{until}. Have you got it?",
    Event.ASSET_DECLINED: "{who} did not take *{number}*; it is back in stock. Please see to it:",
    Event.ASSET_MISSING: "{who} reported *{number}* {status}:",
    Event.ASSET_FOUND: "{who} reported *{number}* found; it is {status} now:",
}


def handed_over(asset: Asset) -> list[Block]:
    """For whoever was given it."""
    return [
        button("I have it", Button.ACCEPT_ASSET, asset.number, style="primary"),
        button("Something is wrong", Button.DECLINE_ASSET, asset.number),
    ]


def notice(entry: Entry, asset: Asset) -> Content:
    """What happened, then what can be done next. It stays as it was posted."""
    after = entry.after or {}
    until = f" until {after['return_by']}" if after.get("return_by") else ""
    sentence = SENTENCES[entry.event].format(
        who=who(entry.actor_id),
        number=asset.number,
        until=until,
        status=str(after.get("status") or asset.status).replace("_", " "),
    )
    blocks = [section(markdown(sentence)), section(plain(cut(asset.title, 300)))]
    if entry.why:
        blocks.append(section(plain(cut(entry.why, 1500))))
    buttons: list[Block] = []
    if entry.event is Event.ASSET_CHECKED_OUT:
        buttons = handed_over(asset)
    buttons.append(button("Details", Button.SHOW_ASSET, asset.number))
    text = f"{sentence} {escaped(cut(asset.title, 300))}"
    return {"text": text, "blocks": [*blocks, actions(buttons)]}
