"""The running bot: everything wired together, from start to a stop that loses nothing."""

import asyncio
from functools import partial

from sqlalchemy import text

from bot.api.routes import Api
from bot.app import build_app
from bot.background import Background
from bot.channels import Channels
from bot.clock import Clock
from bot.comings import Comings
from bot.configuration.stale import stale
from bot.connecting import connect, reach
from bot.door import Door
from bot.feeds import Feeds
from bot.groups import Groups
from bot.http import Http
from bot.imports.worker import AssetFiles
from bot.log import logger
from bot.metrics import Metrics
from bot.people import People
from bot.sending.charts import Charts
from bot.sending.sender import Sender
from bot.settings import Settings
from bot.slack import Slack
from bot.socket import Socket
from bot.timetable import timetable
from bot.war_rooms import WarRooms
from bot.webhooks import Webhooks
from bot.workers import Workers
from domain.errors import Unavailable
from domain.organisation import Organisation
from scheduler.runner import Scheduler
from storage import backlog, webhooks
from storage.opening import open_database
from storage.sqlite import SqliteDatabase

TIME_TO_LOOK_AROUND = 2.0
TIME_TO_FINISH = 5.0


class Steward:
    """Use as `async with Steward(settings, organisation)`, or `start` and `stop`."""

    def __init__(self, settings: Settings, organisation: Organisation) -> None:
        self.settings = settings
        self.organisation = organisation
        self.metrics = Metrics()
        self.http = Http(settings.http_place, self.metrics, self.not_ready_because, self._measure)
        self._clock = Clock(settings.steward_clock)
        self._read_at = self._clock()
        self._database = open_database(settings.database_url)
        self._background = Background()
        self._slack: Slack | None = None
        self._socket: Socket | None = None
        self._workers = Workers()
        self._looking: asyncio.Task[None] | None = None
        self._following: asyncio.Task[None] | None = None
        self._stopping = False
        self._started = False
        self._webhooks = Webhooks(
            database=self._database,
            endpoints=organisation.webhooks,
            metrics=self.metrics,
            now=self._clock,
        )
        api = Api(
            database=self._database,
            organisation=organisation,
            metrics=self.metrics,
            wake=self._wake,
            now=self._clock.whole_seconds,
            is_ready=lambda: self._started,
        )
        self.http.also_serve(api.routes())
        calendars = Feeds(
            database=self._database, organisation=organisation, now=self._clock.whole_seconds
        )
        self.http.also_serve(calendars.routes())

    async def start(self) -> None:
        """Raises BadSettings for tokens Slack refuses, OSError when the HTTP place is taken."""
        settings, organisation, database = self.settings, self.organisation, self._database
        await self.http.start()
        self._slack = slack = Slack(settings.slack_bot_token, settings.slack_api_url)
        workspace = await reach(slack)
        people = People(slack, database, organisation, self._background, now=self._clock)
        channels = Channels(
            slack,
            database,
            organisation,
            bot_user_id=workspace.bot_user_id,
            on_members_changed=people.forget,
        )
        groups = Groups(slack, database, organisation, on_members_changed=people.forget)
        self._sender = Sender(
            slack=slack,
            database=database,
            channels=channels,
            organisation=organisation,
            charts=Charts(
                slack=slack, database=database, team_id=workspace.team_id, now=self._clock
            ),
            home=workspace.home,
            metrics=self.metrics,
            now=self._clock,
        )
        self._rooms = WarRooms(
            slack=slack,
            database=database,
            organisation=organisation,
            home=workspace.home,
            metrics=self.metrics,
            now=self._clock,
        )
        self._asset_files = AssetFiles(
            slack=slack,
            database=database,
            address=settings.database_url,
            organisation=organisation,
            now=self._clock.whole_seconds,
            wake_sender=self._sender.wake,
            meet_everyone=people.meet_everyone,
        )
        door = Door(
            slack=slack,
            database=database,
            people=people,
            organisation=organisation,
            home=workspace.home,
            address=settings.steward_url or f"http://{settings.http_place[0]}:{self.http.port}",
            metrics=self.metrics,
            background=self._background,
            wake_sender=self._wake,
            now=self._clock.whole_seconds,
        )
        comings = Comings(
            database,
            people,
            channels,
            groups,
            self._background,
            bot_user_id=workspace.bot_user_id,
            wake_sender=self._sender.wake,
            now=self._clock,
        )
        bolt = build_app(
            door, comings, workspace, settings.slack_bot_token, settings.slack_signing_secret
        )
        self._scheduler = Scheduler(
            timetable(channels, groups, people, read_at=self._read_at),
            database,
            organisation,
            now=self._clock.whole_seconds,
            on_run=self._job_ran,
        )
        await self._look_around(channels, groups)
        self._begin_work(is_alone=isinstance(database, SqliteDatabase))
        self._scheduler.start()
        if self._clock.can_be_moved:
            self._following = asyncio.create_task(self._clock.tell_when_moved(self._catch_up))
        if settings.slack_signing_secret:
            self.http.serve_slack(bolt)
        if settings.slack_app_token:
            self._socket = Socket(bolt, settings.slack_app_token)
            await connect(self._socket)
        for says in stale(organisation, self._clock()):
            logger.warning("configuration out of date", says=says)
        self._started = True
        logger.info("Steward is ready", workspace=workspace.home, http_port=self.http.port)

    async def stop(self) -> None:
        """Finish what has begun, acknowledge it, send what can be sent at once, and go."""
        self._stopping = True
        if self._started:
            self._scheduler.stop()
        if self._following:
            self._following.cancel()
        if self._socket:
            await self._socket.close(TIME_TO_FINISH)
        await self.http.stop()
        if self._looking:
            self._looking.cancel()
            await asyncio.wait({self._looking})
        await self._background.settle(TIME_TO_FINISH)
        await self._workers.stop()
        await self._database.close()
        if self._slack:
            await self._slack.close()

    async def __aenter__(self) -> "Steward":
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def not_ready_because(self) -> list[str]:
        """Why requests would not be answered now; empty when they would."""
        if self._stopping:
            return ["stopping"]
        if not self._started:
            return ["starting"]
        reasons = []
        try:
            # as a write, for it is of no use to be able to read alone
            await self._database.write(lambda tx: tx.execute(text("SELECT 1")).scalar())
        except Unavailable:
            reasons.append("database cannot be written to")
        if self._socket and not await self._socket.is_connected():
            reasons.append("not connected to Slack")
        if not self._scheduler.is_running:
            reasons.append("scheduler is not running")
        return reasons + self._workers.missing()

    def _begin_work(self, *, is_alone: bool) -> None:
        """The sender first, so that it ends last: what the others still owe at the end is sent."""
        begin = self._workers.begin
        begin(
            self._sender.run(is_alone=is_alone),
            is_missed="sender is not running",
            stop=partial(self._sender.stop, TIME_TO_FINISH),
        )
        begin(
            self._asset_files.run(),
            is_missed="nobody looks over files of assets",
            stop=self._asset_files.stop,
        )
        begin(
            self._webhooks.run(is_alone=is_alone),
            is_missed="nobody tells webhooks",
            stop=self._webhooks.stop,
        )
        begin(
            self._rooms.run(is_alone=is_alone),
            is_missed="nobody looks after major incidents' channels",
        )

    async def _look_around(self, channels: Channels, groups: Groups) -> None:
        """Learn who is in the teams' channels and in user groups, before the first request if that is quick."""
        self._looking = asyncio.create_task(_look_until_seen(channels, groups))
        await asyncio.wait({self._looking}, timeout=TIME_TO_LOOK_AROUND)

    def _job_ran(self, job: str, went_well: bool) -> None:
        self.metrics.jobs.labels(job, "done" if went_well else "failed").inc()
        self._wake()

    def _wake(self) -> None:
        """Something may be owed. Before the start is done nobody sends, and then all look for themselves."""
        if self._started:
            self._sender.wake()
            self._rooms.wake()
            self._webhooks.wake()
            self._asset_files.wake()

    def _catch_up(self) -> None:
        """The clock was moved ahead: do at once what has become due."""
        self._scheduler.run_all()
        self._wake()

    async def _measure(self) -> None:
        try:
            owed, given_up, oldest = await self._database.read(backlog.counts)
            owed_webhooks, given_up_webhooks = await self._database.read(webhooks.counts)
        except Unavailable:
            return
        self.metrics.owed.set(owed)
        self.metrics.given_up.set(given_up)
        self.metrics.webhooks_owed.set(owed_webhooks)
        self.metrics.webhooks_given_up.set(given_up_webhooks)
        late = (self._clock() - oldest).total_seconds() if oldest else 0
        self.metrics.oldest_owed.set(max(0, late))


async def _look_until_seen(channels: Channels, groups: Groups) -> None:
    """From then on the timetable looks."""
    pause = 1.0
    while not all([await groups.read_members(), await channels.read_members()]):
        await asyncio.sleep(pause)
        pause = min(pause * 2, 30.0)
