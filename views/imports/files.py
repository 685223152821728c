"""A file of assets that was brought in Slack: what it would do, what became of it, and the forms around it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.text import cut
from storage.imports.files import AssetFile, Standing
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
    moment,
    plain,
    section,
)
from views.ids import Button
from views.imports.rows import TITLES

HEADERS_SHOWN = 40


def message(file: AssetFile) -> Content:
    """How far it has come, in its person's direct messages."""
    return {"text": escaped(_in_words(file)), "blocks": _BLOCKS[file.standing](file)}


def progress(file: AssetFile, done: int, of: int) -> Content:
    """While it is being brought in or taken back; nothing of it counts before all of it does."""
    filled = round(10 * done / of) if of else 0
    says = f"{'▓' * filled}{'░' * (10 - filled)} {done:,} of {of:,}"
    return {
        "text": escaped(_in_words(file)),
        "blocks": [_title(file, _WORDS[file.standing].rstrip(".")), context([plain(says)])],
    }


def on_its_way(file: AssetFile) -> Content:
    """To whoever has just brought it."""
    says = (
        f"I am looking {file.name} over. What it would do comes to you as a direct message; "
        "nothing is changed before you say so."
    )
    return {"text": escaped(says), "blocks": [section(plain(says))]}


def list_on_its_way(file: AssetFile) -> Content:
    says = f"I am writing {file.name}. It comes to you as a direct message."
    return {"text": escaped(says), "blocks": [section(plain(says))]}


def _asked(file: AssetFile) -> list[Block]:
    return [_title(file, "is being looked over"), context([plain("Nothing is changed by that.")])]


def _strange(file: AssetFile) -> list[Block]:
    headers = [str(it) for it in file.told.get("headers", ())]
    some = ", ".join(f"“{it}”" for it in headers[:HEADERS_SHOWN])
    more = f" and {len(headers) - HEADERS_SHOWN} more" if len(headers) > HEADERS_SHOWN else ""
    ask = button("Say what they are", Button.COLUMNS_OF_ASSET_FILE, str(file.id), style="primary")
    return [
        _title(file, "has columns I do not know"),
        *([section(plain(cut(f"{some}{more}", 2900)))] if headers else []),
        actions([ask]),
    ]


def _looked_over(file: AssetFile) -> list[Block]:
    told = file.told
    against = _count(told, "error") + _count(told, "conflict")
    does = _count(told, "create") + _count(told, "update")
    blocks = [
        _heading(f"What {file.name} would do"),
        section(markdown(_counts(told))),
        *_rows(told),
        *_warnings(told),
    ]
    buttons = [button("Look over again", Button.LOOK_OVER_ASSET_FILE, str(file.id))]
    if told.get("is_cut"):
        buttons.insert(0, button("Whole list", Button.WHOLE_ASSET_FILE, str(file.id)))
    if against:
        blocks.append(
            section(
                plain(
                    "Nothing is brought in while a row stands against it: it is all of the file or none. "
                    "Mend the file, and drop it again."
                )
            )
        )
    elif does:
        buttons.insert(0, _apply(file, does))
    elif told.get("heard"):
        says = f"Nothing changes. Apply remembers which of them {told.get('source')} knows."
        blocks.append(section(plain(says)))
        buttons.insert(0, _apply(file, does))
    else:
        blocks.append(section(plain("There is nothing to do: all of it is so already.")))
    says = cut(f"{told.get('understood', '')} Dry run {file.token}.", 1900)
    return [*blocks, actions([*_days(file), *buttons]), context([plain(says)])]


def _days(file: AssetFile) -> list[Block]:
    """Of 3/1/2026 nobody can see which number is the day."""
    if not file.told.get("asks_days"):
        return []
    return [
        button("The day comes first", Button.DAY_FIRST_IN_ASSET_FILE, str(file.id)),
        button("The month comes first", Button.MONTH_FIRST_IN_ASSET_FILE, str(file.id)),
    ]


def _wanted(file: AssetFile) -> list[Block]:
    return [
        _title(file, "is being brought in"),
        context([plain("All of it or nothing; I say so here when it is done.")]),
    ]


def _done(file: AssetFile) -> list[Block]:
    what = ", ".join(
        f"*{_count(file.told, outcome):,}* {word}"
        for outcome, word in (("create", "added"), ("update", "changed"))
        if _count(file.told, outcome)
    )
    made = str(file.told.get("import") or "")
    buttons = []
    if made:
        ask = confirmation(
            f"Take {made} back?",
            "What it changed is as it was before, what it added is voided. All of it or nothing: "
            "not where anybody has changed the same since.",
            yes="Take it back",
        )
        buttons.append(
            button("Take it back", Button.TAKE_ASSET_FILE_BACK, str(file.id), asks_first=ask)
        )
    if file.told.get("is_cut"):
        buttons.append(button("Whole list", Button.WHOLE_ASSET_FILE, str(file.id)))
    done_at = file.told.get("done_at")
    when = datetime.fromisoformat(done_at) if done_at else file.since
    as_import = f" It is {made}, and stands in each asset's history." if made else ""
    return [
        _heading(f"{file.name} was brought in"),
        section(markdown(f"{what or 'Nothing was new'} {moment(when)}.{as_import}")),
        *([section(plain(cut(file.says, 2900)))] if file.says else []),
        *_rows(file.told),
        *([actions(buttons)] if buttons else []),
        context([markdown("`/asset` and a tag, a serial number or a name shows one.")]),
    ]


