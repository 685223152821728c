"""The table of contents: what is shown is handled, what is handled is shown, and the manifest says the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

import handlers
from bot.background import Background
from bot.comings import Comings
from bot.door import NEEDS, listed
from bot.sending.outcomes import UNREACHABLE
from domain.events import ABOUT_INCIDENTS
from domain.incident.links import LinkKind
from domain.incident.sla import ClockState
from domain.incidents import Report, Resolution, State
from domain.majors import MajorState, Severity
from storage.outbox import Message, Owed
from storage.sheets import Kin
from tests.bot.test_manifest import MANIFEST
from tests.people import BEN, ORGANISATION
from tests.views.digests import forms_about_digests, messages_about_digests
from tests.views.homes import a_home, drawn
from tests.views.hostile import (
    HOME,
    NOON,
    a_clock,
    a_major,
    a_major_sheet,
    a_sheet,
    a_token,
    bens_details,
)
from tests.views.shown_assets import an_asset, forms_about_assets, messages_about_assets
from tests.views.shown_changes import forms_about_changes, messages_about_changes
from tests.views.shown_figures import messages_about_figures
from tests.views.test_notices import UPDATE, entry_of, told
from views import majors, notices, steward, tokens
from views.ids import Button, Command, Field, Form, Shortcut
from views.incident import forms as incident_forms
from views.incident import link_forms
from views.incident.clocks import why
from views.incident.duplicates import already_raised
from views.incident.ratings import comment_form
from views.incident.timelines import timeline
from views.incidents import card, listing, receipt
from views.major import forms as major_forms

TABLES = {
    "commands": handlers.COMMANDS,
    "actions": handlers.ACTIONS,
    "forms": handlers.FORMS,
    "shortcuts": handlers.SHORTCUTS,
    "options": handlers.OPTIONS,
    "events": handlers.EVENTS,
}
CARD_AT = ("C0SERVICEDESK", "100.000100")


def everything_shown() -> Iterator[Mapping[str, Any]]:
    """Every message and view we have, in every state."""
    for state in State:
        ended = state is State.RESOLVED
        how = {"resolution_code": Resolution.FIXED, "resolution_summary": "Done."} if ended else {}
        sheet = replace(a_sheet(state, **how), card=CARD_AT)
        for show in (card, receipt, bens_details):
            yield show(sheet, ORGANISATION, HOME)
    yield listing([a_sheet().incident], mine=True, is_first=False, more=(5, 7))
    for event in notices.SENTENCES:
        yield told(event, card=CARD_AT)
    for event in notices.ALARMS:
        yield told(event, card=CARD_AT)
    clock = a_clock(ClockState.RUNNING)
    yield card(replace(a_sheet(), clocks=[clock]), ORGANISATION, HOME)
    yield why(a_sheet().incident, [(clock, 60, [])], "UTC")
    yield timeline(a_sheet(), [entry_of(event) for event in ABOUT_INCIDENTS])
    for major_state in MajorState:
        for holder in (None, BEN.id):
            sheet = a_major_sheet(major_state, commander_id=holder)
            yield majors.status(replace(sheet, whole=replace(sheet.whole, card=CARD_AT)), HOME)
            yield card(sheet.whole, ORGANISATION, HOME)
    yield drawn(a_home(begins=5))
    for command in Command:
        yield steward.help_for(command)
    yield steward.overview()
    owed = Owed(key="k", message=Message.CARD, destination="team:desk", owed_at=NOON)
    yield {"blocks": steward.health(1, 1, NOON, [owed])}
    yield tokens.listing([a_token()], is_first=False, more=1)
    yield tokens.secret_once(a_token(), "stw_x")
    yield from messages_about_figures()
    yield from messages_about_changes()
    yield from messages_about_assets()
    yield from messages_about_digests()
    yield from all_forms()


def all_forms() -> list[Mapping[str, Any]]:
    incident = a_sheet().incident
    return [
        incident_forms.raise_form(Report(), ORGANISATION),
        incident_forms.raise_form(
            Report(), ORGANISATION, already=already_raised([incident], viewer_id=BEN.id, now=NOON)
        ),
        incident_forms.assign_form(incident, suggested=BEN.id),
        incident_forms.resolve_form(incident),
        incident_forms.reopen_form(incident),
        incident_forms.hold_form(incident, until=NOON),
        incident_forms.cancel_form(incident),
        incident_forms.move_form(incident, ORGANISATION),
        incident_forms.affected_form(incident, [an_asset()]),
        incident_forms.priority_form(incident, may_set=True),
        incident_forms.resolve_form(incident, restored_by=NOON),
        link_forms.merge_form(incident, into="INC-9", newer=a_sheet().incident),
        link_forms.link_form(incident),
        link_forms.unlink_form(
            incident, [Kin(kind=LinkKind.CHILD_OF, outwards=True, incident=a_sheet().incident)]
        ),
        major_forms.declare_form(incident, supposed=Severity.SEV2),
        major_forms.propose_form(incident),
        major_forms.demote_form(incident),
        major_forms.regrade_form(incident, a_major()),
        major_forms.relapse_form(incident),
        major_forms.hand_over_form(incident, a_major()),
        major_forms.update_form(incident, last=UPDATE, next_at=NOON),
        major_forms.mitigate_form(incident, now=NOON),
        major_forms.review_form(incident),
        comment_form(incident, 5),
        tokens.new_form(asks_for=BEN.id),
        *forms_about_changes(),
        *forms_about_assets(),
        *forms_about_digests(),
    ]


def fires(block: Mapping[str, Any]) -> Iterator[str]:
    """The ids of what sends a press when it is used."""
    if block["type"] == "input":
        if block.get("dispatch_action"):
            yield block["element"]["action_id"]
        return
    elements = block.get("elements") if block["type"] == "actions" else []
    yield from (
        each["action_id"] for each in [*(elements or []), block.get("accessory") or {}] if each
    )


def parts(shown: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in it, however deep."""
    if isinstance(shown, Mapping):
        yield shown
    inside = shown.values() if isinstance(shown, Mapping) else shown
    if isinstance(inside, Iterable) and not isinstance(inside, str):
        for each in inside:
            yield from parts(each)


