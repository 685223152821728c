"""Who asks: a person with zone, locale and roles, from a cache that is never far behind."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.background import Background
from bot.log import logger
from bot.slack import Slack
from desk import people
from desk.people import Told
from domain.errors import Unavailable
from domain.organisation import Organisation
from domain.people import Person
from storage.asset import leavers
from storage.database import Database

REMEMBERED_FOR = 10.0
"""Seconds a person's roles are taken from memory: another replica may have learnt of a change meanwhile."""

PROFILE_FRESH_FOR = timedelta(days=1)

EVERYONE_MET_FOR = 3600.0
"""Seconds until whoever has come to the workspace since is asked for again."""


HOLDERS_AT_ONCE = 50
"""Profiles read one after the other, each half hour: what Slack takes in less than a minute."""

HOLDERS_KNOWN = 1000
"""So many are looked through for those."""


class People:
    def __init__(
        self,
        slack: Slack,
        database: Database,
        organisation: Organisation,
        background: Background,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._now = now
        self._slack = slack
        self._background = background
        self._database = database
        self._organisation = organisation
        self._known: dict[str, tuple[Person, float]] = {}
        self._forgotten = 0
        self._asking: set[str] = set()
        self._everyone_met_until = 0.0
        self._tried: dict[str, datetime] = {}

    async def of(self, person_id: str, called: str = "") -> Person:
        """The person. Slack is asked for their profile in the background, never while somebody waits.

        Raises Unavailable.
        """
        known = self._known.get(person_id)
        if known and known[1] > time.monotonic():
            return known[0]
        forgotten = self._forgotten
        person, read_at = await self._database.read(
            lambda tx: people.person(
                tx, person_id, called=called or person_id, organisation=self._organisation
            )
        )
        if read_at is None or self._now() - read_at > PROFILE_FRESH_FOR:
            self._ask_slack(person_id)
        if (
            forgotten == self._forgotten
        ):  # else it may have been read before what is forgotten for was written
            self._known[person_id] = (person, time.monotonic() + REMEMBERED_FOR)
        return person

    def meet(self, person_ids: Iterable[str]) -> None:
        """Somebody mentioned them: what they are called is wanted soon."""
        for person_id in person_ids:
            self._background.run(self.of(person_id), "meeting somebody")

    async def meet_everyone(self) -> None:
        """Know what all are called who are here, also those who never had to do with us; asked once an hour.

        Raises Unavailable, SlackSaysNo, SlackIsBusy, SlackIsSilent.
        """
        if self._everyone_met_until > time.monotonic():
            return
        async for profiles in self._slack.everyone():
            here = {
                str(it["id"]): it
                for it in profiles
                if not it.get("deleted") and not it.get("is_bot")
            }
            strangers = await self._database.read(partial(_strangers, person_ids=list(here)))
            for person_id in sorted(strangers):
                await self.learn(here[person_id])
        self._everyone_met_until = time.monotonic() + EVERYONE_MET_FOR

    def forget(self, person_id: str | None = None) -> None:
        """Read this person, or everyone, anew next time."""
        self._forgotten += 1
        if person_id is None:
            self._known.clear()
        else:
            self._known.pop(person_id, None)

    async def learn(self, profile: Mapping[str, Any]) -> None:
        """Keep a profile as Slack's users.info or user_change tells it; assets are found by another name.

        Before it is kept, so that it is done again if it was broken off; and after, for what was written meanwhile.
        """
        told = _told(profile)
        is_anew = await self._database.read(lambda tx: people.is_called_anew(tx, told))
        if is_anew:
            await self._call_anew(told)
        await self._database.write(lambda tx: people.learn(tx, told, at=self._now()))
        self.forget(told.id)
        if is_anew:
            await self._call_anew(told)

    async def look_at_holders(self, database: Database, _: Organisation, now: datetime) -> int:
        """Read anew, a few at a time, who has or owns assets and was not heard of for a day: Slack tells nobody twice
        that somebody left, and it may have said so while we were not there. Answers how many were read.
        """
        fresh = now - PROFILE_FRESH_FOR
        late = await database.read(
            lambda tx: leavers.not_read_since(tx, fresh, limit=HOLDERS_KNOWN)
        )
        self._tried = {it: at for it, at in self._tried.items() if at > fresh}
        wanted = [it for it in late if it not in self._tried][:HOLDERS_AT_ONCE]
        for count, person_id in enumerate(wanted):
            try:
                await self.learn(await self._slack.profile(person_id))
            except (SlackIsBusy, SlackIsSilent, Unavailable):
                return count
            except SlackSaysNo as refusal:
                self._tried[person_id] = now
                logger.info("profile not read", person=person_id, error=refusal.error)
        return len(wanted)

    async def _call_anew(self, told: Told) -> None:
        after: int | None = 0
        while after is not None:
            verb = partial(people.call_anew, told=told, after=after)
            after = await self._database.write(verb)

    def _ask_slack(self, person_id: str) -> None:
        if person_id not in self._asking:
            self._asking.add(person_id)
            self._background.run(self._read_profile(person_id), "reading a profile")

    async def _read_profile(self, person_id: str) -> None:
        try:
            await self.learn(await self._slack.profile(person_id))
        except Exception as error:
            logger.info("profile not read", person=person_id, error=str(error))
        finally:
            self._asking.discard(person_id)


def _strangers(tx: Session, person_ids: Collection[str]) -> set[str]:
    return people.strangers(tx, person_ids)


def _told(profile: Mapping[str, Any]) -> Told:
    names = profile.get("profile") or {}
    name = names.get("display_name") or names.get("real_name") or profile.get("real_name")
    return Told(
        id=str(profile["id"]),
        name=str(name or profile.get("name") or profile["id"]),
        zone=_zone(profile.get("tz")),
        locale=str(profile.get("locale") or "en-US"),
        is_gone=bool(profile.get("deleted")),
        is_bot=bool(profile.get("is_bot")),
    )


def _zone(name: object) -> str:
    try:
        return ZoneInfo(str(name)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
