"""The worst that people can type, and records made of it, as far as the rules let it through."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from domain.errors import FieldErrors
from domain.events import STEPS, Event
from domain.incident.holds import HoldReason
from domain.incident.links import LinkKind
from domain.incident.sla import ClockState, Measure
from domain.incidents import (
    SUMMARY_LENGTH,
    Impact,
    Priority,
    Report,
    Resolution,
    State,
    Urgency,
    checked,
)
from domain.majors import MajorState, Severity
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.text import REASON_LENGTH, checked_text, clean, clean_line, cut
from storage.incident.clocks import Clock
from storage.incidents import Comment, Incident
from storage.journal import Entry
from storage.majors import Major
from storage.sheets import COMMENTS_SHOWN, STEPS_SHOWN, IncidentSheet, Kin, MajorSheet, Survivor
from storage.tokens import Token
from storage.war_rooms import WarRoom
from storage.webhooks import OwedWebhook
from tests.people import ANN, BEN, EVERYONE, MAX
from views.blocks import Content
from views.incidents import details

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOME = "https://northwind.example/"

FRAGMENTS = [
    "<!channel>", "<!here|here>", "<!subteam^S1>", "<@U1>", "<#C1|general>", "@channel", "@here",
    "<https://evil.example|your bank>", "<http://evil.example>", "<mailto:a@b.c|x>", "javascript:alert(1)",
    "<!date^1^{date}|now>", "&lt;!channel&gt;", "&amp;", "&", "<", ">", "*bold*", "_it_", "~no~", "`c`", "```",
    ":fire:", "🔥", "👩\u200d👩\u200d👧", "e\u0301" * 5, "\u202eDNIM\u202c", "\u200b", "\u200f", "\x00", "\ud800",
    "شاشة", "屏幕", "\n", "\r\n", "\t", " ", "{title}", "{0}", "%s", "x" * 76, "x" * 3001, '"', "\\", "</script>",
]  # fmt: skip

TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join),
    st.builds(
        lambda fragment, times: (fragment * times)[:10_000],
        st.sampled_from(FRAGMENTS),
        st.sampled_from([1, 30, 150, 3000, 10_000]),
    ),
)
IDS = st.sampled_from([person.id for person in EVERYONE])
FEW = st.integers(0, 12)


@st.composite
def reports(draw: Any) -> Report:
    """What the rules accept of such texts."""
    report = Report(
        title=cut(draw(TEXTS), 150),
        description=draw(TEXTS)[:3000],
        service=draw(st.sampled_from(["Web shop", "S" * 75, "<!channel>", None])),
        affected_asset=draw(TEXTS)[:150],
        impact=draw(st.sampled_from(Impact)),
        urgency=draw(st.sampled_from(Urgency)),
        restricted=draw(st.booleans()),
        source=draw(st.sampled_from([None, ("C1", "1.2", None), ("C1", "1.3", "1.2")])),
    )
    try:
        return checked(report)
    except FieldErrors:
        assume(False)
        raise


@st.composite
def incidents(draw: Any) -> Incident:
    report = draw(reports())
    state = draw(st.sampled_from(State))
    channel, ts, thread_ts = report.source or (None, None, None)
    incident = Incident(
        title=report.title,
        description=report.description,
        service=report.service,
        affected_asset=report.affected_asset,
        impact=int(report.impact),
        urgency=int(report.urgency),
        priority=int(report.priority),
        restricted=report.restricted,
        team_key=draw(st.sampled_from(["service-desk", "platform", "gone"])),
        reporter_id=MAX.id,
        raised_at=NOON,
        state=state,
        source_channel=channel,
        source_ts=ts,
        source_thread_ts=thread_ts,
        assignee_id=draw(st.none() | IDS),
        reopen_count=draw(FEW),
    )
    incident.id = draw(st.sampled_from([1, 12, 2**63 - 1]))
    if state is State.RESOLVED:
        incident.resolved_at = NOON
        incident.resolution_code = draw(st.sampled_from(Resolution))
        incident.resolution_summary = required(draw(TEXTS), SUMMARY_LENGTH)
    if state is State.ON_HOLD:
        incident.hold_reason = draw(st.sampled_from(HoldReason))
        incident.hold_until = NOON
    return incident


@st.composite
def entries(draw: Any) -> Entry:
    event = draw(st.sampled_from(STEPS))
    told = event in (Event.INCIDENT_RESOLVED, Event.INCIDENT_REOPENED)
    return Entry(
        at=NOON,
        actor_id=draw(IDS),
        event=event,
        subject_kind=Kind.INCIDENT,
        subject_id=1,
        after=draw(st.none() | st.fixed_dictionaries({"assignee": st.none() | IDS})),
        why=required(draw(TEXTS), REASON_LENGTH) if told else None,
    )


@st.composite
def comments(draw: Any) -> Comment:
    return Comment(
        incident_id=1,
        channel_id="C1",
        ts="1.2",
        author_id=BEN.id,
        text=cut(clean(draw(TEXTS)), 12_000),
        written_at=NOON,
        edited_at=draw(st.none() | st.just(NOON)),
    )


@st.composite
def sheets(draw: Any) -> IncidentSheet:
    said = draw(st.lists(comments(), max_size=COMMENTS_SHOWN))
    return IncidentSheet(
        incident=draw(incidents()),
        steps=draw(st.lists(entries(), max_size=STEPS_SHOWN)),
        comments=said,
        comment_count=len(said) + draw(FEW),
        card=draw(st.sampled_from([None, ("C0SERVICEDESK", "100.000100")])),
        clocks=[
            a_clock(state) for state in draw(st.lists(st.sampled_from(ClockState), max_size=2))
        ],
        kin=draw(st.lists(kin(), max_size=2)) * draw(st.sampled_from([1, 20])),
        survivor=draw(st.none() | survivors()),
    )


def kin() -> st.SearchStrategy[Kin]:
    return st.builds(Kin, kind=st.sampled_from(LinkKind), outwards=st.booleans(), incident=others())


def survivors() -> st.SearchStrategy[Survivor]:
    places = st.sampled_from([None, ("C0SERVICEDESK", "100.000200")])
    return st.builds(Survivor, incident=others(), card=places)


def others() -> st.SearchStrategy[Incident]:
    """Another incident, with as bad a title."""
    titles = TEXTS.map(lambda text: required(cut(clean_line(text), 150), 150))
    return st.builds(
        lambda title, restricted: a_sheet(title=title, restricted=restricted).incident,
        titles,
        st.booleans(),
    )


def a_clock(state: ClockState, **facts: Any) -> Clock:
    """A clock on four hours of resolution time, due at one."""
    term = {
        "at": NOON.isoformat(),
        "target": 4 * 3600,
        "policy": "default P1",
        "policy_version": "",
        "calendar": "24x7",
        "calendar_version": "",
    }
    return Clock(
        **{
            "incident_id": 7,
            "measure": Measure.RESOLUTION,
            "state": state,
            "policy": "default P1",
            "calendar": "24x7",
            "terms": [term],
            "started_at": NOON,
            "due_at": NOON + timedelta(hours=1),
            **facts,
        }
    )


def bens_details(sheet: IncidentSheet, organisation: Organisation, home: str) -> Content:
    """What Ben sees, who works on it."""
    return details(sheet, organisation, home, BEN)


def required(text: str, limit: int) -> str:
    """The text as a form's required field would have let it in, or another."""
    try:
        return checked_text("field", text[:limit], limit, "Say something.")
    except FieldErrors:
        return "Said something."


