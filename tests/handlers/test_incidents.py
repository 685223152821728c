"""What people do in Slack about incidents: read, one verb, ack, show."""

from datetime import datetime
from typing import Any

import pytest

from desk import incidents as desk
from domain.errors import FieldErrors, NotFound
from domain.incidents import State
from handlers import incidents
from handlers.incident import reports, words
from handlers.inputs import ShortcutUse, Submission
from tests.handlers.scene import NOON, Scene, click, command, filled
from tests.makers import Do, history, make_incident, make_resolved
from tests.people import BEN, DEV, MAX
from views.ids import Field, Form

LONG = "word " * 40


@pytest.fixture
def scene(do: Do) -> Scene:
    return Scene(do)


def fields(view: Any) -> dict[str, str]:
    """What stands in the form's text fields."""
    return {
        block["block_id"]: block["element"].get("initial_value", "")
        for block in view["blocks"]
        if block["type"] == "input" and block["element"]["type"] == "plain_text_input"
    }


async def submit(scene: Scene, handler: Any, form: Form, metadata: str, **values: Any) -> None:
    submission = Submission(
        form=form, metadata=metadata, values=filled(**values), actor=BEN, now=NOON
    )
    await scene.play(handler, submission=submission)


# The command


@pytest.mark.parametrize("text", ["{number}", "{lower}", " {number} "])
async def test_a_number_shows_the_incident(scene: Scene, noon: datetime, text: str) -> None:
    incident = make_incident(scene.transactions, noon)
    typed = text.format(number=incident.number, lower=incident.number.lower())
    assert await scene.play(words.incident, command=command(typed, MAX)) == ["ack"]
    assert f"{incident.number} · The printer is on fire" in scene.reads()


async def test_a_number_one_may_not_see_is_not_there(scene: Scene, noon: datetime) -> None:
    incident = make_incident(scene.transactions, noon, restricted=True)
    with pytest.raises(NotFound):
        await scene.play(words.incident, command=command(incident.number, DEV))
    assert scene.said == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("list", "Open incidents"),
        ("LIST", "Open incidents"),
        ("mine", "Your open incidents"),
        ("Mine", "Your open incidents"),
        ("help", "/incident help"),
    ],
)
async def test_words_that_mean_something(
    scene: Scene, noon: datetime, text: str, says: str
) -> None:
    make_incident(scene.transactions, noon)
    assert await scene.play(words.incident, command=command(text, MAX)) == ["ack"]
    assert says in scene.reads()


@pytest.mark.parametrize(
    ("text", "title", "description"),
    [
        ("", "", ""),
        ("the printer is on fire", "the printer is on fire", ""),
        ("list of printers is empty", "list of printers is empty", ""),
        ("help me", "help me", ""),
        ("INC-1 is back", "INC-1 is back", ""),
        ("two\nlines", "two lines", "two\nlines"),
        (LONG.strip(), LONG[:149].rstrip() + "…", LONG.strip()),
        ("pay \u202eDNIM\x00", "pay DNIM", ""),
    ],
)
async def test_anything_else_is_what_is_broken(
    scene: Scene, text: str, title: str, description: str
) -> None:
    assert await scene.play(words.incident, command=command(text, MAX)) == ["form", "ack"]
    form = fields(scene.said[0][1])
    assert (form[Field.TITLE], form[Field.DESCRIPTION]) == (title, description)


# Shortcuts


async def test_a_message_becomes_an_incident_and_keeps_the_way_back(scene: Scene) -> None:
    message = {"channel": "C1", "ts": "1.2", "thread_ts": "1.1", "text": "ask <@U1|ann> &amp; me"}
    use = ShortcutUse(name="x", actor=MAX, now=NOON, message=message)
    assert await scene.play(reports.raise_by_shortcut, shortcut=use) == ["form", "ack"]
    form = scene.said[0][1]
    assert fields(form)[Field.TITLE] == "ask @ann & me"
    await submit(
        scene, reports.submit_report, Form.RAISE_INCIDENT, form["private_metadata"], title="Help"
    )
    (_, report) = scene.done[-1]
    assert report.source == ("C1", "1.2", "1.1")


async def test_the_global_shortcut_opens_an_empty_form(scene: Scene) -> None:
    use = ShortcutUse(name="x", actor=MAX, now=NOON, message=None)
    assert await scene.play(reports.raise_by_shortcut, shortcut=use) == ["form", "ack"]
    assert set(fields(scene.said[0][1]).values()) == {""}


# Forms


