"""What can be said after /incident, and chosen in an incident's menus: each word leads to the handler of its button."""

from collections.abc import Mapping

from desk import incidents
from desk.incident import assignments, holds, links, watchers
from desk.major import candidates
from domain.majors import MajorRole
from domain.numbers import Kind
from domain.organisation import Organisation
from handlers import incidents as steps
from handlers import majors, updates
from handlers.asset import impacts
from handlers.incident import affected, clocks, priorities, reports
from handlers.incident import holds as hold_handlers
from handlers.incident import links as link_handlers
from handlers.incident.reports import draft_of
from handlers.inputs import Click, Command
from handlers.shapes import choosing, in_answer, privately, quietly, show_one, then_shown
from handlers.tools import Ack, Do, Handler, Read, Show, hand_over
from handlers.typed import word_and_number
from views import steward
from views.ids import Button, More
from views.ids import Command as Slash
from views.incident import forms
from views.incidents import listing


async def incident(
    command: Command,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    """/incident: list, mine, help, a number, a word and a number; anything else is what is broken."""
    word = command.text.lower()
    found = word_and_number(command.text, WORDS, Kind.INCIDENT)
    if found is not None:
        await hand_over(
            WORDS[found[0]],
            command=command,
            click=command.pressed(Kind.INCIDENT, found[1]),
            do=do,
            read=read,
            ack=ack,
            show=show,
            organisation=organisation,
            home=home,
        )
    elif word in {"list", "mine"}:
        mine = word == "mine"
        page, more = await read(incidents.list_open, mine=mine, after=None, by=command.actor)
        await ack(listing(page, mine=mine, is_first=True, more=more))
    elif word == "help":
        await ack(steward.help_for(Slash.INCIDENT))
    else:
        await show.form(forms.raise_form(draft_of(command.text), organisation))
        await ack()


async def assign(
    command: Command,
    click: Click,
    do: Do,
    read: Read,
    ack: Ack,
    show: Show,
    organisation: Organisation,
    home: str,
) -> None:
    """`/incident assign INC-1 @Ben` does it at once, without a name the form asks."""
    person = command.person
    if person is None:
        await steps.open_assign_form(click, read, ack, show, organisation)
        return
    await do(
        assignments.assign,
        click.incident_id,
        to=person,
        organisation=organisation,
        by=click.actor,
        at=click.now,
    )
    await show_one(click, read, ack, organisation, home)


WORDS: Mapping[str, Handler] = {
    "show": show_one,
    "ack": then_shown(assignments.acknowledge),
    "acknowledge": then_shown(assignments.acknowledge),
    "take": then_shown(assignments.take),
    "assign": assign,
    "assets": affected.open_form,
    "impact": impacts.open_of_incident,
    "move": steps.open_move_form,
    "hold": hold_handlers.open_hold_form,
    "resume": then_shown(holds.resume),
    "resolve": steps.open_resolve_form,
    "confirm": then_shown(incidents.confirm),
    "reopen": steps.open_reopen_form,
    "follow": reports.open_follow_up,
    "cancel": steps.open_cancel_form,
    "priority": priorities.open_priority_form,
    "merge": link_handlers.merge_by_word,
    "link": link_handlers.link_by_word,
    "unlink": link_handlers.unlink_by_word,
    "child": link_handlers.child_by_word,
    "detach": then_shown(links.detach),
    "watch": then_shown(watchers.watch),
    "unwatch": then_shown(watchers.unwatch),
    "major": majors.by_word,
    "decline": then_shown(candidates.decline),
    "command": majors.taking(MajorRole.COMMANDER),
    "communications": majors.taking(MajorRole.COMMUNICATIONS),
    "scribe": majors.taking(MajorRole.SCRIBE),
    "handover": majors.open_hand_over_form,
    "severity": majors.open_regrade_form,
    "relapse": majors.open_relapse_form,
    "demote": majors.open_demote_form,
    "update": updates.open_update_form,
    "mitigated": majors.open_mitigate_form,
    "review": updates.open_review_form,
    "why": in_answer(clocks.explained),
    "timeline": in_answer(steps.timeline_of),
}
"""Words that stand before a number."""

MENU: Mapping[str, Handler] = {
    More.TAKE: quietly(assignments.take),
    More.PRIORITY: priorities.open_priority_form,
    More.WHY: privately(clocks.explained),
    More.TIMELINE: privately(steps.timeline_of),
    More.ALL: steps.show_details,
    More.MAJOR: majors.by_menu,
    More.ASSETS: affected.open_form,
    More.IMPACT: impacts.open_of_incident,
    More.MOVE: steps.open_move_form,
    More.MERGE: link_handlers.open_merge_form,
    More.LINK: link_handlers.open_link_form,
    More.UNLINK: link_handlers.open_unlink_form,
    More.WATCH: quietly(watchers.watch),
    More.UNWATCH: quietly(watchers.unwatch),
    More.CANCEL: steps.open_cancel_form,
}

COMMANDS: Mapping[str, Handler] = {Slash.INCIDENT: incident}
choose = choosing(MENU, "the card")

ACTIONS: Mapping[str, Handler] = {Button.MORE_OF_INCIDENT: choose}
