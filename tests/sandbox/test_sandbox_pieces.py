"""Small rules on their own: what people type, what elements hold, what a reader sees."""

from typing import Any

import pytest

from sandbox.company.channels import problem_in_name
from sandbox.company.conversation import Conversation
from sandbox.company.mentions import calls
from sandbox.company.text import sent_by_app, typed
from sandbox.visit.elements import BadValue, state_values
from tests.sandbox.conftest import actions, button, plain, section
from tests.visitor import visible_text

PEOPLE = {"ann berger": "U1", "ann": "U2", "max weber": "U3"}
CHANNELS = {"general": "C1", "service-desk": "C2"}


@pytest.mark.parametrize(
    ("text", "as_slack_has_it"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("@Ann Berger and @ann", "<@U1> and <@U2>"),
        ("mail@ann is no mention, nor @annabel", "mail@ann is no mention, nor @annabel"),
        ("#service-desk, #service-desks", "<#C2|service-desk>, #service-desks"),
        ("@here @channel", "<!here> <!channel>"),
        ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
        ("see https://a.example/?x=1&y=2.", "see <https://a.example/?x=1&amp;y=2>."),
        ("(https://a.example/b)", "(<https://a.example/b>)"),
    ],
)
def test_what_people_type(text: str, as_slack_has_it: str) -> None:
    assert typed(text, PEOPLE, CHANNELS) == as_slack_has_it


@pytest.mark.parametrize(
    ("text", "as_slack_has_it"),
    [
        ("*INC-1* & <@U1>", "*INC-1* &amp; <@U1>"),
        ("<https://a.example|there> &lt;b&gt;", "<https://a.example|there> &lt;b&gt;"),
        ("1 < 2", "1 &lt; 2"),
        ("https://a.example/x&gt;", "<https://a.example/x>&gt;"),
        ("<!date^1|{date}^x> at https://a.example", "<!date^1|{date}^x> at <https://a.example>"),
    ],
)
def test_what_apps_send(text: str, as_slack_has_it: str) -> None:
    assert sent_by_app(text) == as_slack_has_it


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("inc-1_printer", None),
        ("überblick", None),
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("--", "invalid_name_punctuation"),
        ("Inc", "invalid_name_specials"),
        ("a b", "invalid_name_specials"),
    ],
)
def test_names_of_channels(name: str, problem: str | None) -> None:
    assert problem_in_name(name) == problem


def test_every_stateful_element_holds_something() -> None:
    options = [{"text": plain("One"), "value": "1"}]
    blocks = [
        actions(
            {"type": "static_select", "action_id": "s", "options": options},
            {"type": "users_select", "action_id": "u", "initial_user": "U1"},
            {"type": "datepicker", "action_id": "d"},
            {"type": "checkboxes", "action_id": "c", "options": options},
            button("No state", "b"),
            block_id="x",
        )
    ]
    given = {"x": {"s": {"type": "static_select", "selected_option": {"value": "1"}}}}
    assert state_values(blocks, given)["x"] == {
        "s": {"type": "static_select", "selected_option": options[0]},
        "u": {"type": "users_select", "selected_user": "U1"},
        "d": {"type": "datepicker", "selected_date": None},
        "c": {"type": "checkboxes", "selected_options": []},
    }
    given["x"]["s"]["selected_option"] = {"value": "forged"}
    with pytest.raises(BadValue):
        state_values(blocks, given)


def test_a_thread_forgets_its_last_reply() -> None:
    conversation = Conversation()
    conversation.add({"ts": "1.000001"})
    conversation.add({"ts": "1.000002", "thread_ts": "1.000001", "user": "U1"})
    assert conversation.shown({"ts": "1.000001"})["reply_count"] == 1
    conversation.remove("1.000002")
    assert "reply_count" not in conversation.shown({"ts": "1.000001"})


@pytest.mark.parametrize(
    ("message", "is_called"),
    [
        ({"text": "<@U1> look"}, True),
        ({"text": "<!here> look"}, True),
        ({"text": "&lt;!here&gt; <@U11>"}, False),
        ({"text": "<@U1>", "blocks": [section("only notified of it")]}, True),
        ({"blocks": [section("<@U1>")]}, True),
        ({"blocks": [{"type": "header", "text": plain("<!channel> <@U1>")}]}, False),
        (
            {"blocks": [{"type": "rich_text", "elements": [{"type": "user", "user_id": "U1"}]}]},
            True,
        ),
    ],
)
def test_who_is_called(message: dict[str, Any], is_called: bool) -> None:
    assert calls(message, "U1") is is_called


def test_what_a_reader_sees() -> None:
    message = {
        "text": "not shown where there are blocks",
        "blocks": [
            {"type": "header", "text": plain("INC-1 *as it is*")},
            section("*Raised* by <@U1> &lt;b&gt; in <#C1>, see <https://a.example|the log>"),
            section("due <!date^1772452800^{date}|2 March>"),
            actions(button("Acknowledge", "a")),
        ],
    }
    assert visible_text(message, {"U1": "Ann Berger", "C1": "general"}).splitlines() == [
        "INC-1 *as it is*",
        "Raised by @Ann Berger <b> in #general, see the log",
        "due 2 March",
        "Acknowledge",
    ]
    assert visible_text({"text": "_just_ `text`"}) == "just text"
