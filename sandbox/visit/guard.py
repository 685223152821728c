"""Who may knock: loopback names only, the page's token for the page's calls, and a strict policy for the page."""

import hmac
import re
from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOOPBACK_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
LOOPBACK_ADDRESSES = ("127.0.0.1", "localhost", "::1")

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self' ws://{host}",  # some browsers do not count a socket as 'self'
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)


@web.middleware
async def loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other host names and other sites: a page elsewhere must not reach us through a trick of names."""
    if not LOOPBACK_HOST.fullmatch(request.headers.get("Host", "")):
        return web.json_response({"ok": False, "error": "forbidden_host"}, status=403)
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        return web.json_response({"ok": False, "error": "forbidden_origin"}, status=403)
    return await handler(request)


def has_token(request: web.Request, token: str) -> bool:
    """The header for calls; sockets cannot send one and name it in their address."""
    given = request.headers.get("X-Sandbox-Token") or request.query.get("token", "")
    return hmac.compare_digest(given.encode(), token.encode())


async def with_policy(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault("Content-Security-Policy", POLICY.format(host=request.host))