SHOWN = {
    found for shown in everything_shown() for block in shown["blocks"] for found in fires(block)
}


def test_what_is_shown_is_handled_and_what_is_handled_is_shown() -> None:
    assert set(handlers.ACTIONS) == SHOWN


def test_every_button_is_shown_somewhere() -> None:
    assert set(Button) == {shown for shown in SHOWN if shown not in set(Field)}


def test_no_id_is_shown_that_stands_in_no_list() -> None:
    shown = {part["action_id"] for part in parts(list(everything_shown())) if "action_id" in part}
    assert shown <= set(Button) | set(Field)
    assert shown >= SHOWN


def test_every_field_that_asks_for_choices_is_answered_and_shown() -> None:
    asks = {"external_select", "multi_external_select"}
    everything = parts(list(everything_shown()))
    assert {it["action_id"] for it in everything if it.get("type") in asks} == set(handlers.OPTIONS)


def test_nothing_is_shown_that_asks_what_nobody_answers() -> None:
    """Views that ask for it tell that they were closed: we do not handle that."""
    everything = parts(list(everything_shown()))
    assert not [part for part in everything if part.get("notify_on_close")]


def test_every_form_is_shown_and_handled() -> None:
    assert {form["callback_id"] for form in all_forms()} == set(Form) == set(handlers.FORMS)


def test_every_field_stands_in_a_form_under_its_own_name() -> None:
    inputs = [block for form in all_forms() for block in form["blocks"] if block["type"] == "input"]
    assert {block["block_id"] for block in inputs} == set(Field)
    assert all(block["block_id"] == block["element"]["action_id"] for block in inputs)


def test_commands_are_the_same_in_manifest_views_and_handlers() -> None:
    written = {each["command"] for each in MANIFEST["features"]["slash_commands"]}
    assert written == set(Command) == set(handlers.COMMANDS) == set(steward.HELP)


def test_shortcuts_are_the_same_in_manifest_views_and_handlers() -> None:
    written = {each["callback_id"] for each in MANIFEST["features"]["shortcuts"]}
    assert written == set(Shortcut) == set(handlers.SHORTCUTS)


def test_the_manifest_subscribes_to_just_the_events_we_follow() -> None:
    subscribed = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    kinds = {event.partition(".")[0] for event in subscribed}
    assert kinds == set(handlers.EVENTS) | followed()


def test_no_event_is_followed_twice() -> None:
    assert not set(handlers.EVENTS) & followed()


def followed() -> set[str]:
    """What tells of people and channels that come and go."""
    nobody: Any = None
    comings = Comings(
        *(nobody, nobody, nobody, nobody, Background()),
        bot_user_id=None,
        wake_sender=nobody,
        now=nobody,
    )
    return set(comings.events)


def test_text_after_a_command_comes_with_its_mentions_resolved() -> None:
    assert all(each["should_escape"] for each in MANIFEST["features"]["slash_commands"])


@pytest.mark.parametrize("table", TABLES)
def test_every_handler_asks_for_what_can_be_given(table: str) -> None:
    read = listed(TABLES[table])
    assert set(read) == {str(name) for name in TABLES[table]}
    assert all(each.needs <= NEEDS for each in read.values())


@pytest.mark.parametrize("table", TABLES)
def test_every_handler_acknowledges(table: str) -> None:
    assert all("ack" in each.needs for each in listed(TABLES[table]).values())


def test_a_misspelt_need_is_found_when_the_bot_starts() -> None:
    async def approve(clik: object, ack: object) -> None: ...

    with pytest.raises(TypeError, match="approve asks for clik"):
        listed({"change.approve": approve})


def test_every_way_a_channel_can_be_out_of_reach_has_words() -> None:
    assert set(notices.TROUBLES) == UNREACHABLE