def _unwanted(file: AssetFile) -> list[Block]:
    return [
        _title(file, "is being taken back"),
        context([plain("All of it or nothing; I say so here when it is done.")]),
    ]


def _taken_back(file: AssetFile) -> list[Block]:
    counts = file.told.get("taken_back") or {}
    said = [
        f"*{int(counts.get(key) or 0):,}* {word}"
        for key, word in (("voided", "it had added are voided"), ("restored", "are as they were"))
        if counts.get(key)
    ]
    again = button("Look over again", Button.LOOK_OVER_ASSET_FILE, str(file.id))
    was = escaped(str(file.told.get("import") or ""))
    return [
        _heading(f"{file.name} was taken back"),
        section(markdown(f"{', '.join(said) or was} {moment(file.since)}.")),
        actions([again]),
        context([plain(f"{was} was taken back as {counts.get('import', '')}.")]),
    ]


def _ordered(file: AssetFile) -> list[Block]:
    return [_title(file, "is being written")]


def _sent(file: AssetFile) -> list[Block]:
    count = int(file.told.get("count") or 0)
    words = str(file.told.get("words") or "")
    which = f" ({words})" if words else ""
    them = "1 asset" if count == 1 else f"{count:,} assets"
    return [
        _title(file, f"was sent: {them}{which}, as you may see them"),
        context(
            [plain("Changed in it and brought back with Import assets, it changes just that.")]
        ),
    ]


def _nothing(file: AssetFile) -> list[Block]:
    again = button("Look over again", Button.LOOK_OVER_ASSET_FILE, str(file.id))
    return [
        _title(file, "came to nothing"),
        section(plain(cut(file.says or "Nothing was changed.", 2900))),
        *([] if "words" in file.told else [actions([again])]),
    ]


_BLOCKS = {
    Standing.ASKED: _asked,
    Standing.STRANGE: _strange,
    Standing.LOOKED_OVER: _looked_over,
    Standing.WANTED: _wanted,
    Standing.DONE: _done,
    Standing.UNWANTED: _unwanted,
    Standing.TAKEN_BACK: _taken_back,
    Standing.ORDERED: _ordered,
    Standing.SENT: _sent,
    Standing.NOTHING: _nothing,
}
_WORDS: Mapping[Standing, str] = {
    Standing.ASKED: "is being looked over.",
    Standing.STRANGE: "has columns I do not know.",
    Standing.LOOKED_OVER: "was looked over.",
    Standing.WANTED: "is being brought in.",
    Standing.DONE: "was brought in.",
    Standing.UNWANTED: "is being taken back.",
    Standing.TAKEN_BACK: "was taken back.",
    Standing.ORDERED: "is being written.",
    Standing.SENT: "was sent.",
    Standing.NOTHING: "came to nothing.",
}


def _in_words(file: AssetFile) -> str:
    return f"{file.name} {_WORDS[file.standing]}"


def _title(file: AssetFile, says: str) -> Block:
    return section(plain(f"📄 {file.name} {says}"))


def _heading(text: str) -> Block:
    return header(text)


def _apply(file: AssetFile, does: int) -> Block:
    """What changes much, or takes assets back in their life, is asked about once more."""
    asks = None
    if doubts := [str(it) for it in file.told.get("doubts") or ()]:
        said = f"{' '.join(doubts)} Each asset's history keeps what was before."
        asks = confirmation("Bring all of it in?", said, yes="Apply")
    label = "Apply 1 change" if does == 1 else f"Apply {does:,} changes" if does else "Apply"
    value = f"{file.token} {file.id}"
    return button(label, Button.APPLY_ASSET_FILE, value, style="primary", asks_first=asks)


def _count(told: Mapping[str, Any], outcome: str) -> int:
    return int((told.get("counts") or {}).get(outcome, 0))


def _counts(told: Mapping[str, Any]) -> str:
    said = [
        f"*{_count(told, outcome):,}* {word}"
        for outcome, word in (
            ("create", "new"),
            ("update", "changed"),
            ("unchanged", "as they are"),
            ("conflict", "stand against something"),
            ("error", "cannot be read"),
        )
        if _count(told, outcome)
    ]
    return " · ".join(said) or "No rows."


def _rows(told: Mapping[str, Any]) -> list[Block]:
    """The first of each kind, with their lines."""
    shown: Mapping[str, Sequence[str]] = told.get("shown") or {}
    blocks = []
    for outcome, title in TITLES.items():
        lines = list(shown.get(outcome) or ())
        if lines:
            more = int((told.get("more") or {}).get(outcome, _count(told, outcome) - len(lines)))
            rest = [f"… and {more:,} more"] if more > 0 else []
            blocks += [
                section(markdown(f"*{title}*")),
                section(plain(cut("\n".join([*lines, *rest]), 2900))),
            ]
    return blocks


def _warnings(told: Mapping[str, Any]) -> list[Block]:
    said = []
    if back := told.get("back"):
        some = ", ".join(map(str, back[:20]))
        said.append(f"⚠️ Back to an earlier stage: line {some}{'…' if len(back) > 20 else ''}.")
    if notes := told.get("notes"):
        said += [str(it) for it in notes]
    if count := int(told.get("not_seen_count") or 0):
        some = ", ".join(map(str, told.get("not_seen") or ()))
        are = (
            "1 asset is not in the file, and stays as it is"
            if count == 1
            else f"{count:,} assets are not in the file, and stay as they are"
        )
        said.append(f"{are}: {cut(some, 400)}")
    return [context([plain(cut(it, 1900))]) for it in said[:8]]
