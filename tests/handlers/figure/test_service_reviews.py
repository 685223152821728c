"""/kpi report sends the service review of a month as a file."""

import pytest

from domain.errors import NotAllowed, Refusal
from domain.people import Person
from handlers import digests
from tests.handlers.scene import Scene
from tests.handlers.test_digests import said
from tests.makers import Do
from tests.people import ANN, CHLOE, MAX, ZOE


@pytest.fixture
def scene(do: Do) -> Scene:
    return Scene(do)


@pytest.mark.parametrize(
    ("words", "by", "name", "heading"),
    [
        ("", ANN, "service-desk-2026-02", "Service desk, February 2026"),
        ("2026-01", CHLOE, "platform-2026-01", "Platform, January 2026"),
        ("january platform", ZOE, "platform-2026-01", "Platform, January 2026"),
        ("Service Desk", ZOE, "service-desk-2026-02", "Service desk, February 2026"),
    ],
)
async def test_the_report_of_a_month_comes_as_a_file(
    scene: Scene, words: str, by: Person, name: str, heading: str
) -> None:
    beats = await scene.play(digests.kpi, command=said(f"report {words}", by))
    assert beats == ["ack", "document"]
    sent_name, text = scene.said[-1][1]
    assert sent_name == f"service-review-{name}.md"
    assert text.startswith(f"# Service review: {heading}\n")


@pytest.mark.parametrize(
    ("words", "by", "refused", "says"),
    [
        ("smarch", ANN, Refusal, "not a month. You can write: 2026-02"),
        ("2026-09", ANN, Refusal, "September 2026 has not begun"),
        ("", MAX, NotAllowed, "for its agents, its lead and Steward's admins"),
        ("platform", ANN, NotAllowed, "for its agents, its lead and Steward's admins"),
    ],
)
async def test_what_cannot_be_told_is_said_in_words(
    scene: Scene, words: str, by: Person, refused: type[Exception], says: str
) -> None:
    with pytest.raises(refused, match=says):
        await scene.play(digests.kpi, command=said(f"report {words}", by))
