"""Files of assets as handlers take them: which file of a message is meant, and what is said of its columns."""

import pytest

from desk.imports import files as desk
from domain.errors import FieldErrors, NotAllowed, NotFound
from handlers import asset_files
from handlers.inputs import ShortcutUse, Submission
from handlers.values import Values
from storage.imports import files as stored
from tests.assets import AMY
from tests.handlers.scene import NOON, Scene, click, filled
from tests.makers import Do
from tests.people import BEN

SHEET = {"id": "F0SHEET00001", "name": "Assets.CSV"}
PICTURE = {"id": "F0PICTURE001", "name": "desk.png"}


@pytest.fixture
def scene(do: Do) -> Scene:
    return Scene(do)


def used_on(*files: dict[str, str], by=AMY) -> ShortcutUse:
    message = {"ts": "1.000001", "channel": "C0GENERAL00", "files": list(files)}
    return ShortcutUse(name="x", actor=by, now=NOON, message=message)


def said(text: str, metadata: str = "1") -> Submission:
    values = filled(columns=text)
    return Submission(form="x", metadata=metadata, values=values, actor=AMY, now=NOON)


@pytest.mark.parametrize("files", [(SHEET,), (PICTURE, SHEET), (SHEET, PICTURE)])
async def test_the_list_among_a_messages_files_is_meant(scene: Scene, files) -> None:
    beats = await scene.play(asset_files.bring_by_shortcut, shortcut=used_on(*files))
    assert beats == ["ack", "privately"]
    assert "I am looking Assets.CSV over" in scene.reads()


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ((), "There is no file"),
        ((SHEET, SHEET), "several files"),
        ((PICTURE, PICTURE), "several files"),
    ],
)
async def test_where_it_is_not_clear_it_is_asked_for(scene: Scene, files, says: str) -> None:
    with pytest.raises(NotFound, match=says):
        await scene.play(asset_files.bring_by_shortcut, shortcut=used_on(*files))
    assert (scene.said, scene.done) == ([], [])


async def test_who_may_not_is_told_before_anything_is_looked_at(scene: Scene) -> None:
    with pytest.raises(NotAllowed, match="asset manager"):
        await scene.play(asset_files.bring_by_shortcut, shortcut=used_on(by=BEN))


async def test_a_form_without_a_file_says_so(scene: Scene) -> None:
    empty = Submission(form="x", metadata="", values=Values({}), actor=AMY, now=NOON)
    with pytest.raises(FieldErrors, match="Choose a file"):
        await scene.play(asset_files.submit_file, submission=empty)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Platz", "does not say what it is"),
        ("= location", "does not say what it is"),
        ("Platz = shelf", "no field of ours"),
        ("Platz = ", "no field of ours"),
    ],
)
async def test_columns_that_are_not_explained_are_asked_again(
    scene: Scene, text: str, says: str
) -> None:
    with pytest.raises(FieldErrors, match=says):
        await scene.play(asset_files.submit_columns, submission=said(text))
    assert scene.done == []


@pytest.mark.parametrize("value", ["", "t1", "t1 x", "t1 ٣", "t1 -4", f"t1 {10**30}"])
async def test_a_button_that_was_made_up_finds_nothing(scene: Scene, value: str) -> None:
    with pytest.raises(NotFound, match="no longer kept"):
        await scene.play(asset_files.apply, click=click(value, AMY))


async def test_columns_may_be_called_as_people_call_them(scene: Scene, do: Do) -> None:
    await scene.play(asset_files.bring_by_shortcut, shortcut=used_on(SHEET))
    [file_id] = do(stored.to_do)
    do(desk.columns_are_strange, file_id, ["A = B"], at=NOON)
    text = "A = B = Room\n\nWho = Assigned to\nRest = -"
    await scene.play(asset_files.submit_columns, submission=said(text, str(file_id)))
    found = do(stored.find, file_id)
    assert found.mapping == {"A = B": "location", "Who": "holder_id", "Rest": "-"}
