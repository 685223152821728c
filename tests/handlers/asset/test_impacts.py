"""What fails with an incident's or a change's assets, as people take something out of it in a form."""

from typing import Any

import pytest

from handlers.asset import impacts
from handlers.change import words as change_words
from handlers.incident import words as incident_words
from handlers.inputs import Submission
from storage.asset import impact_exclusions
from tests.assets import make_asset, relate
from tests.changes import ask
from tests.handlers.scene import NOON, Scene, command, filled
from tests.makers import Do, make_incident
from tests.people import BEN, ZOE
from tests.visitor import visible_text
from views.ids import Form


@pytest.mark.parametrize(
    ("word", "form"),
    [("incident", Form.SAY_INCIDENT_IMPACT), ("change", Form.SAY_CHANGE_IMPACT)],
)
async def test_what_is_chosen_is_not_hit(do: Do, word: str, form: Form) -> None:
    db, app = make_asset(do, NOON, "db"), make_asset(do, NOON, "app")
    relate(do, NOON, app, db)
    subject: Any = (
        make_incident(do, NOON, assets=(db.id,))
        if word == "incident"
        else ask(do, NOON, assets=(db.number,))
    )
    door = incident_words.incident if word == "incident" else change_words.change
    by = BEN if word == "incident" else ZOE
    scene = Scene(do)
    said = command(f"impact {subject.number}", by, f"/{word}")
    assert await scene.play(door, command=said) == ["form", "ack"]
    view = scene.said[0][1]
    assert view["callback_id"] == form
    assert "app" in visible_text(view)
    chosen = {"not_hit": ("options", app.number), "not_hit_why": "It has a copy."}
    await scene.play(
        impacts.submit,
        submission=Submission(
            form=form,
            metadata=view["private_metadata"],
            values=filled(**chosen),
            actor=by,
            now=NOON,
        ),
    )
    out = do(impact_exclusions.of, subject.kind, subject.id)
    assert out == {app.id: "It has a copy."}
