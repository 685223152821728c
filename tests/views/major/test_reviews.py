"""The review of a major incident, drafted from what happened."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.events import Event
from domain.incidents import State
from domain.majors import MajorState
from domain.numbers import Kind
from domain.people import SYSTEM
from storage.incidents import Comment
from storage.journal import Entry
from storage.sheets import Chronicle
from tests.people import ANN, BEN, MAX, ORGANISATION
from tests.views.hostile import (
    NOON,
    a_major,
    a_major_sheet,
    a_sheet,
)
from tests.views.test_notices import UPDATE
from views.major.reviews import draft, file_name


def a_chronicle(**facts: Any) -> Chronicle:
    """The printer's fire from report to review, an hour later; Ben wrote in its channel meanwhile."""
    whole = a_sheet(State.RESOLVED, resolution_code="fixed", resolution_summary="Put out.", **facts)
    sheet = a_major_sheet(
        MajorState.RESOLVED,
        whole=whole,
        mitigated_at=NOON + timedelta(minutes=30),
        resolved_at=NOON + timedelta(minutes=60),
        communications_id="U0GONE00000",
    )

    def entry(minutes: int, event: Event, by: str, **more: Any) -> Entry:
        at = NOON + timedelta(minutes=minutes)
        about = {"subject_kind": Kind.INCIDENT, "subject_id": 7}
        return Entry(at=at, actor_id=by, event=event, **about, **more)

    return Chronicle(
        sheet=sheet,
        entries=[
            entry(0, Event.INCIDENT_RAISED, MAX.id),
            entry(5, Event.MAJOR_DECLARED, ANN.id, after={"severity": "sev1"}),
            entry(11, Event.MAJOR_NOTED, BEN.id),
            entry(12, Event.MAJOR_UPDATED, BEN.id, after=UPDATE),
            entry(20, Event.MAJOR_UPDATE_MISSED, SYSTEM.id, after={"due": NOON.isoformat()}),
            entry(30, Event.MAJOR_MITIGATED, ANN.id, why="Water."),
        ],
        said=[
            Comment(
                incident_id=7,
                channel_id="C0ROOM7",
                ts="1.2",
                author_id=BEN.id,
                text="I look for\nwater.",
                written_at=NOON + timedelta(minutes=11),
                internal=True,
            )
        ],
        names={person.id: person.name for person in (ANN, BEN, MAX)},
    )


def test_the_draft_tells_what_happened_in_order_with_names_and_local_times() -> None:
    lines = draft(a_chronicle(), ORGANISATION).split("\n")
    timeline = [line for line in lines if line.startswith("- **")]
    assert timeline == [
        "- **2026-03-02 13:00** Max Weber raised it",
        "- **2026-03-02 13:05** Ann Berger declared it a major incident, SEV-1",
        "- **2026-03-02 13:11** Ben Okafor: I look for water.",
        "- **2026-03-02 13:12** Ben Okafor gave an update: "
        "Nobody can print. · It burns. · Somebody looks for water.",
        "- **2026-03-02 13:20** an update was missed",
        "- **2026-03-02 13:30** Ann Berger reported the service back: Water.",
    ]
    assert "Times in Europe/Berlin." in lines


def test_the_draft_says_how_long_everything_took_and_what_is_still_to_be_written() -> None:
    text = draft(a_chronicle(description="Smoke\nand fire"), ORGANISATION)
    for told_there in (
        "# INC-7 · The printer is on fire: review",
        "| Service restored | 2026-03-02 13:30 (after 30 min) |",
        "| Resolved | 2026-03-02 14:00 (after 1 h) |",
        "| Commander | Ann Berger |",
        "| Communications | U0GONE00000 |",
        "| Scribe | – |",
        "> Smoke\n> and fire",
        "Fixed.\n\n> Put out.",
        "## Cause",
        "## Actions",
    ):
        assert told_there in text
    assert file_name(a_chronicle().sheet) == "inc-7-review.md"


def test_an_incident_that_was_never_resolved_can_be_drafted_too() -> None:
    chronicle = a_chronicle()
    sheet = replace(chronicle.sheet, whole=a_sheet(), major=a_major(declared_at=None))
    text = draft(replace(chronicle, sheet=sheet), ORGANISATION)
    assert "| Declared | – |" in text
    assert "## How it ended" not in text


def test_nothing_people_typed_marks_up_the_draft() -> None:
    chronicle = a_chronicle(title="# [x](http://evil) | *b*")
    chronicle.said[0].text = "- **now** `rm` <script>"
    text = draft(chronicle, ORGANISATION)
    assert "# INC-7 · \\# \\[x\\](http://evil) \\| \\*b\\*: review" in text
    assert "Ben Okafor: - \\*\\*now\\*\\* \\`rm\\` \\<script\\>" in text
