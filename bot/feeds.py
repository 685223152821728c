"""Calendar links over HTTP: whoever has one reads it without signing in, and nobody else learns that it is there."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from aiohttp import web
from aiohttp.helpers import ETag

from bot.log import logger
from desk.change import feeds
from domain.errors import Unavailable
from domain.organisation import Organisation
from storage.database import Database
from views.change.feeds import as_icalendar

FEED = "/calendar/{secret}.ics"
FRESH_FOR = 300
"""Seconds a copy is good for; then it is asked whether there is a newer one."""

AFTER_OUTAGE = 30

NOBODY_ELSE = {
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Feeds:
    def __init__(
        self, *, database: Database, organisation: Organisation, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._organisation = organisation
        self._now = now

    def routes(self) -> list[web.RouteDef]:
        return [web.get(FEED, self._answer)]

    async def _answer(self, request: web.Request) -> web.Response:
        """An unknown, a replaced and a revoked link are answered alike."""
        secret, at = request.match_info["secret"], self._now()
        try:
            agenda = await self._database.read(
                lambda tx: feeds.read(tx, secret, organisation=self._organisation, at=at)
            )
        except Unavailable as error:
            logger.warning("calendar not read", error=str(error))
            return web.Response(
                status=503,
                text="Try again in a moment.",
                headers={"Retry-After": str(AFTER_OUTAGE)},
            )
        if agenda is None:
            return web.Response(
                status=404,
                text="There is no such calendar. /change calendar in Slack makes a new link.",
                headers={**NOBODY_ELSE, "Cache-Control": "no-store"},
            )
        calendar = as_icalendar(agenda)
        tag = sha256(calendar).hexdigest()[:32]
        headers = {**NOBODY_ELSE, "Cache-Control": f"private, max-age={FRESH_FOR}"}
        if _has(request, tag):
            answer = web.Response(status=304, headers=headers)
        else:
            answer = web.Response(
                body=calendar, content_type="text/calendar", charset="utf-8", headers=headers
            )
            answer.headers["Content-Disposition"] = 'inline; filename="changes.ics"'
        answer.etag = tag
        return answer


def _has(request: web.Request, tag: str) -> bool:
    """Whether the reader has this very calendar already."""
    known: tuple[ETag, ...] = request.if_none_match or ()
    return any(each.value in (tag, "*") for each in known)
