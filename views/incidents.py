"""Incidents as people read them: card, receipt, details, list."""

from collections.abc import Sequence

from domain.incidents import Impact, Priority, Urgency
from domain.organisation import Organisation
from domain.people import Person
from domain.text import cut
from storage.incidents import Incident
from storage.sheets import IncidentSheet
from views import words
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    escaped,
    facts,
    header,
    markdown,
    mention,
    moment,
    plain,
    said,
    section,
)
from views.comments import comment, counted
from views.ids import Button
from views.incident import affected, clocks, kin
from views.incident.buttons import (
    details_button,
    everything_else,
    follow_buttons,
    more,
    readers_buttons,
    reporters_buttons,
    step_buttons,
)
from views.incident.timelines import history
from views.links import message_link
from views.majors import line

DESCRIPTION_ON_CARD = 400


def card(sheet: IncidentSheet, organisation: Organisation, home: str) -> Content:
    """The shared card: the same for everyone who looks at it."""
    incident = sheet.incident
    blocks = [
        header(_headline(incident)),
        *line(sheet),
        _state_of_things(sheet, organisation),
        *_description(incident, DESCRIPTION_ON_CARD),
        *_waiting(incident),
        *_resolution(incident),
        *kin.where_it_goes_on(sheet.survivor),
        *_around(sheet, home),
        *affected.on_card(sheet.affected),
        *kin.on_card(sheet.kin),
        *history(sheet),
        actions(
            [
                *step_buttons(incident),
                *(kin.way_on(sheet, home) if sheet.survivor else []),
                details_button(incident),
                more(sheet),
            ]
        ),
    ]
    return {"text": _in_one_line(incident), "blocks": blocks}


def receipt(sheet: IncidentSheet, organisation: Organisation, home: str) -> Content:
    """What the reporter has in hand: the number, where it stands, and the way to its card."""
    incident = sheet.incident
    team = _team_name(incident, organisation)
    opening = f"Thank you, *{incident.number}* is with *{escaped(team)}*."
    if sheet.card:
        opening += f" <{message_link(home, *sheet.card)}|See its card>."
    blocks = [
        section(markdown(opening)),
        header(_headline(incident)),
        *line(sheet),
        _state_of_things(sheet, organisation),
        *_waiting(incident),
        *_resolution(incident),
        *kin.where_it_goes_on(sheet.survivor),
        *affected.on_card(sheet.affected),
        *kin.on_card(sheet.kin),
        *history(sheet),
        actions(
            [
                *reporters_buttons(incident),
                *follow_buttons(incident),
                *kin.way_on(sheet, home),
                details_button(incident),
            ]
        ),
    ]
    return {"text": f"{incident.number} received: {escaped(incident.title)}", "blocks": blocks}


def withdrawn(incident: Incident) -> Content:
    """What is left of a card in the hands of somebody who may no longer see what it was about."""
    return said(f"🔒 *{incident.number}* is restricted, and no longer yours to see.")


def details(sheet: IncidentSheet, organisation: Organisation, home: str, reader: Person) -> Content:
    """Everything about one incident, and what may be done with it, for the one who asked."""
    incident = sheet.incident
    blocks = [
        header(_headline(incident)),
        *line(sheet),
        _state_of_things(sheet, organisation),
        *_description(incident, 3000),
        *_waiting(incident),
        *_resolution(incident),
        *kin.where_it_goes_on(sheet.survivor),
        *affected.in_details(sheet.affected),
        *kin.in_details(sheet.kin),
        *_around(sheet, home),
        *history(sheet),
        *(comment(it, sheet.names) for it in sheet.comments),
        actions(
            [
                *readers_buttons(incident, reader),
                *follow_buttons(incident),
                *kin.way_on(sheet, home),
                everything_else(sheet, reader),
            ]
        ),
    ]
    return {"text": _in_one_line(incident), "blocks": blocks}