def a_sheet(state: State = State.NEW, **facts: Any) -> IncidentSheet:
    """Max's printer, in this state."""
    incident = Incident(
        **{
            "title": "The printer is on fire",
            "description": "",
            "service": None,
            "affected_asset": "",
            "impact": 3,
            "urgency": 3,
            "priority": int(Priority.P5),
            "restricted": False,
            "team_key": "service-desk",
            "reporter_id": MAX.id,
            "raised_at": NOON,
            "state": state,
            **facts,
        }
    )
    incident.id = 7
    return IncidentSheet(incident=incident, steps=[], comments=[], comment_count=0, card=None)


def a_major(state: MajorState = MajorState.DECLARED, **facts: Any) -> Major:
    """Max's printer, as a major incident that Ann commands."""
    return Major(
        **{
            "incident_id": 7,
            "state": state,
            "severity": Severity.SEV1,
            "declared_at": NOON,
            "declared_by": ANN.id,
            "commander_id": ANN.id,
            "mitigated_at": None if state is MajorState.DECLARED else NOON,
            "resolved_at": NOON if state in (MajorState.RESOLVED, MajorState.REVIEWED) else None,
            "next_update_at": NOON + timedelta(minutes=15),
            "review_due_at": NOON + timedelta(days=7),
            "reviewed_at": NOON if state is MajorState.REVIEWED else None,
            **facts,
        }
    )


def a_major_sheet(
    state: MajorState = MajorState.DECLARED,
    *,
    update: Entry | None = None,
    is_missing: bool = False,
    whole: IncidentSheet | None = None,
    **facts: Any,
) -> MajorSheet:
    major = a_major(state, **facts)
    room = WarRoom(incident_id=7, wanted_at=NOON, channel_id="C0ROOM7")
    return MajorSheet(
        whole=replace(whole or a_sheet(State.IN_PROGRESS), major=major, room=room),
        major=major,
        room=room,
        status=("C0ROOM7", "100.000200"),
        update=update,
        is_missing=is_missing,
    )


def a_token(name: str = "Deployments", **facts: Any) -> Token:
    token = Token(
        secret_hash="0" * 64,
        name=name,
        scopes=["changes:read", "changes:write"],
        asks_for=MAX.id,
        made_by=ANN.id,
        made_at=NOON,
        **facts,
    )
    token.id = 3
    return token


def a_webhook(endpoint: str, error: str) -> OwedWebhook:
    """One that was given up."""
    return OwedWebhook(
        message_id="msg_1",
        endpoint=endpoint[:75],
        event=Event.CHANGE_APPROVED,
        subject_kind=Kind.CHANGE,
        subject_id=7,
        body="{}",
        owed_at=NOON,
        given_up_at=NOON,
        error=error,
    )
