"""A week tells whether it gets better: a chart with the same numbers as text, each figure, and what is a risk."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.digests import OPEN_RISKS, Pile
from domain.figure.capacity import Utilisation
from domain.figure.kpis import Report, Value
from domain.figure.parts import Part
from domain.figure.targets import Target
from domain.figure.trends import OF_A_WEEK
from domain.figures import BY_NAME
from domain.incident.holds import HoldReason
from storage.digest.sheets import Tight, Weekly
from storage.figure.kpis import Behind
from tests.people import ANN, ORGANISATION
from tests.views.digests import a_weekly
from tests.views.hostile import TEXTS, a_sheet
from tests.views.shown_figures import ASKED, a_report
from tests.views.test_digests import values_of
from tests.views.test_hostile_texts import markup
from tests.visitor import visible_text
from views.charts import charts_in, in_words, with_pictures
from views.digest.weekly import weekly
from views.ids import Button
from views.limits import problems_in_message

NOTHING = Value(number=None, n=0)


def shown(sheet: Weekly) -> Any:
    return weekly(sheet, ORGANISATION, ASKED)


def nothing_but(name: str, **line: Any) -> Report:
    """A week in which there is only this."""
    quiet = a_report(None, 0)
    lines = tuple(
        replace(each, **{"before": NOTHING, **(line if each.figure.name == name else {})})
        for each in quiet.lines
    )
    return replace(quiet, lines=lines)


def lines_of(content: Any) -> list[str]:
    """What is told of each figure, the title first."""
    texts = [block["text"]["text"] for block in content["blocks"] if block["type"] == "section"]
    titled = ("Availability of", *(BY_NAME[name].title for name in OF_A_WEEK))
    return [it for it in texts if it.startswith(tuple(f"*{title}" for title in titled))]


def test_every_figure_stands_beside_the_week_before_and_what_is_usual() -> None:
    history = {name: [Value(number=week, n=9) for week in range(1, 9)] for name in OF_A_WEEK}
    sheet = replace(a_weekly(a_report(6, 7)), history=history, availability=[])
    lines = lines_of(shown(sheet))
    assert [it.partition("*  ")[0][1:] for it in lines] == [BY_NAME[it].title for it in OF_A_WEEK]
    assert lines[0].startswith("*Incidents raised*  ↑ 6\nbefore: 1 · median of 8: 4.5\n")
    on_time = next(it for it in lines if it.startswith("*Response on time*"))
    assert (
        on_time
        == "*Response on time*  ↑ 6.0 % ~\nbefore: 1.0 % · median of 8: 4.5 % · n\u00a0=\u00a07"
    )


def test_of_fewer_than_five_there_is_no_arrow() -> None:
    lines = lines_of(shown(a_weekly(a_report(6, 4))))
    assert not [it for it in lines if any(arrow in it for arrow in "↑↓→")]


def test_each_figure_opens_the_records_behind_it() -> None:
    content = shown(replace(a_weekly(a_report(6, 7)), availability=[]))
    buttons = [
        block["accessory"]
        for block in content["blocks"]
        if block.get("accessory", {}).get("action_id") == Button.SHOW_RECORDS
    ]
    assert {it["text"]["text"] for it in buttons} == {"Show the records"}
    assert [it["value"] for it in buttons] == [f"{name} {ASKED}" for name in OF_A_WEEK]


def test_a_services_lines_open_the_outages_of_just_that_service() -> None:
    there, ill = (a_report(99.5, 2).line(name) for name in ("availability", "degraded_share"))
    told = [("Web shop", there), ("Web shop", ill)]
    content = shown(replace(a_weekly(a_report(6, 7)), availability=told))
    values = values_of(content, Button.SHOW_RECORDS)
    assert values[-2:] == [
        "availability week 2026-03-02 P0 service Web shop",
        "degraded_share week 2026-03-02 P0 service Web shop",
    ]
    texts = [it["text"]["text"] for it in content["blocks"] if it["type"] == "section"]
    assert any(it.startswith("*Availability of Web shop*  99.50 %") for it in texts)
    assert any(it.startswith("*Time degraded: Web shop*  99.50 %") for it in texts)


@pytest.mark.parametrize(
    ("number", "reads"),
    [(95.0, "target ≥ 95.0 %, met ✅"), (94.9, "target ≥ 95.0 %, not met ❌"), (None, "target ≥ 95.0 %")],
)  # fmt: skip
def test_a_target_stands_beside_its_figure_met_or_not(number: float | None, reads: str) -> None:
    """Of nothing there is no judgement, and without a target none either."""
    name = "sla_resolution_attainment"
    wanted = Target(figure=name, number=95, is_least=True)
    now, strict = Value(number=number, n=9), replace(wanted, priority=2, number=99)
    by_priority = {1: Value(number=100.0, n=4), 2: Value(number=98.0, n=5)}
    about = {"now": now, "target": wanted, "by_priority": by_priority, "targets": {2: strict}}
    lines = lines_of(shown(a_weekly(nothing_but(name, **about))))
    [line] = [it for it in lines if it.startswith("*Resolution on time*")]
    told, _, below = line.splitlines()
    assert told.endswith(f" · {reads}")
    assert below == "P1 100.0 % (4) · P2 98.0 % (5) ❌"
    assert "target" not in "".join(it for it in lines if it != line)


def test_the_backlog_says_how_old_it_is_and_which_are_the_oldest() -> None:
    incident = a_sheet(title="<!here> printer").incident
    oldest = [Behind(incident, 41 * 86_400 + 5), Behind(incident, 7_200)]
    content = shown(replace(a_weekly(a_report(6, 7)), oldest=oldest))
    [line] = [it for it in lines_of(content) if it.startswith("*Backlog*")]
    *_, ages, named = line.splitlines()
    assert ages.startswith("Age in days: under 1 day: 6 · 1 to 3: 6 · ")
    said = f"{incident.number} &lt;!here&gt; printer"
    assert named == f"Oldest: {said} (41 days) · {said} (2 h)"


def test_a_figure_stands_with_what_it_is_not_to_be_read_without() -> None:
    report = a_report(6, 7)
    of_priorities = {1: Value(number=2, n=7), 3: Value(number=0, n=7), 4: Value(number=5, n=7)}
    reasons = {
        HoldReason.VENDOR: Value(number=4.0, n=3),
        HoldReason.REQUESTER: Value(number=2.0, n=5),
    }
    told: dict[str, Any] = {
        "backlog": {"by_priority": of_priorities},
        "hold_share": {"parts": {Part.REASON: reasons}},
    }
    lines = tuple(replace(it, **told.get(it.figure.name, {})) for it in report.lines)
    read = lines_of(shown(a_weekly(replace(report, lines=lines))))

    def below(title: str) -> list[str]:
        [line] = [it for it in read if it.startswith(f"*{title}*")]
        return line.splitlines()[2:]

    assert below("Backlog")[:2] == [
        "Backlog on hold: 6 · Arrivals: 6 · Closures: 6 · Incidents cancelled: 6 · Incidents merged: 6",
        "By priority: P1: 2 · P4: 5",
    ]
    assert below("First response, median") == [
        "Waiting for an answer: 6 · Waiting for an answer, oldest: 6 s"
    ]
    assert below("Emergency changes") == ["Unauthorised changes: 6"]
    assert below("Time on hold") == [
        "By reason: Waiting for a vendor 4.0 % (3) · Waiting for the requester 2.0 % (5)"
    ]
    nothing = lines_of(shown(a_weekly(nothing_but("backlog", now=Value(number=0, n=7)))))
    assert [it for it in nothing if "Arrivals" in it] == []


def test_on_what_changes_failed_and_what_people_let_others_read_stands_below() -> None:
    sheet = replace(
        a_weekly(a_report(6, 7)),
        failed_assets=[("LB-1 · Balancer", 2)],
        quotes=[(2, "Nobody <@U1>\ncalled"), (5, "Quick")],
    )
    lines = lines_of(shown(sheet))
    [failed] = [it for it in lines if it.startswith("*Changes failed*")]
    assert failed.endswith("\nMost often failed on: LB-1 · Balancer (2)")
    [satisfied] = [it for it in lines if it.startswith("*Satisfied*")]
    assert satisfied.splitlines()[2:] == [
        "Ratings given: 6.0 %",
        "> Nobody &lt;@U1&gt; called (2 of 5)",
        "> Quick (5 of 5)",
    ]


def test_a_week_tells_what_changed_most_and_what_got_worse_and_better() -> None:
    read = visible_text(shown(a_weekly(a_report(6, 7))))
    changed = read.partition("What changed most:")[2].splitlines()[0]
    assert changed.count("before") == 2
    worse, better = (
        read.partition(f"Got {way}:")[2].splitlines()[0] for way in ("worse", "better")
    )
    assert worse.count("before") == better.count("before") == 3
    assert "Response on time" in better
    assert "Backlog" in worse
    told = [
        it.partition(",")[0].strip() for line in (changed, worse, better) for it in line.split(";")
    ]
    assert len(set(told)) == len(told) == 8


def test_what_changed_most_is_said_to_be_good_or_bad_where_it_is_either() -> None:
    better = nothing_but("csat", now=Value(number=90.0, n=9), before=Value(number=60.0, n=9))
    assert "What changed most: ✅ Satisfied 90.0 %, before 60.0 %" in visible_text(
        shown(a_weekly(better))
    )
    worse = nothing_but("backlog", now=Value(number=9, n=9), before=Value(number=6, n=6))
    assert "What changed most: 🔻 Backlog 9, before 6" in visible_text(shown(a_weekly(worse)))
    neither = nothing_but("incidents_raised", now=Value(number=9, n=9), before=Value(number=6, n=6))
    read = visible_text(shown(a_weekly(neither)))
    assert "What changed most: Incidents raised 9, before 6" in read
    assert "Got" not in read


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
    assert read.index("Open risks") > read.index("Availability of")


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
    assert "Time to restore, median" not in read.partition("– no records")[0]


@pytest.mark.parametrize(("number", "count"), [(6, 7), (None, 0)])
def test_one_that_is_late_says_so(number: float | None, count: int) -> None:
    """Also where there is nothing else to say."""
    sheet = a_weekly(nothing_but("") if number is None else a_report(number, count), count)
    assert "sent late" not in visible_text(shown(sheet))
    assert "sent late" in visible_text(shown(replace(sheet, is_late=True)))


def test_a_service_that_was_there_all_week_stands_there_where_that_is_promised() -> None:
    report = nothing_but("backlog", now=Value(number=3, n=3))
    line = report.line("availability")
    wanted = replace(line, target=Target(figure="availability", number=99, is_least=True))
    for told, is_told in ((line, False), (wanted, True)):
        read = visible_text(shown(replace(a_weekly(report, 0), availability=[("Shop", told)])))
        assert ("Availability of Shop" in read) is is_told


def test_a_risk_is_told_in_a_week_without_anything_else() -> None:
    quiet = a_weekly(nothing_but(""), 0)
    heaps = a_weekly(a_report(), 1).risks
    sheet = replace(quiet, risks={Pile.EXPIRED: heaps[Pile.EXPIRED]})
    read = visible_text(shown(sheet))
    assert "1 asset in use whose support or contract is over" in read
    assert "(warranty ended 2026-03-02)" in read
    assert "a quiet week" not in read


def test_what_is_nearly_full_is_named_with_when_it_will_be() -> None:
    used = Utilisation(n=168, mean=91.2, p95=97.0, peak=99.1, left_out=7_200, full_in=12.5)
    tight = [Tight("DB-1 <db> disk", used), Tight("NAS", replace(used, left_out=0, full_in=None))]
    lines = lines_of(shown(replace(a_weekly(a_report(91.2, 168)), tight=tight)))
    [line] = [it for it in lines if it.startswith("*Capacity used*")]
    numbers = "91.2 % on average, p95 97.0 %, peak 99.1 %"
    assert line.splitlines()[2:] == [
        f"⚠️ DB-1 &lt;db&gt; disk: {numbers}, full in 12.5 days, without 2 h of no samples",
        f"⚠️ NAS: {numbers}, not growing",
    ]


@given(st.floats(-1e12, 1e12), st.integers(0, 10**9), TEXTS)
def test_whatever_the_numbers_and_names_are(number: float, n: int, text: str) -> None:
    name = (text or "x")[:75]
    sheet = a_weekly(a_report(number, n), title=(text or "x")[:150], assignee_id=ANN.id)
    names, quotes = [(name, n)], [(5, text)] * 2
    sheet = replace(sheet, assets=names, failed_assets=names, quotes=quotes)
    sheet = replace(sheet, availability=[(name, sheet.report.line("availability"))])
    content = shown(sheet)
    assert problems_in_message(content) == []
    plain = replace(
        sheet,
        risks=a_weekly(a_report(), title="x", assignee_id=ANN.id).risks,
        assets=[("x", n)],
        failed_assets=[("x", n)],
        quotes=[(5, "x")] * 2,
        availability=[("x", sheet.report.line("availability"))],
    )
    assert markup(content) == markup(shown(plain))
