"""Files a persona drops into a channel or into a form."""

from typing import Any

from sandbox.company.file_objects import File
from sandbox.company.files import MOST_BYTES, FileDoesNotFit
from sandbox.company.people import Person
from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.visit.elements import BadValue
from sandbox.world import World


async def upload(world: World, person: Person, name: str, size: int, body: Any) -> Json:
    """Bring a file and have it at hand: to post it, or as the value of a `file_input`."""
    if not name.strip():
        raise Refusal("name_missing")
    if not 0 < size <= MOST_BYTES:
        raise Refusal("file_is_empty" if size <= 0 else "file_is_too_large", 400)
    if not world.files.has_room_for(size):
        raise Refusal("storage_limit_reached", 400)
    file = world.files.expect(name, size, person.id)
    try:
        await world.files.receive(file, body)
    except FileDoesNotFit as error:
        raise Refusal("file_is_cut_off") from error
    world.files.complete([file], at_once=True)
    return world.files.in_message(file)


def own_files(world: World, person: Person, ids: object) -> list[File]:
    """The files of these ids, all brought by this persona. Raises Refusal."""
    if not isinstance(ids, list):
        raise Refusal("files_must_be_a_list")
    return [_own(world, person, id_) for id_ in ids]


def with_files(world: World, person: Person, values: Json) -> Json:
    """The state of a form, with whole file objects where the page named its uploads. Raises BadValue."""
    return {
        block_id: {
            action_id: _with_objects(world, person, value) for action_id, value in inner.items()
        }
        for block_id, inner in values.items()
    }


def files_in(values: Json) -> list[str]:
    """The ids of all files in a form's state."""
    fields = (value for inner in values.values() for value in inner.values())
    return [
        file["id"] for value in fields if value["type"] == "file_input" for file in value["files"]
    ]


def _with_objects(world: World, person: Person, value: Json) -> Json:
    if value["type"] != "file_input":
        return value
    try:
        files = [_own(world, person, each.get("id")) for each in value["files"]]
    except (Refusal, AttributeError, TypeError) as error:
        raise BadValue("files") from error
    return value | {"files": [world.files.in_message(file) for file in files]}


def _own(world: World, person: Person, id_: object) -> File:
    file = world.files.get(str(id_))
    if file is None or file.user_id != person.id or file.ready_at is None:
        raise Refusal("file_not_found", 404)
    return file
