"""What people do in Slack about major incidents: read, one verb, ack, show."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import incidents as desk
from desk import majors as desk_majors
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.incidents import Resolution
from domain.majors import MajorRole, MajorState, Severity
from domain.people import Person
from handlers import incidents, majors, updates
from handlers.incident import words
from handlers.inputs import Submission
from storage.incidents import Incident
from tests.handlers.scene import NOON, Scene, click, command, filled
from tests.makers import Do, history, major_of, make_incident, make_major
from tests.people import ANN, BEN, CHLOE, DEV, MAX
from views.ids import Button, Field, Form, MoreOfMajor

HOUR = timedelta(hours=1)


@pytest.fixture
def scene(do: Do) -> Scene:
    return Scene(do)


def submission(incident: Incident, form: Form, by: Person, **values: Any) -> Submission:
    number = incident.number
    return Submission(form=form, metadata=number, values=filled(**values), actor=by, now=NOON)


def stands(view: Any) -> dict[str, Any]:
    """What stands in the form's fields when it opens."""
    initial = ("initial_value", "initial_option", "initial_date_time", "initial_user")
    return {
        block["block_id"]: next(
            (block["element"][name] for name in initial if name in block["element"]), None
        )
        for block in view["blocks"]
        if block["type"] == "input"
    }


async def test_who_decides_gets_the_form_that_declares(scene: Scene, noon: datetime) -> None:
    incident = make_incident(scene.transactions, noon)
    pressed = click(incident.number, ANN)
    assert await scene.play(majors.open_declare_form, click=pressed) == ["form", "ack"]
    view = scene.said[0][1]
    assert view["callback_id"] == Form.DECLARE_MAJOR
    assert stands(view)[Field.SEVERITY]["value"] == "sev2"


async def test_others_get_the_form_that_proposes(scene: Scene, noon: datetime) -> None:
    incident = make_incident(scene.transactions, noon)
    pressed = click(incident.number, MAX)
    assert await scene.play(majors.open_declare_form, click=pressed) == ["form", "ack"]
    assert scene.said[0][1]["callback_id"] == Form.PROPOSE_MAJOR
    why = {Field.MAJOR_REASON: "It burns."}
    await scene.play(
        majors.submit_proposal, submission=submission(incident, Form.PROPOSE_MAJOR, MAX, **why)
    )
    assert major_of(scene.transactions, incident).state is MajorState.CANDIDATE
    with pytest.raises(WrongState, match="is proposed already"):
        await scene.play(majors.open_declare_form, click=pressed)


async def test_a_candidate_s_severity_stands_in_the_form(scene: Scene, noon: datetime) -> None:
    incident = make_major(scene.transactions, noon, severity=Severity.SEV3)
    scene.transactions(desk_majors.demote, incident.id, why="No.", by=ANN, at=noon)
    await scene.play(majors.open_declare_form, click=click(incident.number, ANN))
    assert stands(scene.said[0][1])[Field.SEVERITY]["value"] == "sev3"


@pytest.mark.parametrize("severity", Severity)
async def test_it_is_declared_as_it_was_filled_in(
    scene: Scene, noon: datetime, severity: Severity
) -> None:
    incident = make_incident(scene.transactions, noon)
    values = {Field.SEVERITY: ("option", severity.value)}
    filled_in = submission(incident, Form.DECLARE_MAJOR, ANN, **values)
    assert await scene.play(majors.submit_declaration, submission=filled_in) == ["ack"]
    assert major_of(scene.transactions, incident).severity is severity


async def test_a_severity_of_another_version_is_none(scene: Scene, noon: datetime) -> None:
    incident = make_incident(scene.transactions, noon)
    filled_in = submission(incident, Form.DECLARE_MAJOR, ANN, severity=("option", "sev9"))
    with pytest.raises(FieldErrors):
        await scene.play(majors.submit_declaration, submission=filled_in)


async def test_not_major_is_one_press(scene: Scene, noon: datetime) -> None:
    incident = make_incident(scene.transactions, noon, service="Web shop", impact=1, urgency=1)
    pressed = click(incident.number, CHLOE)
    assert await scene.play(majors.decline, click=pressed) == ["ack", "privately"]
    assert major_of(scene.transactions, incident).state is MajorState.DECLINED


@pytest.mark.parametrize(
    ("button", "role"),
    [
        (Button.TAKE_COMMANDER, MajorRole.COMMANDER),
        (Button.TAKE_COMMUNICATIONS, MajorRole.COMMUNICATIONS),
        (Button.TAKE_SCRIBE, MajorRole.SCRIBE),
    ],
)
async def test_each_button_takes_its_role(
    scene: Scene, noon: datetime, button: Button, role: MajorRole
) -> None:
    incident = make_major(scene.transactions, noon)
    pressed = click(incident.number, DEV, action=button)
    assert await scene.play(majors.take_role, click=pressed) == ["ack"]
    assert major_of(scene.transactions, incident).roles == {role: DEV.id}


