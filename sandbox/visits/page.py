"""One persona's open page, without a browser: its calls, and what it hears while it is open."""

import asyncio
import html
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self, TypeVar

from aiohttp import ClientSession, ClientTimeout, ClientWebSocketResponse, WSMsgType

from sandbox.shapes import Json
from sandbox.visits.finding import NotThere

T = TypeVar("T")

WITHIN = 5.0
"""How many seconds a visitor waits for something to appear."""

ANSWERS_WITHIN = 30.0


class Refused(AssertionError):
    """The page would not let the visitor do this; `error` says why."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Page:
    """Use as `async with Page(url, "Max Weber") as page`, or `come_in` and `leave`."""

    def __init__(self, url: str, name: str) -> None:
        self.url = url
        self.name = name
        self.id = ""
        self.modals: list[Json] = []
        """The stack of modals in front of the visitor, the last on top."""
        self.home: Json | None = None
        """What the app has published on its Home tab, as far as it was looked at or heard of."""
        self.frames: list[Json] = []
        """Everything the page has heard, in its order."""
        self.ended: dict[str, Json] = {}
        """The deliveries that came to their end, by id."""
        self.bot_is_connected = False
        self._heard = asyncio.Condition()

    async def come_in(self) -> Self:
        """Raises NotThere when nobody has this name."""
        self._session = ClientSession(timeout=ClientTimeout(total=ANSWERS_WITHIN))
        try:
            async with self._session.get(self.url) as response:
                page = await response.text()
            token = re.search(r'name="sandbox-token"\s+content="([^"]+)"', page)
            if token is None:
                raise NotThere("The page carries no token.")
            self._token = html.unescape(token[1])
            people = (await self.ask("people", {}))["people"]
            names = {person["name"]: person["id"] for person in people}
            if self.name not in names:
                raise NotThere(f"No persona {self.name}; there are {list(names)}")
            self.id = names[self.name]
            address = f"{self.url}/sandbox/live?as={self.id}&token={self._token}"
            socket = await self._session.ws_connect(address)
        except BaseException:
            await self._session.close()
            raise
        self._listening = asyncio.create_task(self._listen(socket))
        return self

    async def leave(self) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self._session.close()

    async def __aenter__(self) -> Self:
        return await self.come_in()

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    # Asking and doing

    async def ask(self, call: str, asked: Mapping[str, str]) -> Json:
        """Raises Refused."""
        params = {**asked, **({"as": self.id} if self.id else {})}
        return await self._answer(
            self._session.get(f"{self.url}/sandbox/{call}", params=params, headers=self._headers())
        )

    async def do(self, call: str, given: Json) -> Json:
        """Raises Refused."""
        body = {"as": self.id} | given
        return await self._answer(
            self._session.post(f"{self.url}/sandbox/{call}", json=body, headers=self._headers())
        )

    async def upload(self, name: str, content: bytes) -> Json:
        """Bring a file; answers what is known of it, to be posted or put into a form. Raises Refused."""
        answer = await self._answer(
            self._session.post(
                f"{self.url}/sandbox/upload",
                params={"as": self.id, "name": name},
                data=content,
                headers=self._headers(),
            )
        )
        return dict(answer["file"])

    async def names(self) -> dict[str, str]:
        """What people and channels are called, by id."""
        workspace = await self.ask("workspace", {})
        return {each["id"]: each["name"] for each in [*workspace["users"], *workspace["channels"]]}

    # Hearing

    async def wait(self, is_so: Callable[[], bool], within: float) -> bool:
        """Wait until it is so; False when the time is over first."""
        try:
            async with asyncio.timeout(within), self._heard:
                await self._heard.wait_for(is_so)
        except TimeoutError:
            return False
        return True

    async def look(self, find: Callable[[], Awaitable[T | None]], within: float) -> T | None:
        """Look, and look again whenever the page hears something, until the time is over; None then."""
        end = asyncio.get_running_loop().time() + within
        while True:
            async with self._heard:
                found = await find()
                left = end - asyncio.get_running_loop().time()
                if found is not None or left <= 0:
                    return found
                try:
                    async with asyncio.timeout(min(left, 0.5)):
                        await self._heard.wait()
                except TimeoutError:
                    continue

    async def _listen(self, socket: ClientWebSocketResponse) -> None:
        async with socket:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    async with self._heard:
                        self._hear(message.json())
                        self._heard.notify_all()

    def _hear(self, frame: Json) -> None:
        self.frames.append(frame)
        match frame["type"]:
            case "view":
                self.modals = frame["views"]
            case "home":
                self.home = frame["view"]
            case "delivery" if frame["delivery"]["state"] != "waiting":
                self.ended[frame["delivery"]["id"]] = frame["delivery"]
            case "bot":
                self.bot_is_connected = frame["connected"]

    async def _answer(self, request: Any) -> Json:
        async with request as response:
            answer = dict(await response.json())
        if not answer["ok"]:
            raise Refused(answer["error"])
        return answer

    def _headers(self) -> dict[str, str]:
        return {"X-Sandbox-Token": self._token}
