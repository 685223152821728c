"""Changes as people read them: card, the requester's copy, details."""

from datetime import timedelta

from domain.change.requests import in_words
from domain.changes import SAMPLED, ChangeState, ChangeType, is_sampled
from domain.organisation import Organisation
from domain.people import Person
from domain.text import cut, duration
from storage.change.sheets import ChangeSheet
from storage.changes import Change
from views.blocks import (
    Block,
    Content,
    actions,
    context,
    escaped,
    facts,
    header,
    markdown,
    mention,
    moment,
    plain,
    section,
    window,
)
from views.change import risks
from views.change.buttons import (
    details_button,
    everything_else,
    more,
    readers_buttons,
    step_buttons,
    vote_buttons,
)
from views.change.conflicts import conflicts, rule_set_aside
from views.change.differences import since_shown
from views.change.emergencies import emergency, urgency
from views.change.history import history
from views.change.texts import LONGEST, as_shown, way_to_the_rest
from views.change.touched import touched
from views.change.words import CATEGORIES, ENVIRONMENTS, RESULTS, STATES, TYPES
from views.comments import comment, counted
from views.links import message_link
from views.stages import approval

REASON_ON_CARD = 300


def card(sheet: ChangeSheet, organisation: Organisation, home: str) -> Content:
    """The shared card: the same for everyone who looks at it."""
    change = sheet.change
    blocks = [
        header(headline(change)),
        _state_of_things(sheet, organisation),
        *touched(sheet.touched, organisation),
        *_reason(change, REASON_ON_CARD),
        *urgency(change),
        *_course(sheet),
        *history(sheet.steps),
        *_talk(sheet),
        actions(
            [
                *vote_buttons(sheet),
                *step_buttons(sheet),
                details_button(change),
                more(sheet),
            ]
        ),
    ]
    return {"text": in_one_line(change), "blocks": blocks}


def receipt(sheet: ChangeSheet, organisation: Organisation, home: str) -> Content:
    """What the requester has in hand: the number, where it stands, and the way to its card."""
    change = sheet.change
    requester = Person(id=change.requester_id, name="", zone="UTC")  # whatever else they are
    opening = f"You asked for *{change.number}*. {_WHAT_NOW[change.state]}"
    if sheet.card:
        opening += f" <{message_link(home, *sheet.card)}|See its card>."
    blocks = [
        section(markdown(opening)),
        header(headline(change)),
        _state_of_things(sheet, organisation),
        *touched(sheet.touched, organisation),
        *_course(sheet),
        *history(sheet.steps),
        actions([*step_buttons(sheet, requester), details_button(change), more(sheet, requester)]),
    ]
    return {"text": f"{change.number} · {escaped(change.title)}", "blocks": blocks}


def details(sheet: ChangeSheet, organisation: Organisation, home: str, reader: Person) -> Content:
    """Everything about one change, and what may be done with it, for the one who asked."""
    change = sheet.change
    blocks = [
        header(headline(change)),
        _state_of_things(sheet, organisation),
        *touched(sheet.touched, organisation),
        *as_shown(change),
        _particulars(change),
        *_course(sheet),
        *history(sheet.steps),
        *(comment(it, sheet.names) for it in sheet.comments),
        *_way_to_card(sheet, home),
        actions(
            [
                *readers_buttons(sheet, reader),
                *way_to_the_rest(change),
                everything_else(sheet, reader),
            ]
        ),
    ]
    return {"text": in_one_line(change), "blocks": blocks}


def _talk(sheet: ChangeSheet) -> list[Block]:
    return [context([markdown(counted(sheet.comment_count))])] if sheet.comment_count else []


def _way_to_card(sheet: ChangeSheet, home: str) -> list[Block]:
    if sheet.card is None:
        return []
    return [context([markdown(f"<{message_link(home, *sheet.card)}|See its card>")])]


def headline(change: Change) -> str:
    return f"{change.number} · {change.title}"


def in_one_line(change: Change) -> str:
    state = STATES[change.state].partition(" ")[2]
    return f"{change.number} · {state} · {escaped(change.title)}"


def _state_of_things(sheet: ChangeSheet, organisation: Organisation) -> Block:
    change = sheet.change
    team = organisation.team(change.team_key)
    hold = " ⏸️ on hold" if change.hold_reason else ""
    return facts(
        [
            markdown(f"*State*\n{STATES[change.state]}{hold}"),
            markdown(f"*Risk*\n{risks.in_words(change)}"),
            markdown(f"*Window*\n{window(change.starts_at, change.ends_at)}"),
            markdown(f"*Service*\n{escaped(change.service) if change.service else 'none'}"),
            markdown(f"*Carried out by*\n{mention(change.implementer_id)}"),
            markdown(f"*Asked for by*\n{mention(change.requester_id)}"),
            markdown(f"*Type*\n{TYPES[change.type]}"),
            markdown(f"*Team*\n{escaped(team.name if team else change.team_key)}"),
        ]
    )


