"""The parts of a major incident's own channel: what is wanted of each now, and how Slack is asked for it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.answers import SlackSaysNo
from bot.log import logger
from bot.slack import Slack
from desk.major import war_rooms
from domain.major.war_rooms import MOST_NAMES, Part, room_name
from domain.majors import MajorState
from domain.organisation import Organisation
from storage import sheets
from storage.database import Database
from storage.outbox import CLOCKS_APART
from storage.sheets import MajorSheet
from views.links import message_link
from views.major.reviews import draft, file_name
from views.major.war_rooms import about, topic

NOT_INVITED = {
    "already_in_channel",
    "cant_invite",
    "cant_invite_self",
    "invitee_cant_see_channel",
    "org_user_not_in_team",
    "ura_max_channels",
    "user_is_restricted",
    "user_not_found",
}
"""Why somebody does not get an invitation: they are there, or nobody can bring them there."""

Wanted = Callable[[MajorSheet], Any]
"""What the part shall be, None when there is nothing to do."""

Make = Callable[[MajorSheet, Any], Awaitable[Any]]
"""Makes it so; answers what it is then. Raises what `bot.slack` raises."""


class Parts:
    """`table` has them in their order: nothing can be done to a channel that is not there."""

    def __init__(
        self, slack: Slack, database: Database, organisation: Organisation, home: str
    ) -> None:
        self._slack = slack
        self._database = database
        self._organisation = organisation
        self._home = home
        self.table: Mapping[Part, tuple[Wanted, Make]] = {
            Part.CHANNEL: (_channel_missing, self._make_channel),
            Part.PEOPLE: (self._people_missing, self._invite),
            Part.TOPIC: (topic, self._set_topic),
            Part.BOOKMARK: (self._card_link, self._bookmark),
            Part.PIN: (_status_place, self._pin),
            Part.UPLOAD: (_undrafted, self._upload_draft),
            Part.DRAFT: (_unposted, self._post_draft),
        }

    async def _make_channel(self, sheet: MajorSheet, _: Any) -> str:
        """A name that is taken may be taken by ourselves: the answer of an earlier attempt did not reach us."""
        incident = sheet.whole.incident
        since = (sheet.major.declared_at or incident.raised_at) - CLOCKS_APART
        for attempt in range(MOST_NAMES):
            name = room_name(incident.number, about(sheet), attempt)
            try:
                return await self._slack.create_channel(name, is_private=incident.restricted)
            except SlackSaysNo as refusal:
                if refusal.error != "name_taken":
                    raise
            made_before = await self._slack.find_created(name, since)
            if made_before:
                return made_before
        raise SlackSaysNo("name_taken", f"{MOST_NAMES} names were tried")

    def _people_missing(self, sheet: MajorSheet) -> list[str] | None:
        """Everyone who was invited or is to be; None where nobody is missing."""
        invited = _done(sheet, Part.PEOPLE) or []
        wanted = war_rooms.people_of(sheet, self._organisation)
        return sorted({*invited, *wanted}) if set(wanted) - set(invited) else None

    async def _invite(self, sheet: MajorSheet, wanted: list[str]) -> list[str]:
        invited = _done(sheet, Part.PEOPLE) or []
        missing = [person_id for person_id in wanted if person_id not in invited]
        try:
            await self._slack.invite(_channel(sheet), *missing)
        except SlackSaysNo as refusal:
            if refusal.error not in NOT_INVITED:
                raise
            logger.warning("not invited", people=missing, error=refusal.error)
        return wanted

    async def _set_topic(self, sheet: MajorSheet, wanted: str) -> str:
        """Asked first: the workspace writes a line into the channel each time it is set."""
        if await self._slack.topic(_channel(sheet)) != wanted:
            await self._slack.set_topic(_channel(sheet), wanted)
        return wanted

    def _card_link(self, sheet: MajorSheet) -> str | None:
        """Once: a card that is posted anew has another link, and the bookmark leads to where it was."""
        card = sheet.whole.card
        is_to_come = card and not _done(sheet, Part.BOOKMARK)
        return message_link(self._home, *card) if card and is_to_come else None

    async def _bookmark(self, sheet: MajorSheet, wanted: str) -> str:
        if wanted not in await self._slack.bookmarked(_channel(sheet)):
            title = f"Card of {sheet.whole.incident.number}"
            await self._slack.add_bookmark(_channel(sheet), title, wanted)
        return wanted

    async def _pin(self, sheet: MajorSheet, wanted: str) -> str:
        try:
            await self._slack.pin(_channel(sheet), wanted)
        except SlackSaysNo as refusal:
            if refusal.error != "already_pinned":
                raise
        return wanted

    async def _upload_draft(self, sheet: MajorSheet, wanted: str) -> list[str]:
        chronicle = await self._database.read(
            lambda tx: sheets.chronicle(tx, sheet.whole.incident.id)
        )
        if chronicle is None:
            raise LookupError(sheet.whole.incident.number)
        text = draft(chronicle, self._organisation)
        return [wanted, await self._slack.upload(file_name(sheet), text)]

    async def _post_draft(self, sheet: MajorSheet, wanted: list[str]) -> list[str]:
        """Its id stands written down: what Slack knows of no more has been posted before, unheard."""
        try:
            await self._slack.share(_channel(sheet), wanted[1], file_name(sheet))
        except SlackSaysNo as refusal:
            if refusal.error != "file_not_found":
                raise
        return wanted


def _channel(sheet: MajorSheet) -> str:
    return sheet.room.channel_id or "" if sheet.room else ""


def _channel_missing(sheet: MajorSheet) -> bool | None:
    return None if _channel(sheet) else True


def _status_place(sheet: MajorSheet) -> str | None:
    is_here = sheet.status and sheet.status[0] == _channel(sheet)
    return sheet.status[1] if sheet.status and is_here else None


def _undrafted(sheet: MajorSheet) -> str | None:
    """The resolution that is to be reviewed, and whose review has not been drafted."""
    resolved_at = sheet.major.resolved_at
    if sheet.major.state is not MajorState.RESOLVED or resolved_at is None:
        return None
    drafted, _ = _done(sheet, Part.UPLOAD) or (None, None)
    return None if drafted == resolved_at.isoformat() else resolved_at.isoformat()


def _unposted(sheet: MajorSheet) -> list[str] | None:
    """The draft that was brought last: which resolution it is about, and the file's id."""
    uploaded: list[str] | None = _done(sheet, Part.UPLOAD)
    return uploaded


def _done(sheet: MajorSheet, part: Part) -> Any:
    """What the part was last made to be."""
    return sheet.room.done.get(part) if sheet.room else None
