"""Whoever says how it went says whether others may read it."""

import pytest

from desk import incidents
from desk.incident import ratings
from domain.incidents import Resolution
from handlers.incident.ratings import submit_comment
from handlers.inputs import Submission
from storage.incident.ratings import Rating
from tests.handlers.scene import NOON, Scene, filled
from tests.makers import Do, make_incident
from tests.people import BEN, MAX, ORGANISATION
from views.ids import Form


@pytest.mark.parametrize("quoted", [True, False])
async def test_a_comment_is_passed_on_only_where_that_is_ticked(do: Do, quoted: bool) -> None:
    incident = make_incident(do, NOON)
    how = {"code": Resolution.FIXED, "summary": "Put out.", "by": BEN, "at": NOON}
    resolved = do(incidents.resolve, incident.id, **how)
    do(lambda tx: ratings.ask(tx, tx.merge(resolved), organisation=ORGANISATION, at=NOON))
    ticked = {"rating_quoted": ("options", "yes")} if quoted else {}
    said = Submission(
        form=Form.COMMENT_RATING,
        metadata=f"4 {incident.number}",
        values=filled(rating_comment="Quick", **ticked),
        actor=MAX,
        now=NOON,
    )
    scene = Scene(do)
    await scene.play(submit_comment, submission=said)
    kept = do(lambda tx: tx.get_one(Rating, incident.id))
    assert (kept.score, kept.comment, kept.may_be_quoted) == (4, "Quick", quoted)
    do(ratings.rate, incident.id, score=5, comment=None, by=MAX, at=NOON)
    kept = do(lambda tx: tx.get_one(Rating, incident.id))
    assert (kept.score, kept.comment, kept.may_be_quoted) == (5, "Quick", quoted)
