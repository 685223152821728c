"""What stands at the top of a Home: how much is theirs now, and to a lead how each of their teams stands."""

from collections.abc import Callable, Iterator, Sequence

from domain.figure.kpis import Line, Report
from domain.organisation import Organisation
from storage.home_sheets import Board, HomeSheet, Section
from views.blocks import Block, button, context, escaped, markdown, section
from views.figure.kpis import TRENDS, number, of_whom
from views.ids import Button

WELCOME = (
    "*Nothing waits for you.* When something is broken, raise an incident; when something is to be different, ask for "
    "a change. What you raise and have, and what you are asked to decide or to do, will stand here."
)

_NOTHING = {
    Section.WAITING: "Nothing waits for your decision.",
    Section.ASSIGNED: "Nothing is assigned to you.",
}
_SOMETHING = {
    Section.WAITING: "✋ *{n:,}* for your decision",
    Section.ASSIGNED: "📥 *{n:,}* assigned to you",
    Section.RAISED: "📣 *{n:,}* raised by you",
}


def figures(
    sheet: HomeSheet, organisation: Organisation, asked: Callable[[Report], str]
) -> list[Block]:
    """Of themselves for everybody, of teams for their leads alone; `asked` is what a button below figures carries."""
    if sheet.is_empty:
        return [section(markdown(WELCOME))]
    blocks = [section(markdown(_theirs(sheet)))]
    for board in sheet.boards:
        blocks += _team(board, organisation, asked(board.report))
    return blocks


def _theirs(sheet: HomeSheet) -> str:
    counts = {which: pile.count for which, pile in sheet.piles.items()}
    told = [says.format(n=counts[which]) for which, says in _SOMETHING.items() if counts[which]]
    late = [f"🔴 *{sheet.overdue:,}* overdue"] if sheet.overdue else []
    nothing = [says for which, says in _NOTHING.items() if not counts[which]]
    return "\n".join(filter(None, [" · ".join([*late, *told]), " ".join(nothing)]))


def _team(board: Board, organisation: Organisation, asked: str) -> list[Block]:
    """How it stands, and its week beside the last one, as `/kpi` tells it."""
    report = board.report
    backlog = report.line("backlog")
    week = [line for line in report.lines if line is not backlog]
    now = [
        f"*{escaped(of_whom(report, organisation))}*: *{number(backlog.figure, backlog.now)}* open",
        *([f"🔴 *{board.overdue:,}* overdue"] if board.overdue else []),
        f"{board.unassigned:,} with nobody",
        f"{board.urgent:,} P1 or P2",
    ]
    shows = button("All figures", Button.SHOW_FIGURES, asked)
    return [
        section(markdown(" · ".join(now)), accessory=shows),
        context([markdown("This week (last week): " + " · ".join(_beside(week)))]),
    ]


def _beside(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        trend = TRENDS[line.trend] if line.trend is not None else ""
        before = number(line.figure, line.before) if line.before else ""
        yield f"{line.figure.title} {trend}*{number(line.figure, line.now)}* ({before})"
