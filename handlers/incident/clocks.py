"""SLA clocks as people meet them: why they stand where they stand, and being left in peace for a while."""

from collections.abc import Mapping

from desk.incident import clocks, reminders
from domain.organisation import Organisation
from handlers.inputs import Click
from handlers.shapes import privately
from handlers.tools import Ack, Do, Handler, Read, Show
from views.blocks import Content, moment, said
from views.ids import Button
from views.incident.clocks import why


async def explained(click: Click, read: Read, organisation: Organisation) -> Content:
    incident, told = await read(
        clocks.explain, click.incident_id, organisation=organisation, by=click.actor, at=click.now
    )
    shown = [(each.clock, each.elapsed, each.pieces) for each in told]
    return why(incident, shown, click.actor.zone)


async def snooze(click: Click, do: Do, ack: Ack, show: Show) -> None:
    until = await do(
        reminders.snooze,
        click.incident_id,
        minutes=click.chosen,
        by=click.actor,
        at=click.now,
    )
    await ack()
    await show.privately(_snoozed(until_text=moment(until)))


def _snoozed(until_text: str) -> Content:
    return said(
        f"You are left in peace until {until_text}. If the time is missed, you still hear of it."
    )


ACTIONS: Mapping[str, Handler] = {
    Button.EXPLAIN_CLOCKS: privately(explained),
    Button.SNOOZE_CLOCK: snooze,
}
