"""The worker that looks over and brings in files of assets which people gave it in Slack, one after the other.

What is to be done stands in the database before anybody is told so. It takes as long as it takes, on a thread and in a
transaction of its own. Whatever happens meanwhile, all of a file is done or nothing of it, and a start goes on with it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.asset_applies import Progress, brought_in, taken_back
from bot.asset_downloads import downloaded
from bot.asset_dry_runs import StrangeColumns, Unusable, looked_over, names_people
from bot.bell import Bell
from bot.exports import as_text
from bot.log import logger
from bot.outcomes import backoff
from bot.slack import Slack, Unsendable
from desk import asset_exports
from desk import asset_files as verbs
from domain.asset_files import UnreadableFile
from domain.errors import Refusal, Unavailable
from domain.organisation import Organisation
from storage import asset_files as stored
from storage import outbox
from storage.asset_files import AssetFile, Standing
from storage.database import Database, explained
from views import asset_files as view

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_SLEEP = 5.0
AWAY = 1.0
"""Seconds until a database that was away is tried again."""

PATIENCE = 8
"""Attempts in a row, in some minutes, after which no answer of Slack's is waited for any more."""

SHOWN_WITHIN = 3.0
"""Seconds the message has to say that the file is being brought in: its row is then left alone."""

TELLS_EVERY = 2.0
"""Seconds between two words of how far it has come."""


class Stopped(Exception):
    """Steward is stopping: what has been changed is taken back, and done at the next start."""


