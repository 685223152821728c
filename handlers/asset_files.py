"""Files of assets in Slack: dropped or chosen in a form, looked over, and done on demand; or taken out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desk.imports import exports
from desk.imports import files as verbs
from desk.imports.applies import check_may_import
from domain.errors import FieldErrors, NotFound, WrongState
from domain.imports.rows import CLASS_FIELD_KEYS, FIELD_OF, HEADERS, LEFT_OUT, Days, written_as
from domain.organisation import Organisation
from domain.people import Person
from handlers.asset.lists import narrowed
from handlers.inputs import Click, ShortcutUse, Submission
from handlers.tools import Ack, Do, Handler, Read, Show
from views.ids import Button, Field, Form, Shortcut
from views.imports import files as view
from views.imports import forms


async def bring_by_shortcut(shortcut: ShortcutUse, do: Do, ack: Ack, show: Show) -> None:
    """The CSV file of a message."""
    check_may_import(shortcut.actor)
    chosen = _chosen((shortcut.message or {}).get("files") or [])
    file = await do(
        verbs.ask,
        slack_id=str(chosen.get("id") or ""),
        name=str(chosen.get("name") or ""),
        by=shortcut.actor,
        at=shortcut.now,
    )
    await ack()
    await show.privately(view.on_its_way(file))


async def open_bring_form(by: Person, ack: Ack, show: Show) -> None:
    """`/asset import`."""
    check_may_import(by)
    await show.form(forms.bring_form())
    await ack()


async def submit_file(submission: Submission, do: Do, ack: Ack) -> None:
    chosen = submission.values.file(Field.ASSET_FILE)
    if chosen is None:
        raise FieldErrors({Field.ASSET_FILE: "Choose a file."})
    file = await do(
        verbs.ask,
        slack_id=str(chosen.get("id") or ""),
        name=str(chosen.get("name") or ""),
        by=submission.actor,
        at=submission.now,
    )
    await ack(forms.on_its_way_form(file))


async def order_list(
    words: str, by: Person, now: datetime, do: Do, ack: Ack, organisation: Organisation
) -> None:
    """`/asset export`, narrowed by words as a list is."""
    narrowed(f"list {words}", organisation, at=now)
    file = await do(exports.order, words, by=by, at=now)
    await ack(view.list_on_its_way(file))


async def apply(click: Click, do: Do, ack: Ack) -> None:
    token, _, _ = click.value.partition(" ")
    await do(verbs.apply, _file_id(click.value), token=token, by=click.actor, at=click.now)
    await ack()


async def take_back(click: Click, do: Do, ack: Ack) -> None:
    await do(verbs.take_back, _file_id(click.value), by=click.actor, at=click.now)
    await ack()


async def look_over_again(click: Click, do: Do, ack: Ack) -> None:
    await do(verbs.look_again, _file_id(click.value), by=click.actor, at=click.now)
    await ack()


async def look_again_with_days(click: Click, do: Do, ack: Ack) -> None:
    """Which of two numbers is the day."""
    days = Days.DAY_FIRST if click.action == Button.DAY_FIRST_IN_ASSET_FILE else Days.MONTH_FIRST
    await do(verbs.look_again, _file_id(click.value), days=days, by=click.actor, at=click.now)
    await ack()


async def send_whole(click: Click, read: Read, ack: Ack, show: Show) -> None:
    name, text = await read(verbs.report, _file_id(click.value), by=click.actor)
    await ack()
    await show.document(f"{name} dry run.txt", text)


async def open_columns_form(click: Click, read: Read, ack: Ack, show: Show) -> None:
    file = await read(verbs.to_see, _file_id(click.value), by=click.actor)
    if "headers" not in file.told:
        raise WrongState("Its columns are known by now.")
    await show.form(forms.columns_form(file))
    await ack()


async def submit_columns(submission: Submission, do: Do, ack: Ack) -> None:
    mapping = _columns(submission.values.text(Field.COLUMNS))
    await do(
        verbs.say_columns,
        _file_id(submission.metadata),
        mapping,
        by=submission.actor,
        at=submission.now,
    )
    await ack()


def _chosen(files: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The file that is meant. Raises NotFound where there is none, or more than one."""
    if not files:
        raise NotFound(
            "There is no file with this message. Drop a CSV file into a conversation, and choose "
            "Import assets in that message's menu; or say /asset import."
        )
    fitting = [it for it in files if str(it.get("name", "")).lower().endswith(forms.KINDS)]
    if len(fitting) > 1 or (not fitting and len(files) > 1):
        raise NotFound(
            "There are several files with this message. Drop the one that is meant alone."
        )
    return (fitting or files)[0]


def _columns(said: str) -> dict[str, str]:
    """`Their header = our field`, one on a line. Raises FieldErrors."""
    mapping = {}
    for line in filter(str.strip, said.splitlines()):
        header, sign, meant = (it.strip() for it in line.rpartition("="))
        if not sign or not header:
            says = f"“{line[:80]}” does not say what it is. Write it as: Their header = location"
            raise FieldErrors({Field.COLUMNS: says})
        meant = FIELD_OF.get(written_as(meant), meant)
        if meant not in {*HEADERS, *CLASS_FIELD_KEYS, LEFT_OUT}:
            says = f"“{meant[:60]}” is no field of ours. They stand below; - leaves a column out."
            raise FieldErrors({Field.COLUMNS: says})
        mapping[header] = meant
    return mapping


def _file_id(value: str) -> int:
    said = value.rpartition(" ")[2]
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else 0


ACTIONS: Mapping[str, Handler] = {
    Button.APPLY_ASSET_FILE: apply,
    Button.LOOK_OVER_ASSET_FILE: look_over_again,
    Button.TAKE_ASSET_FILE_BACK: take_back,
    Button.DAY_FIRST_IN_ASSET_FILE: look_again_with_days,
    Button.MONTH_FIRST_IN_ASSET_FILE: look_again_with_days,
    Button.WHOLE_ASSET_FILE: send_whole,
    Button.COLUMNS_OF_ASSET_FILE: open_columns_form,
}
FORMS: Mapping[str, Handler] = {
    Form.IMPORT_ASSETS: submit_file,
    Form.COLUMNS_OF_ASSET_FILE: submit_columns,
}
SHORTCUTS: Mapping[str, Handler] = {Shortcut.IMPORT_ASSETS: bring_by_shortcut}
