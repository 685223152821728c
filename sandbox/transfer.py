"""The bytes of files, in and out: in by the address that was given for it, out to who may see them."""

from collections.abc import AsyncIterator
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from sandbox.company.file_objects import File
from sandbox.company.files import FileDoesNotFit
from sandbox.company.filetypes import SHOWN_IN_PLACE, type_of
from sandbox.world import World

AT_ONCE = 64 * 1024
# Whatever is in a file, it stays a file: nothing in it runs on the page's address.
INERT = "default-src 'none'; sandbox"


async def take(world: World, request: web.Request) -> web.StreamResponse:
    """The address itself is the right to bring a file, once."""
    file = world.files.expected(request.match_info["ticket"])
    if file is None:
        return web.Response(status=404, text="This upload URL is unknown or used up.")
    try:
        await world.files.receive(file, chunks_of(request))
    except FileDoesNotFit:
        said = f"These are not the {file.size} bytes that were announced."
        return web.Response(status=400, text=said, headers={"Connection": "close"})
    return web.Response(text=f"OK - {file.size}")


async def hand_out(world: World, request: web.Request, *, to_page: bool) -> web.StreamResponse:
    """To the page, which sees all; to the app with its token and `files:read` where it may; else to sign in."""
    if not to_page and not _is_the_app(world, request):
        return web.Response(status=302, headers={"Location": f"/?redir={quote(request.path)}"})
    file = world.files.get(request.match_info["file"])
    if file is None or not file.is_there or not (to_page or world.files.app_sees(file)):
        return web.Response(status=404, text="No such file.")
    return web.FileResponse(world.files.path(file), headers=_headers(file, request.path))


def _is_the_app(world: World, request: web.Request) -> bool:
    given = request.headers.get("Authorization", "")
    is_token = given == f"Bearer {world.workspace.secrets['bot_token']}"
    return is_token and "files:read" in world.manifest.scopes


def _headers(file: File, path: str) -> dict[str, str]:
    media = type_of(file.name).mimetype
    in_place = media in SHOWN_IN_PLACE and "/download/" not in path
    how = "inline" if in_place else "attachment"
    return {
        "Content-Type": media,
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": INERT,
        "Cache-Control": "private, no-cache",
    }


async def chunks_of(request: web.Request) -> AsyncIterator[bytes]:
    """The body as it comes, or the first file in it where it is a form."""
    if request.content_type != "multipart/form-data":
        async for chunk in request.content.iter_chunked(AT_ONCE):
            yield chunk
        return
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.filename:
            while chunk := await part.read_chunk(AT_ONCE):
                yield bytes(chunk)
            return
