"""Everything one sandbox consists of, wired together, without its doors."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.company.agenda import Agenda
from sandbox.company.clock import Clock
from sandbox.company.ephemerals import Ephemerals
from sandbox.company.files import Files
from sandbox.company.homes import Homes
from sandbox.company.modals import Modals
from sandbox.company.people import Person
from sandbox.company.rate_limits import RateLimits
from sandbox.company.scheduled import ScheduledMessages
from sandbox.company.steps import Steps
from sandbox.company.store import Store
from sandbox.company.view_maker import ViewMaker
from sandbox.company.workspace import Workspace
from sandbox.delivery.events import Events
from sandbox.delivery.faults import Faults
from sandbox.delivery.http_mode import HttpMode
from sandbox.delivery.mishap_kinds import Stage
from sandbox.delivery.mishaps import Mishaps
from sandbox.delivery.office import PostOffice, Timing
from sandbox.delivery.payloads import Payloads
from sandbox.delivery.response_urls import ResponseUrls
from sandbox.delivery.socket_mode import SocketMode
from sandbox.delivery.traffic import Traffic
from sandbox.delivery.triggers import Triggers
from sandbox.manifest import Manifest
from sandbox.seeds import SEEDS, USUAL
from sandbox.shapes import Json, Now

REMEMBERED_CALLS = 20_000
UPLOADS = "files"  # the folder in the data folder in which uploaded files lie


@dataclass(frozen=True)
class Call:
    """One call of the Web API as the sandbox remembers it; the token is left out.

    `unknown` names the arguments that Slack would not know, and ignored; `is_staged`: a fault had it answered so.
    """

    method: str
    args: Json
    at: datetime
    ok: bool
    error: str | None = None
    unknown: tuple[str, ...] = ()
    is_staged: bool = False


@dataclass
class World:
    is_new: bool
    base: str
    clock: Clock
    store: Store
    manifest: Manifest
    workspace: Workspace
    carrier: SocketMode | HttpMode
    traffic: Traffic
    post: PostOffice
    triggers: Triggers
    agenda: Agenda
    rate_limits: RateLimits
    files: Files
    scheduled: ScheduledMessages
    steps: Steps
    modals: Modals
    homes: Homes
    ephemerals: Ephemerals
    response_urls: ResponseUrls
    payloads: Payloads
    events: Events
    faults: Faults
    mishaps: Mishaps
    calls: list[Call] = field(default_factory=list)

    @property
    def now(self) -> Now:
        return self.clock

    @property
    def seed(self) -> str:
        """What the workspace began with."""
        return str(self._seed["name"])

    @property
    def owes_past(self) -> bool:
        """Whether its seed has a history that has not been played yet."""
        return bool(self._seed["owes_past"])

    @property
    def _seed(self) -> Json:
        return self.store.get("workspace", "seed") or {"name": USUAL, "owes_past": False}

    def person(self, id_: str) -> Person | None:
        return self.workspace.people.get(id_)

    def remember(self, call: Call) -> None:
        self.calls.append(call)
        if len(self.calls) > REMEMBERED_CALLS:
            del self.calls[: REMEMBERED_CALLS // 2]

    async def close_lines(self) -> None:
        self.agenda.close()
        await self.post.close()
        await self.carrier.close()


def open_world(
    data: Path,
    base: str,
    *,
    clock: Clock,
    timing: Timing,
    manifest: Manifest,
    request_url: str | None,
    seed: str,
    rate_limits: bool = True,
) -> World:
    """Find the workspace kept in `data`, or found one of this seed; deliver over HTTP to a request URL."""
    store = Store(data / "workspace.db")
    _move_in(store, base)
    workspace = Workspace(store, clock)
    is_new = not workspace.team
    if is_new:
        with store.together():
            SEEDS[seed].plant(workspace, manifest)
            store.put("workspace", "seed", {"name": seed, "owes_past": SEEDS[seed].has_past})
    agenda = Agenda(store, clock)
    files = Files(store, data / UPLOADS, workspace, agenda, base)
    maker = ViewMaker(workspace, files)
    modals = Modals(maker, lambda user, views: store.put("modals", user, {"views": views}))
    homes = Homes(maker, lambda user, view: store.put("home", user, view))
    urls = ResponseUrls(clock, lambda id_, url: _keep(store, "response_url", id_, url))
    carrier = _carrier(workspace, timing, request_url)
    faults = Faults()
    traffic = Traffic(lambda: map(str, workspace.secrets.values()))
    post = PostOffice(
        carrier, timing, clock, faults, traffic, lambda id_, owed: _keep(store, "event", id_, owed)
    )
    events = Events(workspace, manifest, base, post.send_event)
    workspace.listeners.append(events.hear)
    world = World(
        is_new=is_new,
        base=base,
        clock=clock,
        store=store,
        manifest=manifest,
        workspace=workspace,
        carrier=carrier,
        traffic=traffic,
        post=post,
        triggers=Triggers(clock, faults),
        agenda=agenda,
        rate_limits=RateLimits(clock, are_on=rate_limits),
        files=files,
        scheduled=ScheduledMessages(workspace, agenda),
        steps=Steps(store, manifest.functions, clock, workspace.tell),
        modals=modals,
        homes=homes,
        ephemerals=Ephemerals(workspace),
        response_urls=urls,
        payloads=Payloads(workspace, base),
        events=events,
        faults=faults,
        mishaps=Mishaps(faults, Stage(workspace, clock, carrier, post, events)),
    )
    _pick_up(world)
    return world


def _move_in(store: Store, base: str) -> None:
    """Links to messages and files that were made at another port lead here from now on."""
    before = store.get("workspace", "base") or {"url": base}
    if before["url"] != base:
        store.replace(f"{before['url']}/", f"{base}/")
    store.put("workspace", "base", {"url": base})


def _carrier(
    workspace: Workspace, timing: Timing, request_url: str | None
) -> SocketMode | HttpMode:
    if request_url is None:
        return SocketMode(workspace.bot.app_id, timing.ack_within, timing.leave_within)
    secret = str(workspace.secrets["signing_secret"])
    return HttpMode(request_url, secret, timing.ack_within)


def _pick_up(world: World) -> None:
    """Carry on where the last process was stopped: open views, live response URLs, what fell due, owed events."""
    for user_id, kept in world.store.all("modals"):
        world.modals.restore(user_id, kept["views"])
    for user_id, view in world.store.all("home"):
        world.homes.restore(user_id, view)
    for _, url in world.store.all("response_url"):
        world.response_urls.restore(url)
    world.agenda.start()
    for _, owed in list(world.store.all("event")):
        world.post.resume_event(owed["payload"], owed["attempt"])


def _keep(store: Store, kind: str, id_: str, thing: Any) -> None:
    if thing is None:
        store.drop(kind, id_)
    else:
        store.put(kind, id_, thing)