async def test_a_report_is_raised_as_it_was_filled_in(scene: Scene) -> None:
    await submit(
        scene,
        reports.submit_report,
        Form.RAISE_INCIDENT,
        "",
        title="It broke",
        service=("option", "Web shop"),
        impact=("option", "1"),
        urgency=("option", "9"),
    )
    (_, report) = scene.done[-1]
    assert (report.title, report.service, int(report.impact), int(report.urgency)) == (
        "It broke",
        "Web shop",
        1,
        3,
    )
    assert scene.said == [("ack", None)]


async def test_a_form_is_acknowledged_only_when_it_was_taken(scene: Scene) -> None:
    with pytest.raises(FieldErrors):
        await submit(scene, reports.submit_report, Form.RAISE_INCIDENT, "", title="")
    assert scene.said == []


@pytest.mark.parametrize(
    ("handler", "form", "values", "state"),
    [
        (
            incidents.submit_assignment,
            Form.ASSIGN_INCIDENT,
            {"assignee": ("user", BEN.id)},
            State.IN_PROGRESS,
        ),
        (
            incidents.submit_resolution,
            Form.RESOLVE_INCIDENT,
            {"resolution_code": ("option", "fixed"), "resolution_summary": "Done."},
            State.RESOLVED,
        ),
    ],
)
async def test_a_step_is_taken_as_it_was_filled_in(
    scene: Scene, noon: datetime, handler: Any, form: Form, values: dict[str, Any], state: State
) -> None:
    incident = make_incident(scene.transactions, noon)
    await submit(scene, handler, form, incident.number, **values)
    sheet = scene.transactions(desk.show, incident.id, by=BEN)
    assert sheet.incident.state is state
    assert scene.said == [("ack", None)]


async def test_a_reopening_says_why(scene: Scene, noon: datetime) -> None:
    incident = make_resolved(scene.transactions, noon)
    await submit(
        scene,
        incidents.submit_reopening,
        Form.REOPEN_INCIDENT,
        incident.number,
        reopen_reason="It is back.",
    )
    assert history(scene.transactions, incident)[-1].why == "It is back."


@pytest.mark.parametrize("metadata", ["", "INC-0", "nonsense"])
async def test_a_form_about_nothing_finds_nothing(scene: Scene, metadata: str) -> None:
    with pytest.raises(NotFound):
        await submit(scene, incidents.submit_assignment, Form.ASSIGN_INCIDENT, metadata)


# Buttons


@pytest.mark.parametrize(("in_private", "beats"), [(False, ["ack"]), (True, ["ack", "instead"])])
async def test_acknowledging_leaves_the_shared_card_to_the_sender(
    scene: Scene, noon: datetime, in_private: bool, beats: list[str]
) -> None:
    incident = make_incident(scene.transactions, noon)
    press = click(incident.number, BEN, in_private=in_private)
    assert await scene.play(incidents.acknowledge, click=press) == beats


@pytest.mark.parametrize("in_private", [False, True])
async def test_details_never_show_in_the_channel(
    scene: Scene, noon: datetime, in_private: bool
) -> None:
    incident = make_incident(scene.transactions, noon)
    press = click(incident.number, MAX, in_private=in_private)
    assert await scene.play(incidents.show_details, click=press) == ["ack", "privately"]
    assert incident.number in scene.reads()


@pytest.mark.parametrize("handler", [incidents.open_assign_form, incidents.open_resolve_form])
async def test_a_form_opens_before_the_ack(scene: Scene, noon: datetime, handler: Any) -> None:
    incident = make_incident(scene.transactions, noon)
    assert await scene.play(handler, click=click(incident.number, BEN)) == ["form", "ack"]
    assert scene.said[0][1]["private_metadata"] == incident.number


async def test_the_reporter_gets_the_form_to_reopen(scene: Scene, noon: datetime) -> None:
    incident = make_resolved(scene.transactions, noon)
    press = click(incident.number, MAX)
    assert await scene.play(incidents.open_reopen_form, click=press) == ["form", "ack"]


async def test_pages_are_turned_in_place(scene: Scene, noon: datetime) -> None:
    made = [make_incident(scene.transactions, noon) for _ in range(9)]
    await scene.play(words.incident, command=command("list", MAX))
    turn = scene.said[0][1]["blocks"][-1]["elements"][0]["value"]
    assert await scene.play(incidents.turn_page, click=click(turn, MAX)) == ["ack", "instead"]
    assert made[8].number in scene.reads()
    assert made[0].number not in scene.reads()


@pytest.mark.parametrize("value", ["", "open", "open:0:0", "open:x:y", "open:1:" + "9" * 30])
async def test_a_page_nobody_knows_is_the_first(scene: Scene, noon: datetime, value: str) -> None:
    incident = make_incident(scene.transactions, noon)
    assert await scene.play(incidents.turn_page, click=click(value, MAX)) == ["ack", "instead"]
    assert incident.number in scene.reads()