MENU = {
    MoreOfMajor.HAND_OVER: Form.HAND_OVER_ROLE,
    MoreOfMajor.REGRADE: Form.REGRADE_MAJOR,
    MoreOfMajor.DEMOTE: Form.DEMOTE_MAJOR,
    MoreOfMajor.RELAPSE: Form.RELAPSE_MAJOR,
}


@pytest.mark.parametrize("chosen", MoreOfMajor)
async def test_the_menu_leads_to_its_form(
    scene: Scene, noon: datetime, chosen: MoreOfMajor
) -> None:
    incident = make_major(scene.transactions, noon)
    if chosen is MoreOfMajor.RELAPSE:
        how = {"restored_at": noon, "how": "Water."}
        scene.transactions(desk_majors.mitigate, incident.id, **how, by=ANN, at=noon)
    pressed = click(f"{chosen} {incident.number}", ANN)
    assert await scene.play(majors.more, click=pressed) == ["form", "ack"]
    assert scene.said[0][1]["callback_id"] == MENU[chosen]


async def test_a_menu_of_another_version_is_said_to_be_one(scene: Scene, noon: datetime) -> None:
    incident = make_major(scene.transactions, noon)
    with pytest.raises(NotFound, match="another version"):
        await scene.play(majors.more, click=click(f"fold {incident.number}", ANN))


async def test_each_form_does_its_verb(scene: Scene, noon: datetime) -> None:
    incident = make_major(scene.transactions, noon)
    do = scene.transactions
    await scene.play(majors.take_role, click=click(incident.number, BEN, action=Button.TAKE_SCRIBE))
    why = {Field.MAJOR_REASON: "So it is."}

    async def send(handler: Any, form: Form, **values: Any) -> None:
        filled_in = submission(incident, form, ANN, **values)
        assert await scene.play(handler, submission=filled_in) == ["ack"]

    over = {Field.MAJOR_ROLE: ("option", "scribe"), Field.ROLE_HOLDER: ("user", DEV.id)}
    await send(majors.submit_hand_over, Form.HAND_OVER_ROLE, **over)
    assert major_of(do, incident).scribe_id == DEV.id
    severity = {Field.SEVERITY: ("option", "sev3")}
    await send(majors.submit_severity, Form.REGRADE_MAJOR, **severity, **why)
    assert major_of(do, incident).severity is Severity.SEV3
    how = {Field.RESTORED_AT: NOON, Field.MITIGATION: "Water."}
    await send(majors.submit_mitigation, Form.MITIGATE_MAJOR, **how)
    assert major_of(do, incident).mitigated_at == NOON
    await send(majors.submit_relapse, Form.RELAPSE_MAJOR, **why)
    assert major_of(do, incident).state is MajorState.DECLARED
    await send(majors.submit_demotion, Form.DEMOTE_MAJOR, **why)
    assert major_of(do, incident).state is MajorState.DEMOTED


async def test_the_form_about_mitigation_begins_with_now(scene: Scene, noon: datetime) -> None:
    incident = make_major(scene.transactions, noon)
    pressed = click(incident.number, BEN)
    assert await scene.play(majors.open_mitigate_form, click=pressed) == ["form", "ack"]
    assert stands(scene.said[0][1])[Field.RESTORED_AT] == NOON.timestamp()


async def test_an_update_begins_with_the_last_and_the_cadence(scene: Scene, noon: datetime) -> None:
    incident = make_major(scene.transactions, noon, severity=Severity.SEV2)
    pressed = click(incident.number, BEN)
    assert await scene.play(updates.open_update_form, click=pressed) == ["form", "ack"]
    assert stands(scene.said[0][1]) == {
        Field.AFFECTED: None,
        Field.KNOWN: None,
        Field.DOING: None,
        Field.NEXT_AT: (NOON + HOUR).timestamp(),
    }
    said = {Field.AFFECTED: "Paper.", Field.KNOWN: "It burns.", Field.DOING: "Water."}
    filled_in = submission(incident, Form.POST_UPDATE, BEN, **said, **{Field.NEXT_AT: NOON + HOUR})
    assert await scene.play(updates.submit_update, submission=filled_in) == ["ack"]
    assert history(scene.transactions, incident)[-1].after["known"] == "It burns."
    await scene.play(updates.open_update_form, click=pressed)
    assert stands(scene.said[0][1])[Field.KNOWN] == "It burns."


async def resolved(scene: Scene, noon: datetime) -> Incident:
    incident = make_major(scene.transactions, noon)
    pressed = click(incident.number, BEN)
    assert await scene.play(incidents.open_resolve_form, click=pressed) == ["form", "ack"]
    assert Field.RESTORED_AT in stands(scene.said[0][1])
    values = {
        Field.RESOLUTION_CODE: ("option", Resolution.FIXED.value),
        Field.RESOLUTION_SUMMARY: "Put out.",
        Field.RESTORED_AT: NOON,
    }
    filled_in = submission(incident, Form.RESOLVE_INCIDENT, BEN, **values)
    assert await scene.play(incidents.submit_resolution, submission=filled_in) == ["ack"]
    return incident


