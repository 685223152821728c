"""The worker that looks over and brings in files of assets which people gave it in Slack, one after the other.

What is to be done stands in the database before anybody is told so. It takes as long as it takes, on a thread and in a
transaction of its own. Whatever happens meanwhile, all of a file is done or nothing of it, and a start goes on with it.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.bell import Bell
from bot.imports.applies import brought_in, taken_back
from bot.imports.downloads import downloaded
from bot.imports.dry_runs import StrangeColumns, Unusable, looked_over, names_people
from bot.imports.exports import as_text
from bot.imports.work import Stopped, Telling, alone_at, on_a_thread
from bot.log import logger
from bot.sending.outcomes import backoff
from bot.slack import Slack
from desk.imports import exports
from desk.imports import files as verbs
from domain.errors import Refusal, Unavailable
from domain.imports.files import UnreadableFile
from domain.organisation import Organisation
from storage.database import Database
from storage.imports import files as stored
from storage.imports.files import AssetFile, Standing

LONGEST_SLEEP = 5.0
AWAY = 1.0
"""Seconds until a database that was away is tried again."""

PATIENCE = 8
"""Attempts in a row, in some minutes, after which no answer of Slack's is waited for any more."""


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
        self._telling = Telling(
            slack=slack, database=database, now=now, is_stopping=lambda: self._stopping
        )
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
        to_do = await self._database.read(stored.to_do)
        for elsewhere_done in self._not_before.keys() - set(to_do):
            self._forget(elsewhere_done)
        for file_id in to_do:
            if self._stopping:
                return 0
            if self._not_before.get(file_id, 0) <= time.monotonic():
                await self._serve(file_id)
        waits = [until - time.monotonic() for until in self._not_before.values()]
        return max(0.05, min([LONGEST_SLEEP, *waits]))

    async def _serve(self, file_id: int) -> None:
        async with alone_at(self._address, file_id) as is_alone:
            if not is_alone:
                self._forget(file_id)
                return
            at = self._now()
            file = await self._database.write(lambda tx: verbs.begin(tx, file_id, at=at))
            self._wake_sender()
            if file is None or await self._is_over(file):
                self._forget(file_id)
                self._wake_sender()

    async def _is_over(self, file: AssetFile) -> bool:
        """Whether the work at it was done or came to nothing; otherwise it is gone on with later."""
        try:
            await self._work[file.standing](file)
        except Stopped:
            logger.info("left off, and done at the next start", file=file.id)
            return False
        except (SlackIsBusy, SlackIsSilent) as silence:
            await self._wait_for_slack(file.id, silence)
            return False
        except Unavailable as error:
            logger.warning("left off while the database is away", file=file.id, error=str(error))
            self._not_before[file.id] = time.monotonic() + AWAY
            await self._not_counted(file.id)
            return False
        except (Unusable, UnreadableFile, Refusal) as refusal:
            await self._come_to_nothing(file.id, str(refusal))
        except Exception:
            logger.exception("file of assets not dealt with", file=file.id)
            await self._come_to_nothing(
                file.id,
                "Something went wrong on our side and was written down. Nothing was changed. "
                f"If you report it, name the file's number, {file.id}.",
            )
        return True

    async def _look_over(self, file: AssetFile) -> None:
        content = await self._content(file)
        mapping, now = file.mapping, self._now
        try:
            if await on_a_thread(names_people, content, mapping):
                await self._know_everyone()
            found = await on_a_thread(
                looked_over,
                self._address,
                content,
                mapping,
                self._organisation,
                progress=self._telling.go_on,
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
        await self._telling.of(
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
        await self._telling.of(
            file,
            lambda progress: taken_back(self._address, file.id, progress=progress, at=self._now()),
        )

    async def _write_out(self, file: AssetFile) -> None:
        """Its id stands written down before it is shared: what Slack knows of no more was shared before, unheard."""
        slack_id = file.slack_id
        try:
            if not slack_id:
                text, count = await on_a_thread(
                    as_text,
                    self._address,
                    file.told.get("words", ""),
                    file.person_id,
                    self._organisation,
                    at=self._now(),
                )
                slack_id = await self._slack.upload(file.name, text)
                await self._database.write(
                    lambda tx: exports.uploaded(tx, file.id, slack_id, count)
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
