"""The tale of the busy months, before it is played: whatever day it is told on, it could have happened."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from bot.configuration.organisation import read_organisation
from bot.settings import Settings
from domain.incident.links import LinkKind
from domain.incidents import STEPS, State, Step
from domain.organisation import Organisation
from sandbox.seeds.busy import talk, troubles, when
from sandbox.seeds.busy.acts import ACTS
from sandbox.seeds.busy.people import AGENTS, BY_NAME, EVERYBODY, GROUPS, OFFICE
from sandbox.seeds.busy.tale import Act
from sandbox.seeds.busy.tellers import tell
from sandbox.seeds.northwind import TEAM_CHANNELS, ZOE

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
DAYS = [NOW + timedelta(days=36 * step) for step in range(11)]
"""All weekdays, all seasons, both changes of the clocks."""

STEP_OF = {
    "acknowledge": Step.ACKNOWLEDGE,
    "assign": Step.ASSIGN,
    "move": Step.ASSIGN,
    "hold": Step.HOLD,
    "resume": Step.RESUME,
    "cancel": Step.CANCEL,
    "confirm": Step.CONFIRM,
    "resolve": Step.RESOLVE,
    "reopen": Step.REOPEN,
}


BEGINS = ("raise", "follow")
"""What makes an incident: one that is raised, and one that is raised because an old one is back."""


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return read_organisation(Settings(_env_file=None, steward_config="sandbox/steward.toml"))


@pytest.fixture(params=DAYS, ids=lambda day: f"{day:%a %d %b}")
def tale(request: pytest.FixtureRequest, organisation: Organisation) -> list[Act]:
    return tell(organisation, until=request.param)


def of_each(tale: list[Act]) -> dict[str, list[Act]]:
    """What happens to each trouble, by its name: by itself, and along with the one it is a child of."""
    acts: dict[str, list[Act]] = defaultdict(list)
    parents: dict[str, str] = {}
    for act in tale:
        if act.does == "link" and act.how["kind"] is LinkKind.CHILD_OF:
            parents[act.about] = act.how["to"]
        elif act.does == "detach":
            del parents[act.about]
        if act.does in STEP_OF or act.does in BEGINS:
            acts[act.about].append(act)
        if act.does in ("acknowledge", "resolve"):
            for child in [name for name, parent in parents.items() if parent == act.about]:
                acts[child].append(act)
    return acts


def test_every_step_is_one_that_the_rules_allow(
    tale: list[Act], organisation: Organisation
) -> None:
    for raised, *steps in of_each(tale).values():
        assert raised.does in BEGINS
        team = organisation.team_for(raised.how["report"].service).key
        state, ended_at = State.NEW, raised.at
        for act in steps:
            state = STEPS[STEP_OF[act.does]][state]
            if act.does in ("reopen", "confirm", "cancel"):
                assert act.at - ended_at < timedelta(days=7)
                assert act.by == raised.by
            else:
                assert act.by in (*AGENTS[team], ZOE)
            if act.does == "move":
                state, team = State.NEW, act.how["to_team"]
            if act.does == "assign":
                assert act.how["to"] in AGENTS[team]
            ended_at = act.at


def test_nothing_happens_before_what_it_needs(tale: list[Act]) -> None:
    known = set()
    for act in tale:
        if act.does in (*BEGINS, "say", "take stock", "ask for change"):
            assert act.how.get("source") in (None, *known)
            assert act.how.get("old") in (None, *known)
            known.add(act.about)
            continue
        assert act.about in known
        line = f"{act.about} {act.how.get('line')}"
        if act.does == "comment":
            known.add(line)
        elif "line" in act.how:
            assert line in known


def test_it_is_a_believable_company(tale: list[Act]) -> None:
    raised = [act for act in tale if act.does == "raise"]
    assert 600 <= len(raised) <= 900

    at_work = sum(OFFICE[act.by].is_open(act.at) for act in raised)
    assert at_work > 0.85 * len(raised)
    hours = [act.at.astimezone(OFFICE[act.by].zone).hour for act in raised]
    assert sum(hour < 6 or hour > 22 for hour in hours) < 0.03 * len(raised)

    weekdays = Counter(act.at.weekday() for act in raised)
    assert max(weekdays, key=lambda day: weekdays[day]) == 0
    assert weekdays[5] + weekdays[6] < 0.06 * len(raised)

    priorities = Counter(int(act.how["report"].priority) for act in raised)
    assert 1 <= priorities[1] <= 4
    assert priorities[1] + priorities[2] < 0.15 * len(raised)
    assert max(priorities, key=lambda priority: priorities[priority]) == 4
    restricted = sum(act.how["report"].restricted for act in raised)
    assert 0 < restricted < 0.1 * len(raised)

    ended = of_each(tale).values()
    over = ("resolve", "confirm", "cancel")
    still_open = [acts for acts in ended if acts[-1].does not in over]
    assert 10 < len(still_open) < 0.12 * len(raised)
    assert sum(any(act.does == "reopen" for act in acts) for acts in ended) > 10


def test_urgent_things_go_faster(tale: list[Act]) -> None:
    lasted = defaultdict(list)
    for raised, *steps in of_each(tale).values():
        ends = [act.at for act in steps if act.does == "resolve"]
        if ends:
            lasted[int(raised.how["report"].priority)].append(ends[-1] - raised.at)
    median = {priority: sorted(spans)[len(spans) // 2] for priority, spans in lasted.items()}
    assert sorted(median, key=lambda priority: median[priority]) == [1, 2, 3, 4, 5]
    assert max(lasted[4]) > 6 * median[4]  # some take very long


def test_the_same_day_and_number_tell_the_same_tale(organisation: Organisation) -> None:
    once, again = (tell(organisation, until=NOW) for _ in range(2))
    assert once == again
    assert tell(organisation, until=NOW, number=2) != once
    earlier = tell(organisation, until=NOW - timedelta(hours=5))
    assert once[: len(earlier)] == earlier


# What it is told from


@pytest.mark.parametrize("trouble", [*troubles.table().trouble, *troubles.table().outage])
def test_a_trouble_is_written_as_it_is_read(
    trouble: troubles.Trouble, organisation: Organisation
) -> None:
    assert organisation.offers(trouble.service)
    assert trouble.who is None or trouble.who in GROUPS
    for line in trouble.talk:
        assert line.startswith(("agent: ", "reporter: "))
    assert all(troubles.ended(line)[1] for line in trouble.ends)
    filled = troubles.words(when.Random("any"), ZOE)
    for text in (*trouble.titles, *trouble.details, *trouble.talk, *trouble.ends, trouble.again):
        assert "{" not in text.format_map(filled)


def test_everything_that_is_told_can_be_played(organisation: Organisation) -> None:
    assert {act.does for act in tell(organisation, until=NOW)} == set(ACTS)


def test_talk_is_among_people_we_know_and_where_they_are() -> None:
    members = {name: set(people) for (_, name, _), people in TEAM_CHANNELS}
    for conversation in talk.conversations():
        speakers = {BY_NAME[name].id for name, _ in conversation.says}
        everybody = {person.id for person in EVERYBODY}
        assert speakers <= members.get(conversation.channel, everybody)
