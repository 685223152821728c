"""Files: announced, brought, completed, and shared once Slack has looked at them.

An app and a visitor's page bring files by the same steps; a visitor's are ready at once, for a person's client waits
with the message. What a file holds lies in the data folder under its id, what is known of it in the store.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from sandbox.company.agenda import Agenda, Due
from sandbox.company.channels import Channel
from sandbox.company.file_objects import File, addresses, as_slack, in_message
from sandbox.company.happenings import FileShared, Happening, MessageChanged, MessageDeleted
from sandbox.company.ids import new_id, new_secret
from sandbox.company.store import Store
from sandbox.company.workspace import Workspace
from sandbox.shapes import Json, seconds

MOST_BYTES = 50 * 1024 * 1024
MOST_BYTES_TOGETHER = 1024 * 1024 * 1024
READY_AFTER = 1.0


class FileDoesNotFit(Exception):
    """More or fewer bytes came than were announced."""


class Files:
    """`ready_after` is how many seconds of the workspace's time Slack looks at an app's file."""

    def __init__(
        self, store: Store, folder: Path, workspace: Workspace, agenda: Agenda, base: str
    ) -> None:
        self._store = store
        self._folder = folder
        self._workspace = workspace
        self._agenda = agenda
        self._base = base
        self.ready_after = READY_AFTER
        known = [File(**it) for _, it in store.all("file")]
        self._files = {it.id: it for it in known if it.is_there or it.ticket}
        workspace.listeners.append(self._hear)
        agenda.does("share_files", self._share_when_ready)

    # Bringing

    def expect(self, name: str, size: int, user_id: str, *, alt_txt: str = "") -> File:
        """Announce a file; its ticket leads to where its bytes go."""
        file = File(
            id=new_id("F"),
            name=name,
            title=name,
            size=size,
            user_id=user_id,
            created=seconds(self._workspace.now()),
            alt_txt=alt_txt,
            ticket=new_secret(),
        )
        self._keep(file)
        return file

    def expected(self, ticket: str) -> File | None:
        return next((it for it in self._files.values() if it.ticket and it.ticket == ticket), None)

    async def receive(self, file: File, chunks: AsyncIterator[bytes]) -> None:
        """Take the bytes, all that were announced and no more; the ticket is used up either way.

        Raises FileDoesNotFit.
        """
        file.ticket = ""
        self._keep(file)
        self._folder.mkdir(parents=True, exist_ok=True)
        arriving = self._folder / f"{file.id}.arriving"
        try:
            if await _written(arriving, chunks, file.size) != file.size:
                raise FileDoesNotFit
            arriving.replace(self.path(file))
        except BaseException:
            arriving.unlink(missing_ok=True)
            del self._files[file.id]
            self._store.drop("file", file.id)
            raise
        file.is_there = True
        self._keep(file)

    def complete(self, files: Iterable[File], *, at_once: bool = False) -> datetime:
        """They are whole now; answers from when on they can be shown."""
        wait = timedelta(seconds=0 if at_once else self.ready_after)
        ready = self._workspace.now() + wait
        for file in files:
            file.ready_at = ready.timestamp()
            self._keep(file)
        return ready

    def has_room_for(self, size: int) -> bool:
        there = sum(it.size for it in self._files.values() if it.is_there)
        return there + size <= MOST_BYTES_TOGETHER

    def hand_in(self, ids: Iterable[str]) -> None:
        """They came with a form of the app's: it may look at them."""
        for id_ in ids:
            self._files[id_].is_handed_in = True
            self._keep(self._files[id_])

    # Sharing

    def share(self, files: Iterable[File], channel: Channel, message: Json) -> Json:
        """Post them in one message."""
        files = list(files)
        shown = [self.in_message(file) for file in files]
        told = {"subtype": "file_share", "upload": True, "display_as_bot": False, "files": shown}
        posted = self._workspace.post(channel, {"text": ""} | message | told)
        place: Json = {key: posted[key] for key in ("ts", "thread_ts") if key in posted}
        for file in files:
            file.shares.setdefault(channel.id, []).append(place)
            self._keep(file)
            self._workspace.tell(FileShared(channel, file.id, file.user_id))
        return posted

    def share_later(
        self, files: Iterable[File], channel: Channel, message: Json, at: datetime
    ) -> None:
        """Post them in one message once they are ready."""
        about = {"files": [it.id for it in files], "channel": channel.id, "message": message}
        self._agenda.put("share_files", at, about)

    def _share_when_ready(self, due: Due) -> None:
        channel = self._workspace.channels[due.about["channel"]]
        if not channel.is_archived:
            files = [self._files[id_] for id_ in due.about["files"]]
            self.share(files, channel, due.about["message"])

    # Looking

    def get(self, id_: str) -> File | None:
        return self._files.get(id_)

    def at(self, url: str) -> File | None:
        """The file behind an address of ours."""
        for file in self._files.values():
            where = addresses(file, self._workspace.team_id, self._base)
            if url in (where.private, where.download, where.permalink):
                return file
        return None

    def path(self, file: File) -> Path:
        return self._folder / file.id

    def is_ready(self, file: File) -> bool:
        return file.ready_at is not None and file.ready_at <= self._workspace.now().timestamp()

    def app_sees(self, file: File) -> bool:
        """Its own, what came with a form of its own, and what was shared where the app is."""
        bot_id = self._workspace.bot.id
        channels = (self._workspace.channels[id_] for id_ in file.shares)
        is_given = file.user_id == bot_id or file.is_handed_in
        return is_given or any(bot_id in it.members for it in channels)

    def shown(self, file: File) -> Json:
        """The file object of `files.info`."""
        workspace, is_ready = self._workspace, self.is_ready(file)
        return as_slack(file, workspace.channels, workspace.team_id, self._base, is_ready=is_ready)

    def in_message(self, file: File) -> Json:
        """The file object of a message or of a form's state."""
        return in_message(self.shown(file))

    # Keeping

    def _hear(self, happening: Happening) -> None:
        """A message that is taken away no longer shares its files."""
        match happening:
            case MessageDeleted(channel, previous):
                self._unshare(channel, previous)
            case MessageChanged(channel, message, previous) if "files" not in message:
                self._unshare(channel, previous)

    def _unshare(self, channel: Channel, message: Json) -> None:
        for told in message.get("files") or ():
            file = self._files[told["id"]]
            places = [it for it in file.shares.get(channel.id, []) if it["ts"] != message["ts"]]
            others = {id_: it for id_, it in file.shares.items() if id_ != channel.id}
            file.shares = others | ({channel.id: places} if places else {})
            self._keep(file)

    def _keep(self, file: File) -> None:
        self._files[file.id] = file
        self._store.put("file", file.id, asdict(file))


async def _written(path: Path, chunks: AsyncIterator[bytes], most: int) -> int:
    """How many bytes came; what is too much is counted once and read no further."""
    came = 0
    with path.open("wb") as written:
        async for chunk in chunks:
            came += len(chunk)
            if came > most:
                break
            written.write(chunk)
    return came