class AssetFiles:
    """`address` is the database's."""

    def __init__(
        self,
        *,
        slack: Slack,
        database: Database,
        address: str,
        organisation: Organisation,
        now: Callable[[], datetime],
        wake_sender: Callable[[], None],
        meet_everyone: Callable[[], Awaitable[None]],
    ) -> None:
        self._slack = slack
        self._database = database
        self._address = address
        self._organisation = organisation
        self._now = now
        self._bell = Bell()
        self._stopping = False
        self._wake_sender = wake_sender
        self._meet_everyone = meet_everyone
        self._silences: dict[int, int] = {}
        self._not_before: dict[int, float] = {}
        self._work: Mapping[Standing, Callable[[AssetFile], Awaitable[None]]] = {
            Standing.ASKED: self._look_over,
            Standing.WANTED: self._bring_in,
            Standing.UNWANTED: self._take_back,
            Standing.ORDERED: self._write_out,
        }

    def wake(self) -> None:
        """Something may be to be done."""
        self._bell.ring()

    async def run(self) -> None:
        """Work until told to stop."""
        while not self._stopping:
            self._bell.silence()
            sleep = LONGEST_SLEEP
            try:
                sleep = await self._sweep()
            except Unavailable as error:
                logger.warning("asset files wait for the database", error=str(error))
                sleep = AWAY
            except Exception:
                logger.exception("asset files stumbled")
            if self._stopping:
                return
            await self._bell.wait(sleep)

    async def stop(self) -> None:
        """Take nothing more; what is under way is left off, and done at the next start."""
        self._stopping = True
        self._bell.ring()

    async def _sweep(self) -> float:
        """Do all there is to do; answers the seconds until something else may be."""
        for file_id in await self._database.read(stored.to_do):
            if self._stopping:
                return 0
            if self._not_before.get(file_id, 0) <= time.monotonic():
                await self._serve(file_id)
        waits = [until - time.monotonic() for until in self._not_before.values()]
        return max(0.05, min([LONGEST_SLEEP, *waits]))

    async def _serve(self, file_id: int) -> None:
        at = self._now()
        file = await self._database.write(lambda tx: verbs.begin(tx, file_id, at=at))
        self._wake_sender()
        if file is None:
            self._forget(file_id)
            return
        try:
            await self._work[file.standing](file)
        except Stopped:
            logger.info("left off, and done at the next start", file=file_id)
            return
        except (SlackIsBusy, SlackIsSilent) as silence:
            await self._wait_for_slack(file_id, silence)
            return
        except Unavailable as error:
            logger.warning("left off while the database is away", file=file_id, error=str(error))
            self._not_before[file_id] = time.monotonic() + AWAY
            await self._not_counted(file_id)
            return
        except (Unusable, UnreadableFile, Refusal) as refusal:
            await self._come_to_nothing(file_id, str(refusal))
        except Exception:
            logger.exception("file of assets not dealt with", file=file_id)
            await self._come_to_nothing(
                file_id,
                "Something went wrong on our side and was written down. Nothing was changed. "
                f"If you report it, name the file's number, {file_id}.",
            )
        self._forget(file_id)
        self._wake_sender()

    async def _look_over(self, file: AssetFile) -> None:
        content = await self._content(file)
        mapping, now = file.mapping, self._now
        try:
            if await _on_a_thread(names_people, content, mapping):
                await self._know_everyone()
            found = await _on_a_thread(
                looked_over, self._address, content, mapping, self._organisation
            )
        except StrangeColumns as strange:
            headers = strange.headers
            await self._database.write(
                lambda tx: verbs.columns_are_strange(tx, file.id, headers, at=now())
            )
            return
        await self._database.write(
            lambda tx: verbs.looked_over(
                tx, file.id, found.told, report=found.report, token=found.token, at=now()
            )
        )

    async def _know_everyone(self) -> None:
        """A file calls people by their names, also those who never had to do with us."""
        try:
            await self._meet_everyone()
        except (SlackSaysNo, SlackIsBusy, SlackIsSilent) as error:
            logger.warning("not everybody is known by name", error=str(error))

    async def _content(self, file: AssetFile) -> bytes:
        """What stands in it: fetched from Slack once. Raises Unusable, SlackIsBusy, SlackIsSilent."""
        kept = await self._database.read(lambda tx: stored.content_of(tx, file.id))
        if kept is not None:
            return kept
        content = await downloaded(self._slack, file.slack_id)
        await self._database.write(lambda tx: verbs.fetched(tx, file.id, content))
        return content

    async def _bring_in(self, file: AssetFile) -> None:
        content = await self._content(file)
        await self._telling(
            file,
            lambda progress: brought_in(
                self._address,
                file.id,
                content,
                token=file.token,
                mapping=file.mapping,
                progress=progress,
                organisation=self._organisation,
                at=self._now(),
            ),
        )

    async def _take_back(self, file: AssetFile) -> None:
        await self._telling(
            file,
            lambda progress: taken_back(self._address, file.id, progress=progress, at=self._now()),
        )

    async def _write_out(self, file: AssetFile) -> None:
        """Its id stands written down before it is shared: what Slack knows of no more was shared before, unheard."""
        slack_id = file.slack_id
        try:
            if not slack_id:
                text, count = await _on_a_thread(
                    as_text,
                    self._address,
                    file.told.get("words", ""),
                    file.person_id,
                    self._organisation,
                    at=self._now(),
                )
                slack_id = await self._slack.upload(file.name, text)
                await self._database.write(
                    lambda tx: asset_exports.uploaded(tx, file.id, slack_id, count)
                )
            channel_id = await self._slack.direct_channel(file.person_id)
            try:
                await self._slack.share(channel_id, slack_id, file.name)
            except SlackSaysNo as refusal:
                if refusal.error != "file_not_found":
                    raise
        except SlackSaysNo as refusal:
            raise Unusable(f"Slack does not take the file ({refusal}).") from None
        at = self._now()
        await self._database.write(lambda tx: verbs.sent(tx, file.id, at=at))

    async def _telling(self, file: AssetFile, work: Callable[[Progress], None]) -> None:
        """Do it on a thread, and say meanwhile how far it has come."""
        done = [0, 0]

        def progress(count: int, of: int) -> None:
            if self._stopping:
                raise Stopped
            done[:] = count, of

        place = await self._place_of(file.id)
        telling = asyncio.create_task(self._tell(file, place, done))
        try:
            await _on_a_thread(work, progress)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            if done[1]:
                # what was said of how far it has come may have reached Slack after what came of it
                at = self._now()
                await self._database.write(lambda tx: verbs.show_again(tx, file.id, at=at))

    async def _place_of(self, file_id: int) -> tuple[str, str] | None:
        """Where its message stands in Slack; waited for, as both write down what becomes of it."""
        until = time.monotonic() + SHOWN_WITHIN
        key = verbs.key_of(file_id)
        while True:
            owed = await self._database.read(lambda tx: outbox.with_key(tx, key))
            if owed is None or owed.due_at is None or time.monotonic() > until:
                break
            await asyncio.sleep(0.05)
        return (owed.channel_id, owed.ts) if owed and owed.channel_id and owed.ts else None

    async def _tell(self, file: AssetFile, place: tuple[str, str] | None, done: list[int]) -> None:
        """Say in its message how far it has come. Nothing hangs on it."""
        last = 0
        while place:
            await asyncio.sleep(TELLS_EVERY)
            count, of = done
            if count == last:
                continue
            last = count
            try:
                await self._slack.update(*place, view.progress(file, count, of))
            except (SlackSaysNo, SlackIsBusy, SlackIsSilent, Unsendable) as error:
                logger.info("how far a file has come was not told", error=str(error))

    async def _wait_for_slack(self, file_id: int, silence: SlackIsBusy | SlackIsSilent) -> None:
        count = self._silences[file_id] = self._silences.get(file_id, 0) + 1
        if count > PATIENCE:
            await self._come_to_nothing(
                file_id, f"Slack did not hand the file over ({silence}). Nothing was changed."
            )
            self._forget(file_id)
            self._wake_sender()
            return
        wait = silence.retry_after if isinstance(silence, SlackIsBusy) else backoff(count)
        logger.info("file of assets put off", file=file_id, seconds=wait, error=str(silence))
        self._not_before[file_id] = time.monotonic() + wait
        await self._not_counted(file_id)

    async def _not_counted(self, file_id: int) -> None:
        """What others kept from being done says nothing against the file."""
        try:
            await self._database.write(lambda tx: stored.try_again(tx, file_id))
        except Unavailable:
            logger.info("counted all the same", file=file_id)

    async def _come_to_nothing(self, file_id: int, says: str) -> None:
        at = self._now()
        await self._database.write(lambda tx: verbs.come_to_nothing(tx, file_id, says, at=at))

    def _forget(self, file_id: int) -> None:
        self._silences.pop(file_id, None)
        self._not_before.pop(file_id, None)


async def _on_a_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """However long it takes. Raises Unavailable, or what `work` raises."""
    try:
        return await asyncio.to_thread(work, *args, **kwargs)
    except SQLAlchemyError as error:
        raise explained(error) from error
