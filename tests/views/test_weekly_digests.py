"""A week tells whether it gets better: a chart with the same numbers as text, a table, and what is a risk."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.digests import OPEN_RISKS, Pile
from domain.kpis import Report, Value
from domain.trends import OF_A_WEEK
from storage.digest_sheets import Weekly
from tests.people import ANN, ORGANISATION
from tests.views.digests import a_weekly
from tests.views.hostile import TEXTS
from tests.views.shown_figures import ASKED, a_report
from tests.views.test_digests import values_of
from tests.views.test_hostile_texts import markup
from tests.visitor import visible_text
from views.charts import charts_in, in_words, with_pictures
from views.ids import Button
from views.limits import problems_in_message
from views.weekly_digests import weekly

NOTHING = Value(number=None, n=0)


def shown(sheet: Weekly) -> Any:
    return weekly(sheet, ORGANISATION, ASKED)


def nothing_but(name: str, **line: Any) -> Report:
    """A week in which there is only this."""
    quiet = a_report(None, 0)
    lines = tuple(
        replace(each, before=NOTHING, **(line if each.figure.name == name else {}))
        for each in quiet.lines
    )
    return replace(quiet, lines=lines)


def rows_of(content: Any) -> list[list[str]]:
    [table] = [block for block in content["blocks"] if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in table["rows"]]


def test_every_figure_stands_beside_the_week_before_and_what_is_usual() -> None:
    history = {name: [Value(number=week, n=9) for week in range(1, 9)] for name in OF_A_WEEK}
    sheet = replace(a_weekly(a_report(6, 7)), history=history, availability=[])
    heading, *rows = rows_of(shown(sheet))
    assert heading == [" ", "last week", "week before", "median of 8", "n"]
    assert [row[0] for row in rows[:3]] == ["Incidents raised", "Incidents resolved", "Backlog"]
    assert rows[0] == ["Incidents raised", "↑ 6", "1", "4.5", " "]
    assert rows[6] == ["Response on time", "↑ 6.0 % ~", "1.0 %", "4.5 %", "7"]


def test_of_fewer_than_five_there_is_no_arrow() -> None:
    rows = rows_of(shown(a_weekly(a_report(6, 4))))
    assert not [cell for row in rows for cell in row if cell.startswith(("↑", "↓", "→"))]


def test_a_week_tells_what_changed_most_and_what_got_worse_and_better() -> None:
    read = visible_text(shown(a_weekly(a_report(6, 7))))
    assert "What changed most:" in read
    worse, better = (
        read.partition(f"Got {way}:")[2].splitlines()[0] for way in ("worse", "better")
    )
    assert worse.count("before") == better.count("before") == 3
    assert "Response on time" in better
    assert "Backlog" in worse


def test_the_chart_says_the_same_in_words_and_numbers() -> None:
    content = shown(a_weekly(a_report()))
    [chart] = charts_in(content)
    assert [point["label"] for point in chart["chart"]["series"][0]["data"]][-1] == "W 9"
    assert "Raised: W 2 500, W 3 500" in in_words(chart)
    assert "Raised: 500 · 500" in visible_text(content)


def test_a_picture_takes_the_place_of_a_chart_or_nothing_does() -> None:
    content = shown(a_weekly(a_report()))
    pictured, bare = with_pictures(content, ["F0PICTURE1"]), with_pictures(content, [])
    assert [problems_in_message(each) for each in (pictured, bare)] == [[], []]
    assert not charts_in(pictured)
    [picture] = [block for block in pictured["blocks"] if block["type"] == "image"]
    assert picture["slack_file"] == {"id": "F0PICTURE1"}
    assert "W 9 500" in picture["alt_text"]
    assert len(bare["blocks"]) == len(content["blocks"]) - 1


def test_a_week_without_incidents_has_no_chart() -> None:
    history = {name: [NOTHING] * 8 for name in OF_A_WEEK}
    assert not charts_in(shown(replace(a_weekly(a_report()), history=history)))


def test_open_risks_come_last_and_each_opens_its_list() -> None:
    content = shown(a_weekly(a_report()))
    assert values_of(content, Button.SHOW_PILE) == [f"{pile} 7 2026-03-02" for pile in OPEN_RISKS]
    read = visible_text(content)
    assert "500 changes of high risk are ahead" in read
    assert read.index("Open risks") > read.index("Most often about")


def test_nobody_turns_over_what_stands_in_a_channel() -> None:
    """What a press puts in the place of a message would stand there for everybody."""
    content = shown(a_weekly(a_report()))
    parts = [part for block in content["blocks"] for part in block.get("elements") or []]
    assert Button.SHOW_FIGURES not in {part.get("action_id") for part in parts}
    assert Button.CHOOSE_RECORDS in {part.get("action_id") for part in parts}


def test_a_quiet_week_is_one_line_and_what_there_is_nothing_of_is_left_out() -> None:
    assert len(shown(a_weekly(nothing_but(""), 0))["blocks"]) == 1
    some = nothing_but("backlog", now=Value(number=3, n=3))
    read = visible_text(shown(a_weekly(some, 0)))
    assert "Backlog" in read
    assert "Time to restore, median" not in read.partition("there is nothing to tell")[0]


def test_a_risk_is_told_in_a_week_without_anything_else() -> None:
    quiet = a_weekly(nothing_but(""), 0)
    heaps = a_weekly(a_report(), 1).risks
    sheet = replace(quiet, risks={Pile.EXPIRED: heaps[Pile.EXPIRED]})
    read = visible_text(shown(sheet))
    assert "1 asset in use whose support or contract is over" in read
    assert "a quiet week" not in read


@given(st.floats(-1e12, 1e12), st.integers(0, 10**9), TEXTS)
def test_whatever_the_numbers_and_names_are(number: float, n: int, text: str) -> None:
    name = (text or "x")[:75]
    sheet = a_weekly(a_report(number, n), title=(text or "x")[:150], assignee_id=ANN.id)
    sheet = replace(sheet, assets=[(name, n)], availability=[(name, sheet.report.lines[0])])
    content = shown(sheet)
    assert problems_in_message(content) == []
    plain = replace(sheet, risks=a_weekly(a_report(), title="x", assignee_id=ANN.id).risks)
    assert markup(content) == markup(shown(replace(plain, assets=[("x", n)])))
