"""Whatever people type, what is shown keeps Slack's limits, and what they typed is text."""

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import unescape

from hypothesis import example, given, settings
from hypothesis import strategies as st

from desk.tokens import PAGE
from domain.incidents import Report
from domain.major.war_rooms import Part
from domain.organisation import Organisation, Service, Team
from domain.text import clean, clean_line
from storage.outbox import Message, Owed
from storage.war_rooms import WarRoom
from tests.people import BEN, EVERYONE, ORGANISATION
from tests.views.hostile import (
    HOME,
    NOON,
    TEXTS,
    a_token,
    a_webhook,
    bens_details,
    entries,
    incidents,
    sheets,
)
from views import notices, steward, tokens
from views.blocks import escaped, said_plainly
from views.incident import forms
from views.incidents import card, listing, receipt
from views.limits import problems_in_message, problems_in_view

NAMES = TEXTS.map(lambda text: clean_line(text)[:75] or "x")
ORGANISATIONS = st.builds(
    lambda names, services: Organisation(
        teams=tuple(
            Team(key=key, name=name, channel="#desk")
            for key, name in zip(["service-desk", "platform"], names, strict=True)
        ),
        services=tuple(Service(name=name, team="platform") for name in services),
        holders={},
    ),
    st.tuples(NAMES, NAMES),
    st.lists(NAMES, unique=True, max_size=3)
    | st.just([f"{number:02} {'S' * 72}" for number in range(100)]),
)
OUR_MARKUP = re.compile(
    rf"<@({'|'.join(person.id for person in EVERYONE)})>"
    r"|<!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d: UTC-]+>"
    rf"|<{re.escape(HOME)}archives/C[A-Z0-9]+/p\d+(\?thread_ts=[\d.]+&cid=C[A-Z0-9]+)?\|[A-Za-z ]+>"
)


def texts(thing: Any, kind: str) -> Iterator[str]:
    """Every text of this kind in blocks."""
    if isinstance(thing, list | tuple):
        for each in thing:
            yield from texts(each, kind)
    elif isinstance(thing, dict):
        if thing.get("type") == kind:
            yield thing["text"]
        for each in thing.values():
            yield from texts(each, kind)


def markup(message: Any) -> list[str]:
    """What Slack would take for a mention, link or ping, leaving aside what is ours."""
    marked = [message.get("text", ""), *texts(message["blocks"], "mrkdwn")]
    return [found for text in marked for found in re.findall(r"<[^>]*>?", OUR_MARKUP.sub("", text))]


@given(sheet=sheets(), organisation=ORGANISATIONS)
@settings(max_examples=80)
def test_what_is_shown_of_an_incident_keeps_the_limits_and_pings_nobody(
    sheet: Any, organisation: Organisation
) -> None:
    for show in (card, receipt, bens_details):
        shown = show(sheet, organisation, HOME)
        assert problems_in_message(shown) == []
        assert markup(shown) == []


@given(sheet=sheets(), entry=entries().filter(lambda entry: entry.event in notices.SENTENCES))
def test_so_does_what_is_told_in_private(sheet: Any, entry: Any) -> None:
    shown = notices.notice(entry, sheet, HOME, sheet.incident.reporter_id)
    assert problems_in_message(shown) == []
    assert markup(shown) == []


@given(st.lists(incidents(), max_size=8), st.booleans(), st.none() | st.just((5, 2**63 - 1)))
@settings(max_examples=40)
def test_so_does_a_list(page: list[Any], mine: bool, more: tuple[int, int] | None) -> None:
    shown = listing(page, mine=mine, is_first=False, more=more)
    assert problems_in_message(shown) == []
    assert markup(shown) == []


@given(TEXTS, TEXTS, TEXTS, ORGANISATIONS)
def test_the_raise_form_takes_whatever_was_typed_so_far(
    title: str, description: str, asset: str, organisation: Organisation
) -> None:
    draft = Report(
        title=clean(title),
        description=clean(description),
        affected_asset=clean(asset),
        service=organisation.services[0].name if organisation.services else "gone",
        restricted=True,
    )
    view = forms.raise_form(draft, organisation, metadata="{}")
    assert problems_in_view(view) == []
    assert markup(view) == []


@given(incidents())
def test_so_do_the_other_forms(incident: Any) -> None:
    for view in (
        forms.assign_form(incident, suggested=BEN.id),
        forms.resolve_form(incident),
        forms.reopen_form(incident),
    ):
        assert problems_in_view(view) == []
        assert markup(view) == []


@given(NAMES, TEXTS.map(lambda text: clean_line(text)[:81] or "#x"), TEXTS.map(clean_line))
def test_so_does_trouble_with_a_channel(team: str, channel: str, error: str) -> None:
    for told in (*notices.TROUBLES, error[:100]):
        shown = notices.trouble({"team": team, "channel": channel, "error": told})
        assert problems_in_message(shown) == []
        assert markup(shown) == []


@given(TEXTS.map(clean), st.integers(0, 10))
@example("&" * 500, 10)
def test_so_does_what_admins_see(error: str, count: int) -> None:
    owed = Owed(
        key="k",
        message=Message.CARD,
        destination="team:service-desk",
        owed_at=NOON,
        error=error[:500],
        given_up_at=NOON,
    )
    owed.id = 1
    content = steward.overview()
    room = WarRoom(incident_id=1, wanted_at=NOON, given_up_at=NOON)
    room.failed = dict.fromkeys(Part, error)
    hook = a_webhook(error or "&" * 75, error[:500])
    content["blocks"] += steward.health(
        count, count, NOON, [owed] * count, [room] * count, [hook] * count
    )
    assert problems_in_message(content) == []
    assert markup(content) == []


@given(NAMES)
def test_so_does_what_they_see_of_tokens(name: str) -> None:
    token = a_token(name, expires_at=NOON, last_used_at=NOON)
    shown = tokens.listing([token] * PAGE, is_first=False, more=1)
    assert problems_in_message(shown) == []
    assert markup(shown) == []
    assert problems_in_view(tokens.secret_once(token, "stw_" + "x" * 43)) == []


@given(TEXTS.map(clean).filter(bool))
def test_so_does_a_refusal_that_quotes_what_was_typed(text: str) -> None:
    shown = said_plainly(text)
    assert problems_in_message(shown) == []
    assert markup(shown) == []


@given(sheets())
@settings(max_examples=40)
def test_what_people_typed_stands_in_plain_text_only(sheet: Any) -> None:
    incident = sheet.incident
    incident.title = incident.description = incident.affected_asset = "zqx *t* `zqx`"
    if incident.resolution_code:
        incident.resolution_summary = "zqx"
    for said in (*sheet.steps, *sheet.comments):
        setattr(said, "why" if hasattr(said, "why") else "text", "zqx")
    for show in (card, receipt, bens_details):
        marked = texts(show(sheet, ORGANISATION, HOME)["blocks"], "mrkdwn")
        assert not [text for text in marked if "zqx" in text]


@given(TEXTS)
def test_escaped_text_marks_nothing_up_and_reads_the_same(text: str) -> None:
    assert not set("<>") & set(escaped(text))
    assert unescape(escaped(text)) == text