def _particulars(change: Change) -> Block:
    minutes = change.interruption_minutes
    parts = [
        f"Environment: {ENVIRONMENTS[change.environment]}",
        f"Category: {CATEGORIES[change.category]}",
        f"Interruption: {duration(timedelta(minutes=minutes)) if minutes else 'none expected'}",
    ]
    if change.back_out_minutes is not None:
        parts.append(f"Undone within {duration(timedelta(minutes=change.back_out_minutes))}")
    if change.template:
        parts.append(f"Template: `{escaped(change.template)}`")
    return context([markdown(" · ".join(parts))])


def _course(sheet: ChangeSheet) -> list[Block]:
    """How its approval stands, what has changed since it was asked for, and how it went."""
    change = sheet.change
    asked = "those who decide were"
    differences = since_shown(change, sheet.shown_before, who=asked) if sheet.undecided else []
    return [
        *approval(sheet),
        *differences,
        *emergency(sheet),
        *_left_open(change),
        *conflicts(change),
        *_exceptions(sheet),
        *_held(change),
        *_caused(sheet),
        *_result(change),
    ]


def _left_open(change: Change) -> list[Block]:
    """It has begun and could not wait for this."""
    if not (change.left_open and change.is_completed_late):
        return []
    return [context([markdown(f"Still to be said: {in_words(change.left_open)}")])]


def _exceptions(sheet: ChangeSheet) -> list[Block]:
    blocks = []
    for exception in sheet.exceptions:
        deciders = ", ".join(map(mention, filter(None, (exception.approved_by or "").split(", "))))
        how = "asked for"
        if exception.approved_at:
            how = f"granted by {deciders}" if deciders else "granted with its approval"
        about = f"{rule_set_aside(exception.what, exception.number)} set aside, {how}"
        blocks.append(context([markdown(about), plain(f"“{cut(exception.reason, 300)}”")]))
    return blocks


def _held(change: Change) -> list[Block]:
    if change.hold_reason is None:
        return []
    return [
        context([markdown("⏸️ On hold:"), plain(cut(change.hold_reason, 500))]),
    ]


def _caused(sheet: ChangeSheet) -> list[Block]:
    """What came of it, but what is for few eyes only."""
    return [
        context(
            [
                markdown(f"💥 {'Caused' if confirmed else 'May have caused'} *{it.number}*:"),
                plain(it.title),
            ]
        )
        for it, confirmed in sheet.caused[:CAUSED_SHOWN]
        if not it.restricted
    ]


CAUSED_SHOWN = 4


def _result(change: Change) -> list[Block]:
    if change.result is None:
        return []
    told = f"*{RESULTS[change.result]}*"
    if change.started_at and change.finished_at:
        told += f" · {window(change.started_at, change.finished_at)}"
    if change.outage_minutes:
        told += f" · away for {duration(timedelta(minutes=change.outage_minutes))}"
    if change.objected:
        told += " · somebody who had approved it objected"
    blocks = [section(markdown(told))]
    if change.outcome:
        blocks.append(section(plain(cut(change.outcome, LONGEST))))
    if change.state is ChangeState.REVIEW and change.review_due_at:
        blocks.append(
            context(
                [
                    markdown(
                        f"Somebody else reviews it by {moment(change.review_due_at)}{_sample(change)}"
                    )
                ]
            )
        )
    if change.review_summary:
        blocks.append(section(markdown("*Review*")))
        blocks.append(section(plain(cut(change.review_summary, LONGEST))))
    return blocks


def _sample(change: Change) -> str:
    """Why it is, where nothing is wrong with it."""
    if change.type is not ChangeType.STANDARD or not is_sampled(change.number):
        return ""
    return f": of {SAMPLED} standard changes one is looked at, picked by its number"


def _reason(change: Change, length: int) -> list[Block]:
    return [section(plain(cut(change.reason, length)))] if change.reason else []


_WHAT_NOW = {
    ChangeState.DRAFT: "It is with you: edit it to ask again.",
    ChangeState.ASSESSMENT: "It is risky, so a change manager looks at it first.",
    ChangeState.APPROVAL: "Those who decide have been asked.",
    ChangeState.SCHEDULED: "It is approved. Whoever carries it out is told when it can start.",
    ChangeState.IMPLEMENTING: "It is being carried out.",
    ChangeState.REVIEW: "It has been carried out, and somebody else looks back at it.",
    ChangeState.CLOSED: "It is closed.",
    ChangeState.REJECTED: "It was rejected. Edit it to ask again.",
    ChangeState.CANCELLED: "It was withdrawn.",
}