def listing(
    page: Sequence[Incident], *, mine: bool, is_first: bool, more: tuple[int, int] | None
) -> Content:
    """A page of open incidents, most urgent first."""
    whose = "mine" if mine else "open"
    if not page:
        return said(
            "You have no open incidents. `/incident what is broken` raises one."
            if mine
            else "No incident is open. `/incident what is broken` raises one."
        )
    title = "Your open incidents" if mine else "Open incidents"
    turns = (
        [] if is_first else [button("First page", Button.FIRST_PAGE_OF_INCIDENTS, f"{whose}:0:0")]
    )
    if more:
        priority, incident_id = more
        turns.append(
            button("Next page", Button.NEXT_PAGE_OF_INCIDENTS, f"{whose}:{priority}:{incident_id}")
        )
    blocks = [header(title), *(listed(incident) for incident in page)]
    if turns:
        blocks.append(actions(turns))
    return {"text": title, "blocks": blocks}


def listed(incident: Incident) -> Block:
    assignee = _assignee(incident)
    lock = "🔒 " if incident.restricted else ""
    return section(
        plain(f"{lock}{incident.number} · {incident.title}"),
        fields=[
            markdown(f"{words.STATES[incident.state]} · P{incident.priority}"),
            markdown(f"{assignee} · {moment(incident.raised_at)}"),
        ],
        accessory=button("Open", Button.SHOW_INCIDENT, incident.number),
    )


def _headline(incident: Incident) -> str:
    lock = "🔒 " if incident.restricted else ""
    return f"{lock}{incident.number} · {incident.title}"


def _in_one_line(incident: Incident) -> str:
    state = words.STATES[incident.state].partition(" ")[2]
    return f"{incident.number} · P{incident.priority} · {state} · {escaped(incident.title)}"


def _state_of_things(sheet: IncidentSheet, organisation: Organisation) -> Block:
    incident = sheet.incident
    assignee = _assignee(incident)
    return facts(
        [
            markdown(f"*State*\n{words.STATES[incident.state]}"),
            markdown(f"*Priority*\n{_priority(incident)}"),
            markdown(f"*Assigned to*\n{assignee}"),
            markdown(f"*Team*\n{escaped(_team_name(incident, organisation))}"),
            markdown(f"*Impact*\n{words.IMPACTS[Impact(incident.impact)]}"),
            markdown(f"*Urgency*\n{words.URGENCIES[Urgency(incident.urgency)]}"),
            *clocks.lines(sheet.clocks),
            *([markdown(f"*Service*\n{escaped(incident.service)}")] if incident.service else []),
            *([plain(f"Affected\n{incident.affected_asset}")] if incident.affected_asset else []),
        ][:10]
    )


def _assignee(incident: Incident) -> str:
    if incident.assignee_id:
        return mention(incident.assignee_id)
    return "nobody yet" if incident.is_open else "nobody"


def _priority(incident: Incident) -> str:
    told = words.PRIORITIES[Priority(incident.priority)]
    return f"{told} (set by a lead)" if incident.priority_overridden else told


def _team_name(incident: Incident, organisation: Organisation) -> str:
    team = organisation.team(incident.team_key)
    return team.name if team else incident.team_key


def _description(incident: Incident, length: int) -> list[Block]:
    return [section(plain(cut(incident.description, length)))] if incident.description else []


def _waiting(incident: Incident) -> list[Block]:
    """What it waits for, and until when at most."""
    if incident.hold_reason is None:
        return []
    until = f", until {moment(incident.hold_until)} at most" if incident.hold_until else ""
    return [section(markdown(f"*On hold:* {words.HOLD_REASONS[incident.hold_reason]}{until}"))]


def _resolution(incident: Incident) -> list[Block]:
    if incident.resolution_code is None:
        return []
    summary = incident.resolution_summary or ""
    return [
        section(markdown(f"*Resolution:* {words.RESOLUTIONS[incident.resolution_code]}")),
        section(plain(cut(summary, 1500))),
    ]


def _around(sheet: IncidentSheet, home: str) -> list[Block]:
    """Where it came from and what is being said about it."""
    incident = sheet.incident
    elements = []
    if incident.restricted:
        elements.append(markdown("🔒 Restricted: only you and those who work on it see this"))
    if incident.source_channel and incident.source_ts:
        link = message_link(
            home, incident.source_channel, incident.source_ts, incident.source_thread_ts
        )
        elements.append(markdown(f"Raised from <{link}|this message>"))
    if sheet.comment_count:
        elements.append(markdown(counted(sheet.comment_count)))
    if incident.reopen_count:
        times = "once" if incident.reopen_count == 1 else f"{incident.reopen_count} times"
        elements.append(markdown(f"Reopened {times}"))
    return [context(elements)] if elements else []
