"""What comes from Slack, read as a person would."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.inputs import Click, Command, plain_text
from handlers.values import Values
from tests.people import MAX
from views.blocks import escaped
from views.ids import Field

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "reads"),
    [
        ("the printer is on fire", "the printer is on fire"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;script&amp;gt;", "&lt;script&gt;"),
        ("ask <@U0BEN>", "ask @U0BEN"),
        ("ask <@U0BEN|ben.okafor>", "ask @ben.okafor"),
        ("in <#C0DESK|service-desk>", "in #service-desk"),
        ("in <#C0DESK>", "in #C0DESK"),
        ("in <#C0DESK|>", "in #C0DESK"),
        ("<!here> <!channel> <!everyone>", "@here @channel @everyone"),
        ("<!here|here>", "here"),
        ("<!subteam^S0DESK|@desk>", "@desk"),
        ("<!subteam^S0DESK>", "@subteam"),
        ("<!date^1772452800^{date}|2 March>", "2 March"),
        ("<https://example.org/a?b=1&amp;c=2>", "https://example.org/a?b=1&c=2"),
        ("<https://example.org|example.org>", "https://example.org"),
        ("<https://example.org|the shop>", "the shop (https://example.org)"),
        ("<mailto:max@example.org|max@example.org>", "max@example.org"),
        ("&lt;!channel&gt; &lt;@U1&gt;", "<!channel> <@U1>"),
        ("*b* _i_ ~s~ `c`", "*b* _i_ ~s~ `c`"),
        ("", ""),
    ],
)
def test_slack_s_text_reads_as_it_was_meant(sent: str, reads: str) -> None:
    assert plain_text(sent) == reads


@given(st.text())
def test_what_was_typed_comes_back_as_it_was_typed(typed: str) -> None:
    assert plain_text(escaped(typed)) == typed


@given(st.text())
def test_no_text_makes_reading_stumble(sent: str) -> None:
    assert isinstance(plain_text(sent), str)


@pytest.mark.parametrize(
    ("text", "words"),
    [("List", ("list", "")), ("incident  INC-1 ", ("incident", "INC-1")), ("", ("", ""))],
)
def test_a_command_has_a_first_word(text: str, words: tuple[str, str]) -> None:
    assert Command(name="/steward", text=text, actor=MAX, now=NOON).words == words


@pytest.mark.parametrize(
    ("value", "incident_id"), [("INC-7", 7), ("", 0), ("CHG-7", 0), ("7", 0), ("INC-0", 0)]
)
def test_a_button_that_names_no_incident_means_one_that_is_not_there(
    value: str, incident_id: int
) -> None:
    click = Click(action="x", value=value, actor=MAX, now=NOON, in_private=False, view=None)
    assert click.incident_id == incident_id


FILLED = Values(
    {
        Field.TITLE: {Field.TITLE: {"type": "plain_text_input", "value": "It broke"}},
        Field.IMPACT: {Field.IMPACT: {"selected_option": {"value": "2"}}},
        Field.ASSIGNEE: {Field.ASSIGNEE: {"selected_user": "U0BEN"}},
        Field.RESTRICTED: {Field.RESTRICTED: {"selected_options": [{"value": "yes"}]}},
    }
)
EMPTY = Values(
    {
        Field.TITLE: {Field.TITLE: {"type": "plain_text_input", "value": None}},
        Field.IMPACT: {Field.IMPACT: {"selected_option": None}},
        Field.ASSIGNEE: {Field.ASSIGNEE: {"selected_user": None}},
        Field.RESTRICTED: {Field.RESTRICTED: {"selected_options": []}},
    }
)


def test_fields_are_read_by_their_kind() -> None:
    assert FILLED.text(Field.TITLE) == "It broke"
    assert FILLED.choice(Field.IMPACT) == "2"
    assert FILLED.person(Field.ASSIGNEE) == "U0BEN"
    assert FILLED.is_ticked(Field.RESTRICTED)


@pytest.mark.parametrize("values", [EMPTY, Values({}), Values({Field.TITLE: {}})])
def test_an_empty_field_and_a_missing_one_read_the_same(values: Values) -> None:
    assert values.text(Field.TITLE) == ""
    assert values.choice(Field.IMPACT) is None
    assert values.person(Field.ASSIGNEE) is None
    assert not values.is_ticked(Field.RESTRICTED)