async def test_resolving_it_asks_when_the_service_was_restored(
    scene: Scene, noon: datetime
) -> None:
    incident = await resolved(scene, noon)
    assert major_of(scene.transactions, incident).mitigated_at == NOON
    other = make_incident(scene.transactions, noon)
    await scene.play(incidents.open_resolve_form, click=click(other.number, BEN))
    assert Field.RESTORED_AT not in stands(scene.said[0][1])


async def test_the_review_is_drafted_as_a_document_and_done(scene: Scene, noon: datetime) -> None:
    incident = await resolved(scene, noon)
    pressed = click(incident.number, BEN)
    assert await scene.play(updates.draft_review, click=pressed) == ["ack", "document"]
    name, text = scene.said[-1][1]
    assert name == f"{incident.number.lower()}-review.md"
    assert "Ben Okafor resolved it: Put out." in text
    assert await scene.play(updates.open_review_form, click=pressed) == ["form", "ack"]
    filled_in = submission(
        incident, Form.REVIEW_MAJOR, BEN, **{Field.CAUSE: "A jam.", Field.ACTIONS: "None."}
    )
    assert await scene.play(updates.submit_review, submission=filled_in) == ["ack"]
    assert major_of(scene.transactions, incident).state is MajorState.REVIEWED


# The command and the card's menu


async def test_the_word_declares_and_shows_once_it_is_declared(
    scene: Scene, noon: datetime
) -> None:
    incident = make_incident(scene.transactions, noon)
    typed = command(f"major {incident.number}", ANN)
    assert await scene.play(words.incident, command=typed) == ["form", "ack"]
    scene.transactions(desk_majors.declare, incident.id, severity=Severity.SEV1, by=ANN, at=noon)
    assert await scene.play(words.incident, command=typed) == ["ack"]
    assert "SEV-1 · INC-" in scene.reads()


async def test_so_does_the_menu(scene: Scene, noon: datetime) -> None:
    incident = make_incident(scene.transactions, noon)
    chosen = click(f"major {incident.number}", ANN)
    assert await scene.play(words.choose, click=chosen) == ["form", "ack"]
    scene.transactions(desk_majors.declare, incident.id, severity=Severity.SEV1, by=ANN, at=noon)
    assert await scene.play(words.choose, click=chosen) == ["ack", "privately"]


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("update", Form.POST_UPDATE),
        ("mitigated", Form.MITIGATE_MAJOR),
        ("review", Form.REVIEW_MAJOR),
        ("handover", Form.HAND_OVER_ROLE),
        ("severity", Form.REGRADE_MAJOR),
        ("relapse", Form.RELAPSE_MAJOR),
        ("demote", Form.DEMOTE_MAJOR),
    ],
)
async def test_words_open_the_forms(scene: Scene, noon: datetime, word: str, form: Form) -> None:
    incident = make_major(scene.transactions, noon)
    if word == "relapse":
        back = {"restored_at": noon, "how": "Water."}
        scene.transactions(desk_majors.mitigate, incident.id, **back, by=ANN, at=noon)
    if word == "review":
        how = {"code": Resolution.FIXED, "summary": "Put out.", "restored_at": noon}
        scene.transactions(desk.resolve, incident.id, **how, by=BEN, at=noon)
    typed = command(f"{word} {incident.number}", ANN)
    assert await scene.play(words.incident, command=typed) == ["form", "ack"]
    assert scene.said[0][1]["callback_id"] == form


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("command", MajorRole.COMMANDER),
        ("communications", MajorRole.COMMUNICATIONS),
        ("scribe", MajorRole.SCRIBE),
    ],
)
async def test_words_take_roles_and_show_how_it_stands(
    scene: Scene, noon: datetime, word: str, role: MajorRole
) -> None:
    incident = make_major(scene.transactions, noon)
    typed = command(f"{word} {incident.number}", DEV)
    assert await scene.play(words.incident, command=typed) == ["ack"]
    assert major_of(scene.transactions, incident).roles == {role: DEV.id}
    assert f"<@{DEV.id}>" in str(scene.said[0][1])


async def test_a_word_declines(scene: Scene, noon: datetime) -> None:
    incident = make_incident(scene.transactions, noon, service="Web shop", impact=1, urgency=1)
    typed = command(f"decline {incident.number}", CHLOE)
    assert await scene.play(words.incident, command=typed) == ["ack"]
    assert major_of(scene.transactions, incident).state is MajorState.DECLINED


async def test_a_word_about_what_one_may_not_lead_is_refused(scene: Scene, noon: datetime) -> None:
    incident = make_major(scene.transactions, noon)
    with pytest.raises(NotAllowed):
        await scene.play(words.incident, command=command(f"update {incident.number}", MAX))
    assert scene.said == []
