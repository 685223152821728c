"""The page itself: its HTML with the token in it, its static files, and pictures of people."""

from html import escape
from pathlib import Path

from aiohttp import web

from sandbox.company.people import Person

FOLDER = Path(__file__).parent.parent / "page"
MARK = "{{sandbox-token}}"

WITHOUT_PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox</title>
<meta name="sandbox-token" content="{MARK}"></head>
<body><p>The sandbox is running; its page is not installed.</p></body></html>
"""

PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72">
<rect width="72" height="72" rx="8" fill="#{color}"/>
<text x="36" y="46" font-family="sans-serif" font-size="28" fill="#fff" text-anchor="middle">{initials}</text>
</svg>
"""


def index(token: str) -> web.Response:
    file = FOLDER / "index.html"
    text = file.read_text("utf-8") if file.exists() else WITHOUT_PAGE
    return web.Response(
        text=text.replace(MARK, token),
        content_type="text/html",
        headers={"Cache-Control": "no-store"},
    )


def static(name: str) -> web.StreamResponse:
    file = (FOLDER / name).resolve()
    if not file.is_relative_to(FOLDER.resolve()) or not file.is_file():
        return web.Response(status=404, text="No such file.")
    return web.FileResponse(file, headers={"Cache-Control": "no-cache"})


def picture(person: Person) -> web.Response:
    text = PICTURE.format(color=escape(person.color), initials=escape(person.initials))
    return web.Response(text=text, content_type="image/svg+xml")
