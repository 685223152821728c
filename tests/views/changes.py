"""Changes to show: Max's keys in every state, and the worst that people can write into one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.approvals import Choice, Rule, StageState
from domain.assets import AssetClass, Criticality, Status
from domain.change.exceptions import ExceptionRule
from domain.change.requests import Category, Environment
from domain.change.risk import Floor, Question, Risk
from domain.changes import ChangeState, ChangeType, Result
from domain.events import CHANGE_STEPS, Event
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.text import clean, clean_line, cut
from storage.approvals import ApprovalStage, Ballot, Elector, judged
from storage.assets import Asset
from storage.change.comments import ChangeComment
from storage.change.exceptions import RuleException
from storage.change.sheets import STEPS_SHOWN, ChangeSheet, StageSheet
from storage.change.touched import Touched
from storage.changes import Change
from storage.journal import Entry
from storage.sheets import COMMENTS_SHOWN
from tests.people import ANN, BEN, CHLOE, DEV, MAX, ZOE
from tests.views.hostile import NOON, TEXTS, a_sheet, required
from views.blocks import Content
from views.changes import details

HOUR = timedelta(hours=1)
CARD_AT = ("C0PLATFORM", "100.000100")


def a_change(state: ChangeState = ChangeState.APPROVAL, **facts: Any) -> Change:
    """Max asks Dev to rotate the keys of the web shop."""
    over = state in (ChangeState.REVIEW, ChangeState.CLOSED)
    begun = over or state is ChangeState.IMPLEMENTING
    change = Change(
        **{
            "type": ChangeType.NORMAL,
            "state": state,
            "title": "Rotate the keys",
            "reason": "They are a year old.",
            "service": "Web shop",
            "team_key": "platform",
            "environment": Environment.PRODUCTION,
            "category": Category.CONFIGURATION,
            "assets": ["shop-1"],
            "starts_at": NOON + 24 * HOUR,
            "ends_at": NOON + 25 * HOUR,
            "implementation": "Make new keys, switch over.",
            "test_evidence": "",
            "back_out": "Switch back.",
            "back_out_minutes": None,
            "validation": "",
            "interruption_minutes": 0,
            "communication": "",
            "implementer_id": DEV.id,
            "requester_id": MAX.id,
            "last_editor_id": MAX.id,
            "requested_at": NOON,
            "risk_answers": {str(question): 0 for question in Question},
            "risk": int(Risk.LOW),
            "assessment": {"impact": 1, "likelihood": 2, "by_matrix": 1, "decided_by": None},
            "revision": 1,
            "entered_at": NOON,
            "started_at": NOON + 24 * HOUR if begun else None,
            "finished_at": NOON + 25 * HOUR if over else None,
            "result": Result.FAILED if over else None,
            "outcome": "They did not fit." if over else "",
            "review_due_at": NOON + 200 * HOUR if state is ChangeState.REVIEW else None,
            **facts,
        }
    )
    change.id = 7
    return change


def a_stage(
    change: Change,
    state: StageState = StageState.OPEN,
    *,
    votes: tuple[tuple[str, Choice], ...] = (),
    electors: tuple[str, ...] = (ANN.id, CHLOE.id, ZOE.id),
    rule: Rule = Rule.AT_LEAST,
    number: int = 2,
    name: str = "Board",
) -> StageSheet:
    """A stage of three, of whom two must say yes."""
    is_open = state is not StageState.PLANNED
    row = ApprovalStage(
        change_id=change.id,
        revision=change.revision,
        position=1,
        name=name,
        policy="High risk",
        policy_version="built in",
        rule=rule,
        rule_number=number,
        veto=None,
        min_electors=1,
        distinct_voters=False,
        named={},
        state=state,
        digest=change.plan.digest if is_open else None,
        shown=change.plan.facts if is_open else None,
        opened_at=NOON if is_open else None,
    )
    row.id = 12
    cast = [
        Ballot(
            stage_id=12,
            elector_id=person,
            voter_id=person,
            choice=choice,
            digest=change.plan.digest,
            comment="" if choice is Choice.APPROVE else "Not like this.",
            at=NOON,
        )
        for person, choice in votes
    ]
    people = [Elector(stage_id=12, person_id=person) for person in electors]
    return StageSheet(stage=row, facts=judged(change, row, people, cast), votes=cast)


def a_change_sheet(
    state: ChangeState = ChangeState.APPROVAL,
    *stages: StageSheet,
    votes: tuple[tuple[str, Choice], ...] = (),
    **facts: Any,
) -> ChangeSheet:
    """The keys; while it waits for approval, with one stage that is open."""
    change = a_change(state, **facts)
    if state is ChangeState.APPROVAL and not stages:
        stages = (a_stage(change, votes=votes),)
    touched = Touched(others=change.assets)
    return ChangeSheet(change=change, stages=list(stages), steps=[], card=CARD_AT, touched=touched)


def zoes_details(sheet: ChangeSheet, organisation: Organisation, home: str) -> Content:
    """What Zoe sees, who manages changes, and is asked about this one."""
    return details(replace(sheet, has_say=True), organisation, home, ZOE)


def an_entry(event: Event, by: str = BEN.id, **more: Any) -> Entry:
    return Entry(at=NOON, actor_id=by, event=event, subject_kind=Kind.CHANGE, subject_id=7, **more)


def called(asset_id: int, name: str) -> Asset:
    asset = Asset(
        asset_class=AssetClass.DATABASE,
        name=name,
        tag=name[:60],
        status=Status.IN_USE,
        status_since=NOON,
        added_at=NOON,
    )
    asset.id = asset_id
    return asset


@st.composite
def touching(draw: Any, change: Change) -> Touched:
    """Assets with names as bad as can be, beside what is none."""
    names = draw(st.lists(TEXTS.map(lambda it: required(clean_line(it), 150)), max_size=10))
    found = [called(at, name) for at, name in enumerate(names, 1)]
    return Touched(
        assets=found,
        others=change.assets,
        dependants=draw(st.sampled_from([0, 1, 2000])) if found else 0,
        worst=draw(st.sampled_from([None, *Criticality])) if found else None,
        is_cut=draw(st.booleans()),
        incidents=[a_sheet().incident] * draw(st.integers(0, 5)) if found else [],
    )


_STATES = {
    ChangeState.APPROVAL: StageState.OPEN,
    ChangeState.REJECTED: StageState.REJECTED,
    ChangeState.SCHEDULED: StageState.APPROVED,
}


@st.composite
def change_sheets(draw: Any) -> ChangeSheet:
    """A change with texts as bad as the rules let through."""
    state = draw(st.sampled_from(ChangeState))
    floor = draw(st.none() | st.sampled_from(Floor))
    text = TEXTS.map(lambda it: required(it, 3000))
    maybe = TEXTS.map(lambda it: clean(it)[:3000])
    long_ago = NOON - timedelta(days=draw(st.integers(0, 30)))
    change = a_change(
        state,
        type=draw(st.sampled_from(ChangeType)),
        title=draw(TEXTS.map(lambda it: required(cut(clean_line(it), 150), 150))),
        reason=draw(text),
        implementation=draw(text),
        back_out=draw(text),
        test_evidence=draw(maybe),
        validation=draw(maybe),
        communication=draw(maybe),
        why_urgent=draw(maybe),
        finding=draw(maybe),
        outcome=draw(maybe),
        review_summary=draw(maybe),
        service=draw(st.sampled_from(["Web shop", "S" * 75, "<!channel>", None])),
        assets=draw(st.lists(TEXTS.map(lambda it: clean_line(it)[:100] or "x"), max_size=20)),
        starts_at=long_ago,
        ends_at=long_ago + timedelta(minutes=draw(st.integers(1, 3000))),
        risk_answers={
            str(question): draw(st.sampled_from([None, 0, 1, 2, 3])) for question in Question
        },
        risk=int(draw(st.sampled_from(Risk))),
        assessment={
            "impact": 12,
            "likelihood": 12,
            "by_matrix": 1,
            "decided_by": floor,
            "conflicts": [
                {"code": "K1", "severity": severity, "what": "CHG-3", "evidence": draw(text)}
                for severity in draw(st.lists(st.sampled_from(["hard", "warn"]), max_size=6))
            ],
        },
        hold_reason=draw(st.none() | text),
        retrospective=draw(st.booleans()),
        unauthorised=draw(st.booleans()),
        interruption_minutes=draw(st.integers(0, 10_000)),
        back_out_minutes=draw(st.none() | st.integers(0, 10_000)),
    )
    change.id = draw(st.sampled_from([1, 2**63 - 1]))
    people = tuple(f"U{at:010}" for at in range(draw(st.integers(1, 40))))
    votes = tuple(
        (person, draw(st.sampled_from(Choice)))
        for person in people[: draw(st.integers(0, len(people)))]
    )
    stage = a_stage(
        change,
        _STATES.get(state, StageState.APPROVED),
        votes=votes,
        electors=people,
        name=draw(TEXTS.map(lambda it: clean_line(it)[:100] or "x")),
    )
    waived = RuleException(
        rule=ExceptionRule.FREEZE,
        key="K5 x",
        change_id=change.id,
        what=draw(TEXTS.map(lambda it: clean_line(it)[:200] or "x")),
        reason=draw(text),
        digest="d",
        requested_by=MAX.id,
        requested_at=NOON,
        valid_until=NOON,
        approved_by=draw(st.sampled_from([None, "", ZOE.id, f"{ZOE.id}, {ANN.id}"])),
        approved_at=draw(st.sampled_from([None, NOON])),
    )
    waived.id = 3
    before = a_change(implementation=draw(text), back_out=draw(text), assets=[draw(maybe)[:100]])
    return ChangeSheet(
        change=change,
        stages=[stage, replace(stage, stage=a_stage(change, StageState.PLANNED).stage)],
        steps=[
            an_entry(event, why=draw(st.none() | text))
            for event in draw(st.lists(st.sampled_from(CHANGE_STEPS), max_size=STEPS_SHOWN))
        ],
        card=draw(st.sampled_from([None, CARD_AT])),
        exceptions=draw(st.sampled_from([[], [waived], [waived] * 3])),
        shown_before=draw(st.sampled_from([None, before.plan.facts])),
        incident=draw(st.sampled_from([None, a_sheet().incident])),
        touched=draw(touching(change)),
        comments=[a_reply(draw(text)) for _ in range(draw(st.integers(0, COMMENTS_SHOWN)))],
        comment_count=draw(st.integers(0, 10_000)),
    )


def a_reply(text: str) -> ChangeComment:
    return ChangeComment(
        change_id=7, channel_id="C0", ts="1.2", author_id=BEN.id, text=text, written_at=NOON
    )
