"""The routes: who asks is looked at first, then what; the desk answers in one transaction, committed before it is told.

Nothing here asks Slack: once Steward has started, a pipeline can ask while Slack is away.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from math import ceil
from typing import Any, TypeVar

from aiohttp import web
from pydantic_core import from_json
from sqlalchemy.orm import Session

from bot.api import openapi, signals
from bot.api.answers import told
from bot.api.bodies import FIELDS, NewChange
from bot.api.pace import Pace
from bot.api.problems import No, checked, wrong_fields
from bot.log import logger
from bot.metrics import Metrics
from desk import tokens
from desk.asset import signals as asset_signals
from desk.change import gate
from desk.change.gate import Once
from domain.errors import (
    FieldErrors,
    FromNewer,
    KeyReused,
    NotAllowed,
    NotFound,
    Refusal,
    ScopeMissing,
    Unauthenticated,
    Unavailable,
)
from domain.numbers import Kind, read_number
from domain.organisation import Organisation
from domain.tokens import USE_NOTED_EVERY, Scope
from storage.database import Database

T = TypeVar("T")

LARGEST_BODY = 64 * 1024
LONGEST_KEY = 255
TIME_TO_SEND = 10.0
AFTER_OUTAGE = 5
"""Seconds to wait until a database that is away is asked again."""

AFTER_START = 2

CHANGES = "/api/v1/changes"
CHANGE = "/api/v1/changes/{number}"
SIGNALS = "/api/v1/signals"
OPENAPI = "/api/openapi.json"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Api:
    def __init__(
        self,
        *,
        database: Database,
        organisation: Organisation,
        metrics: Metrics,
        wake: Callable[[], None],
        now: Callable[[], datetime],
        is_ready: Callable[[], bool] = lambda: True,
        pace: Pace | None = None,
    ) -> None:
        """Until `is_ready` nobody is let in: before the start is done it is not known who is in which team."""
        self._is_ready = is_ready
        self._database = database
        self._organisation = organisation
        self._metrics = metrics
        self._wake = wake
        self._now = now
        self._pace = pace or Pace()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post(CHANGES, self._answered("ask", self._ask)),
            web.route("*", CHANGES, self._answered("other", _only("POST"))),
            web.get(CHANGE, self._answered("look", self._look)),
            web.route("*", CHANGE, self._answered("other", _only("GET, HEAD"))),
            web.post(SIGNALS, self._answered("report", self._report)),
            web.route("*", SIGNALS, self._answered("other", _only("POST"))),
            web.get(OPENAPI, self._answered("describe", self._describe)),
            web.route("*", "/api/{rest:.*}", self._answered("other", _nothing_here)),
        ]

    async def _ask(self, request: web.Request) -> web.StreamResponse:
        secret = self._secret(request)
        await self._read(secret, Scope.WRITE_CHANGES)
        body = checked(NewChange, await _object_in(request))
        once = _once(request, body)
        asked = body.request()
        at = self._now()

        def work(tx: Session) -> tuple[gate.Facts, bool]:
            return gate.ask(
                tx,
                secret,
                asked,
                once=once,
                tell=told,
                organisation=self._organisation,
                at=at,
            )

        try:
            answer, is_repeated = await self._database.write(work)
        except Unavailable as error:
            raise _away(error, is_safe=once is not None) from error
        self._wake()
        headers = {"Location": f"{CHANGES}/{answer['number']}"}
        if is_repeated:
            headers["Idempotent-Replayed"] = "true"
        return web.json_response(answer, status=HTTPStatus.CREATED, headers=headers)

    async def _look(self, request: web.Request) -> web.StreamResponse:
        secret = self._secret(request)
        number, at = request.match_info["number"], self._now()
        change_id = read_number(number, Kind.CHANGE)
        if change_id is None:
            await self._read(secret, Scope.READ_CHANGES)
            raise No(HTTPStatus.NOT_FOUND, f"{number!r} is no number of a change, such as CHG-7.")
        answer, caller = await self._database.read(
            lambda tx: gate.look(
                tx, secret, change_id, tell=told, organisation=self._organisation, at=at
            )
        )
        last = caller.token.last_used_at
        if last is None or at - last >= USE_NOTED_EVERY:
            with suppress(Unavailable):  # what was asked is answered all the same
                await self._database.write(lambda tx: tokens.used(tx, caller.token.id, at=at))
        return web.json_response(answer)

    async def _report(self, request: web.Request) -> web.StreamResponse:
        """To report the same again changes nothing: what is older than what was heard last says nothing."""
        secret = self._secret(request)
        await self._read(secret, Scope.REPORT_SIGNALS)
        body = checked(signals.NewSignals, await _object_in(request))
        at = self._now()

        def work(tx: Session) -> list[asset_signals.Taken]:
            return asset_signals.take(
                tx,
                secret,
                body.reports(),
                source=body.source,
                organisation=self._organisation,
                at=at,
            )

        return web.json_response(signals.told(await self._database.write(work)))

    async def _describe(self, _: web.Request) -> web.StreamResponse:
        return web.json_response(openapi.DESCRIPTION)

    def _secret(self, request: web.Request) -> str:
        """What stands behind Bearer. Raises No when there is nothing, or when it comes too early or too often."""
        if not self._is_ready():
            more = {"Retry-After": str(AFTER_START)}
            raise No(HTTPStatus.SERVICE_UNAVAILABLE, "Steward is starting.", more=more)
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise Unauthenticated(tokens.NOBODY)
        if wait := self._pace.wait_for(secret.strip()):
            raise No(
                HTTPStatus.TOO_MANY_REQUESTS,
                "This asks too often. Wait as long as Retry-After says, and poll every few seconds at most.",
                more={"Retry-After": str(ceil(wait))},
            )
        return secret.strip()

    async def _read(self, secret: str, scope: Scope) -> None:
        """Whoever may not ask hears so before anything else is looked at."""
        at = self._now()
        await self._database.read(
            lambda tx: gate.check(tx, secret, scope=scope, organisation=self._organisation, at=at)
        )

    def _answered(self, kind: str, handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            started = time.perf_counter()
            try:
                answered = await handler(request)
            except Exception as error:
                answered = _problem(error).answer()
            answered.headers["Cache-Control"] = "no-store"
            self._metrics.api_requests.labels(kind, str(answered.status)).inc()
            self._metrics.api_seconds.labels(kind).observe(time.perf_counter() - started)
            return answered

        return answer


def _problem(error: Exception) -> No:
    """The answer to whatever went wrong."""
    match error:
        case No():
            return error
        case FieldErrors():
            return wrong_fields({FIELDS.get(name, name): it for name, it in error.errors.items()})
        case Unauthenticated():
            more = {"WWW-Authenticate": 'Bearer realm="Steward"'}
            return No(HTTPStatus.UNAUTHORIZED, str(error), more=more)
        case ScopeMissing():
            return No(HTTPStatus.FORBIDDEN, str(error), scope=error.scope)
        case NotAllowed():
            return No(HTTPStatus.FORBIDDEN, str(error))
        case NotFound():
            return No(HTTPStatus.NOT_FOUND, str(error))
        case KeyReused() | Refusal():
            return No(HTTPStatus.CONFLICT, str(error))
        case Unavailable() | FromNewer():
            logger.warning("unavailable", error=str(error), cause=repr(error.__cause__))
            return _away(error, is_safe=True)
        case web.HTTPRequestEntityTooLarge():
            return _too_large()
        case _:
            reference = secrets.token_hex(4)
            logger.error("request of a program failed", reference=reference, exc_info=error)
            return No(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                "Something went wrong on our side and was written down. "
                f"If you report it, name the reference {reference}.",
            )


def _away(error: Unavailable | FromNewer, *, is_safe: bool) -> No:
    says = (
        str(error)
        if is_safe
        else "The database did not answer in time, and whether the change was asked for is not known. "
        "With an Idempotency-Key it would be safe to ask again; without one look in Slack first."
    )
    more = {"Retry-After": str(AFTER_OUTAGE)}
    return No(HTTPStatus.SERVICE_UNAVAILABLE, says, more=more)


async def _object_in(request: web.Request) -> bytes:
    """The body, a JSON object. Raises No."""
    if request.content_type != "application/json":
        raise No(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON, with Content-Type: application/json."
        )
    if (request.content_length or 0) > LARGEST_BODY:
        raise _too_large()
    body = bytearray()
    try:
        async with asyncio.timeout(TIME_TO_SEND):
            async for chunk in request.content.iter_chunked(LARGEST_BODY):
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise _too_large()
    except TimeoutError:
        raise No(HTTPStatus.REQUEST_TIMEOUT, "The body did not arrive in time.") from None
    try:
        content: Any = from_json(bytes(body), allow_inf_nan=False)
    except ValueError as error:
        raise No(HTTPStatus.BAD_REQUEST, f"This is not JSON: {error}.") from None
    if not isinstance(content, dict):
        raise No(HTTPStatus.BAD_REQUEST, 'Send an object, as in {"title": "…"}.')
    return bytes(body)


def _too_large() -> No:
    return No(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"Keep the body within {LARGEST_BODY // 1024} kB; link to what is longer.",
    )


def _once(request: web.Request, body: NewChange) -> Once | None:
    """The key, with the fingerprint of what is asked, however it was spaced. Raises No."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not key or len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise No(
            HTTPStatus.BAD_REQUEST,
            f"Idempotency-Key takes 1 to {LONGEST_KEY} printable characters.",
        )
    return Once(key=key, fingerprint=sha256(body.model_dump_json().encode()).hexdigest())


def _only(methods: str) -> Handler:
    async def refuse(_: web.Request) -> web.StreamResponse:
        raise No(HTTPStatus.METHOD_NOT_ALLOWED, f"Here goes {methods}.", more={"Allow": methods})

    return refuse


async def _nothing_here(_: web.Request) -> web.StreamResponse:
    raise No(HTTPStatus.NOT_FOUND, f"There is nothing here. {OPENAPI} describes what there is.")
