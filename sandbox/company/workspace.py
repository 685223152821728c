"""The workspace: who is there, the channels, the messages, and everything that can be done to them.

Whether someone *may* is asked by the doors (`web_api`, `page_api`); here it is only done, kept and told.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

from sandbox.company.bookmarks import Bookmarks
from sandbox.company.channels import Channel, Kind
from sandbox.company.conversation import Conversation, is_reply
from sandbox.company.happenings import (
    ChannelChanged,
    Happening,
    MemberJoined,
    MemberLeft,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    PersonChanged,
    ThreadChanged,
)
from sandbox.company.ids import new_id, next_ts
from sandbox.company.notices import Notice, Notices, Reader
from sandbox.company.people import Person
from sandbox.company.reading import News, ReadingMarks
from sandbox.company.store import Store
from sandbox.company.usergroups import UserGroups
from sandbox.shapes import Json, Now, seconds


class Workspace:
    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self.now = now
        self.listeners: list[Callable[[Happening], None]] = []
        self.team: Json = store.get("workspace", "team") or {}
        self.secrets: Json = store.get("workspace", "secrets") or {}
        self.emoji: Json = store.get("workspace", "emoji") or {}
        self.people = {id_: Person.from_json(it) for id_, it in store.all("person")}
        self.channels = {id_: Channel.from_json(it) for id_, it in store.all("channel")}
        self.reading = ReadingMarks(store)
        self.notices = Notices(store)
        self.groups = UserGroups(store, now, self.tell)
        self.bookmarks = Bookmarks(store, now, self.tell)
        self._conversations = {id_: Conversation() for id_ in self.channels}
        for id_, message in store.all("message"):
            self._conversations[id_.partition("/")[0]].add(message)

    # Who and where

    @property
    def team_id(self) -> str:
        return str(self.team["id"])

    @property
    def bot(self) -> Person:
        return next(person for person in self.people.values() if person.is_bot)

    @property
    def personas(self) -> list[Person]:
        return [person for person in self.people.values() if not person.is_bot]

    def channel_named(self, name: str) -> Channel | None:
        return next((each for each in self.channels.values() if each.name == name != ""), None)

    def conversation(self, channel: Channel) -> Conversation:
        return self._conversations[channel.id]

    def message(self, channel: Channel, ts: str) -> Json | None:
        return self._conversations[channel.id].messages.get(ts)

    def shown(self, channel: Channel, message: Json) -> Json:
        return self._conversations[channel.id].shown(message)

    def news(self, channel: Channel, user_id: str) -> News:
        return self.reading.news(
            channel, self._conversations[channel.id], user_id, self.groups.of(user_id)
        )

    def notices_of(self, user_id: str) -> list[Notice]:
        """What calls this person where they are a member, the newest first."""
        reader = Reader(user_id, tuple(self.groups.of(user_id)))
        return self.notices.of(
            reader,
            (
                (channel, self._conversations[channel.id])
                for channel in self.channels.values()
                if user_id in channel.members
            ),
        )

    # Messages

    def stamp(self, channel: Channel) -> str:
        """A time stamp no other message of this channel has or will have."""
        channel.last_ts = next_ts(self.now(), channel.last_ts)
        self._keep_channel(channel)
        return channel.last_ts

    def post(self, channel: Channel, message: Json) -> Json:
        message = {"type": "message", **message, "ts": self.stamp(channel), "team": self.team_id}
        self._conversations[channel.id].add(message)
        self._keep_message(channel, message)
        self.tell(MessagePosted(channel, message))
        self._tell_parent(channel, message)
        return message

    def bring_in(self, channel: Channel, message: Json) -> None:
        """A message from before anyone listened: kept, told to nobody."""
        channel.last_ts = message["ts"]
        self._keep_channel(channel)
        self._conversations[channel.id].add(message | {"team": self.team_id})
        self._keep_message(channel, message | {"team": self.team_id})

    def say(self, channel: Channel, subtype: str, user_id: str, text: str, **more: str) -> None:
        """A line the workspace itself writes: who joined, the new topic."""
        self.post(channel, {"subtype": subtype, "user": user_id, "text": text, **more})

    def edit(self, channel: Channel, ts: str, changed: Json) -> Json:
        conversation = self._conversations[channel.id]
        previous = conversation.messages[ts]
        conversation.change(changed)
        self._keep_message(channel, changed)
        self.tell(
            MessageChanged(channel, conversation.shown(changed), conversation.shown(previous))
        )
        return changed

    def mark(self, channel: Channel, message: Json) -> None:
        """Keep a message that says what it said before, and bears something new; the caller tells."""
        self._conversations[channel.id].change(message)
        self._keep_message(channel, message)

    def delete(self, channel: Channel, ts: str) -> None:
        """Take a message away; one with replies leaves a stone, so that its thread stays."""
        conversation = self._conversations[channel.id]
        previous = conversation.messages[ts]
        if ts in conversation.threads:
            stone = {
                "type": "message",
                "subtype": "tombstone",
                "text": "This message was deleted.",
                "user": "USLACKBOT",
                "hidden": True,
                "ts": ts,
                "thread_ts": ts,
            }
            self.edit(channel, ts, stone)
            return
        conversation.remove(ts)
        self._store.drop("message", f"{channel.id}/{ts}")
        self.tell(MessageDeleted(channel, previous, self.stamp(channel)))
        self._tell_parent(channel, previous)

    # Membership

    def join(self, channel: Channel, user_id: str, inviter: str | None = None) -> None:
        channel.members.append(user_id)
        self._keep_channel(channel)
        self.tell(MemberJoined(channel, user_id, inviter))
        invited = {"inviter": inviter} if inviter else {}
        self.say(
            channel, "channel_join", user_id, f"<@{user_id}> has joined the channel", **invited
        )

    def leave(self, channel: Channel, user_id: str) -> None:
        self.say(channel, "channel_leave", user_id, f"<@{user_id}> has left the channel")
        channel.members.remove(user_id)
        self._keep_channel(channel)
        self.tell(MemberLeft(channel, user_id))

    # Channels

    def create(self, name: str, kind: Kind, creator: str, members: Iterable[str] = ()) -> Channel:
        channel = Channel(
            id=new_id("D" if kind == "im" else "C"),
            name=name,
            kind=kind,
            creator=creator,
            created=seconds(self.now()),
            members=list(dict.fromkeys([creator, *members])),
        )
        self.add_channel(channel)
        self.tell(ChannelChanged(channel, "opened" if channel.is_direct else "created", creator))
        return channel

    def group_message(self, members: Iterable[str]) -> Channel:
        """The direct message among these, opened where there was none."""
        wanted = list(dict.fromkeys(members))
        for channel in self.channels.values():
            if channel.kind == "mpim" and set(channel.members) == set(wanted):
                return channel
        handles = sorted(self.people[id_].handle for id_ in wanted)
        return self.create(f"mpdm-{'--'.join(handles)}-1", "mpim", wanted[0], wanted)

    def direct_message(self, one: str, other: str) -> Channel:
        """The direct message between two, opened where there was none."""
        for channel in self.channels.values():
            if channel.kind == "im" and set(channel.members) == {one, other}:
                return channel
        return self.create("", "im", one, [other])

    def archive(self, channel: Channel, by: str) -> None:
        self.say(channel, "channel_archive", by, "archived the channel")
        channel.is_archived = True
        self.tell(ChannelChanged(channel, "archive", by))
        if self.bot.id in channel.members:  # people stay in an archived channel, apps do not
            channel.members.remove(self.bot.id)
        self._keep_channel(channel)

    def unarchive(self, channel: Channel, by: str) -> None:
        channel.is_archived = False
        self._keep_channel(channel)
        self.tell(ChannelChanged(channel, "unarchive", by))
        self.say(channel, "channel_unarchive", by, "un-archived the channel")

    def rename(self, channel: Channel, name: str, by: str) -> None:
        channel.name = name
        self._keep_channel(channel)
        self.tell(ChannelChanged(channel, "rename", by))
        self.say(channel, "channel_name", by, f'has renamed the channel to "{name}"')

    def describe(
        self, channel: Channel, which: Literal["topic", "purpose"], text: str, by: str
    ) -> None:
        channel.describe(which, text, by, seconds(self.now()))
        self._keep_channel(channel)
        self.tell(ChannelChanged(channel, "described", by))
        self.say(channel, f"channel_{which}", by, f"set the channel {which}: {text}")

    # People

    def change_person(self, person: Person) -> None:
        person = replace(person, updated=seconds(self.now()))
        self.add_person(person)
        self.tell(PersonChanged(person))

    # Keeping and telling

    def add_person(self, person: Person) -> None:
        self.people[person.id] = person
        self._store.put("person", person.id, person.to_json())

    def add_channel(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        self._conversations[channel.id] = Conversation()
        self._keep_channel(channel)

    def set_up(self, team: Json, secrets: Json) -> None:
        self.team, self.secrets = team, secrets
        self._store.put("workspace", "team", team)
        self._store.put("workspace", "secrets", secrets)

    def add_emoji(self, name: str, value: str) -> None:
        """One of the workspace's own: an address, or `alias:` and another's name."""
        self.emoji[name] = value
        self._store.put("workspace", "emoji", self.emoji)

    def _keep_channel(self, channel: Channel) -> None:
        self._store.put("channel", channel.id, channel.to_json())

    def _keep_message(self, channel: Channel, message: Json) -> None:
        self._store.put("message", f"{channel.id}/{message['ts']}", message)

    def _tell_parent(self, channel: Channel, reply: Json) -> None:
        if is_reply(reply):
            parent = self.message(channel, reply["thread_ts"])
            if parent is not None:
                self.tell(ThreadChanged(channel, self.shown(channel, parent)))

    def tell(self, happening: Happening) -> None:
        for listener in self.listeners:
            listener(happening)
