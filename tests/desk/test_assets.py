"""Assets as they are added, edited and found; their history tells everything."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import assets
from domain.asset.guards import Evidence
from domain.asset.health import Health
from domain.assets import AssetClass, Criticality, Status
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.incidents import Impact, Urgency
from domain.people import Person
from storage.asset.lists import Filter
from tests.assets import AMY, PRIVATE, again, details, history_of, make_asset, relate
from tests.changes import ask
from tests.makers import Do, make_incident, notices
from tests.people import ANN, BEN, CHLOE, DEV, MAX, ZOE


def find(do: Do, said: str, by: Person = MAX, organisation: Any = PRIVATE) -> list[str]:
    return [it.name for it in do(assets.look_up, said, organisation=organisation, by=by)]


def test_an_agent_adds_what_their_team_looks_after(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, "kiosk", by=BEN, status=Status.IN_STOCK, tag="K-1")
    assert (asset.number, asset.status, asset.tag) == (f"AST-{asset.id}", Status.IN_STOCK, "K-1")
    (entry,) = history_of(do, asset)
    assert (entry.event, entry.actor_id) == (Event.ASSET_ADDED, BEN.id)
    assert entry.after is not None
    assert (entry.after["name"], entry.after["status"]) == ("kiosk", "in_stock")


@pytest.mark.parametrize(
    ("by", "team", "says"),
    [
        (MAX, "service-desk", "Agents add"),
        (DEV, "service-desk", "your own team looks after: Platform"),
    ],
)
def test_others_are_told_who_adds(do: Do, noon: datetime, by: Person, team: str, says: str) -> None:
    with pytest.raises(NotAllowed, match=says):
        make_asset(do, noon, by=by, team_key=team)


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"tag": "x" * 61}, "tag"),
        ({"team_key": "gone"}, "team_key"),
        ({"service": "Gone"}, "service"),
        ({"cost": -1}, "cost"),
        ({"tags": ("x" * 61,)}, "tags"),
        ({"fields": {"memory_gb": "lots"}}, "fields"),
        ({"fields": {"engine": "x"}}, "fields"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(do: Do, noon: datetime, about: Any, field: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        do(assets.add, replace(details(tag="T"), **about), by=AMY, at=noon)
    assert set(refused.value.errors) == {field}


def test_an_asset_needs_a_tag_or_a_serial_to_be_in_stock(do: Do, noon: datetime) -> None:
    with pytest.raises(WrongState, match="a tag or its serial"):
        do(assets.add, details(serial="n/a"), by=AMY, at=noon)


def test_a_tag_is_given_once(do: Do, noon: datetime) -> None:
    first = make_asset(do, noon, tag="LAPTOP-42")
    with pytest.raises(FieldErrors, match=f"{first.number} has this tag"):
        make_asset(do, noon, tag=" laptop-42")
    other = make_asset(do, noon, tag="LAPTOP-43")
    with pytest.raises(FieldErrors, match="has this tag"):
        do(assets.edit, other.id, details(tag="LAPTOP-42"), based_on=other.version, by=AMY, at=noon)


def test_a_maker_s_serial_is_given_once(do: Do, noon: datetime) -> None:
    make_asset(do, noon, serial="S1", manufacturer="Dell")
    make_asset(do, noon, serial="S1", manufacturer="HP")
    with pytest.raises(FieldErrors, match="this serial number already"):
        make_asset(do, noon, serial="s 1", manufacturer=" dell ")


def test_whose_asset_has_the_tag_is_no_business_of_those_who_may_not_see_it(
    do: Do, noon: datetime
) -> None:
    make_asset(do, noon, tag="P-1", team_key="platform", owner_id=CHLOE.id, organisation=PRIVATE)
    with pytest.raises(FieldErrors, match="Another asset has this tag"):
        make_asset(do, noon, tag="P-1", by=BEN, organisation=PRIVATE)


def test_an_edit_tells_before_and_after_and_why(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1", location="Berlin")
    later = noon + timedelta(days=1)
    do(
        assets.edit,
        asset.id,
        details(tag="T-1", location="Lisbon", tags=("vip",)),
        based_on=asset.version,
        why="They moved.",
        by=BEN,
        at=later,
    )
    entry = history_of(do, asset)[-1]
    assert (entry.event, entry.why, entry.actor_id) == (Event.ASSET_EDITED, "They moved.", BEN.id)
    assert entry.before == {"location": "Berlin", "tags": []}
    assert entry.after == {"location": "Lisbon", "tags": ["vip"]}
    assert find(do, "lisbon vip") == ["Max's laptop"]


def test_an_edit_that_changes_nothing_says_nothing(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    do(assets.edit, asset.id, details(tag="T-1"), based_on=asset.version, by=BEN, at=noon)
    assert [it.event for it in history_of(do, asset)] == [Event.ASSET_ADDED]
    assert again(do, asset).version == asset.version


def test_who_edits_what_somebody_has_just_changed_looks_again(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    do(assets.edit, asset.id, details("one", tag="T-1"), based_on=1, by=BEN, at=noon)
    with pytest.raises(WrongState, match="was changed since you opened this"):
        do(assets.edit, asset.id, details("two", tag="T-1"), based_on=1, by=ANN, at=noon)
    assert again(do, asset).name == "one"


def test_what_is_in_use_keeps_who_answers_for_it(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    with pytest.raises(FieldErrors) as refused:
        do(
            assets.edit,
            asset.id,
            details(tag="T-1", owner_id=None, criticality=None),
            based_on=asset.version,
            by=BEN,
            at=noon,
        )
    assert set(refused.value.errors) == {"owner_id", "criticality"}


@pytest.mark.parametrize(
    ("by", "is_allowed"),
    [(BEN, True), (ANN, True), (AMY, True), (ZOE, True), (DEV, False), (MAX, False)],
)
def test_who_edits_an_asset(do: Do, noon: datetime, by: Person, is_allowed: bool) -> None:
    """Zoe owns the service it belongs to."""
    asset = make_asset(do, noon, tag="T-1", service="Web shop")
    new = details(tag="T-1", service="Web shop", location="Rome")
    if is_allowed:
        do(assets.edit, asset.id, new, based_on=asset.version, by=by, at=noon)
    else:
        with pytest.raises(NotAllowed, match="looked after by its team"):
            do(assets.edit, asset.id, new, based_on=asset.version, by=by, at=noon)


def test_whoever_is_named_as_its_owner_hears_so(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon)
    new = details(owner_id=MAX.id)
    do(assets.edit, asset.id, new, based_on=asset.version, by=BEN, at=noon)
    named = history_of(do, asset)[-1]
    assert (named.event, named.after) == (Event.ASSET_ASSIGNED, {"owner_id": MAX.id})
    assert notices(do, asset) == {MAX.id}


def test_it_is_shown_as_it_was_on_a_day(do: Do, noon: datetime) -> None:
    day = timedelta(days=1)
    asset = make_asset(do, noon, "first", tag="T-1")
    for number, name in enumerate(("second", "third"), 1):
        version = again(do, asset).version
        new = details(name, tag="T-1")
        do(assets.edit, asset.id, new, based_on=version, by=BEN, at=noon + number * 2 * day)
    for then, name in ((0, "first"), (1, "first"), (2, "second"), (3, "second"), (9, "third")):
        _, facts = do(assets.as_it_was, asset.id, then=noon + then * day, by=MAX)
        assert facts["name"] == name
    assert facts == again(do, asset).facts
    with pytest.raises(NotFound, match="not known then"):
        do(assets.as_it_was, asset.id, then=noon - day, by=MAX)


def test_what_a_team_keeps_to_itself_is_not_there_for_others(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, "vault", tag="P-1", team_key="platform", organisation=PRIVATE)
    for by, sees in (
        (MAX, False),
        (ANN, False),
        (CHLOE, True),
        (DEV, True),
        (AMY, True),
        (BEN, True),
    ):
        assert (find(do, "P-1", by) == ["vault"]) is sees
        listed, _ = do(assets.page, Filter(), organisation=PRIVATE, by=by)
        assert bool(listed) is sees
        for look in (assets.show, assets.history):
            if sees:
                do(look, asset.id, organisation=PRIVATE, by=by)
            else:
                with pytest.raises(NotFound, match="that you can see"):
                    do(look, asset.id, organisation=PRIVATE, by=by)


def test_a_page_goes_on(do: Do, noon: datetime) -> None:
    for number in range(12):
        make_asset(do, noon, f"laptop {number:02}")
    first, more = do(assets.page, Filter(), by=MAX)
    rest, end = do(assets.page, Filter(), after=more, by=MAX)
    assert [it.name for it in [*first, *rest]] == [f"laptop {number:02}" for number in range(12)]
    assert end is None


def how(do: Do, asset: Any, by: Person = MAX, organisation: Any = PRIVATE) -> tuple[Health, str]:
    answer = do(assets.show, asset.id, organisation=organisation, by=by).answer
    return answer.health, answer.because


def test_is_it_ok_is_answered_from_what_is_known(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, "web shop db", tag="DB-1")
    assert how(do, asset)[0] is Health.UNKNOWN
    make_incident(do, noon, affected_asset="something else", impact=Impact.COMPANY)
    slow = {"impact": Impact.COMPANY, "urgency": Urgency.IMPAIRED}
    second = make_incident(do, noon, affected_asset="Web  Shop DB", **slow)
    assert how(do, asset) == (Health.DEGRADED, f"{second.number} · The printer is on fire")
    stopped = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
    first = make_incident(do, noon, affected_asset="db-1", **stopped)
    assert how(do, asset) == (Health.DOWN, f"{first.number} · The printer is on fire")


def test_a_restricted_incident_is_no_reason_anybody_reads(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="DB-1")
    stopped = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
    make_incident(do, noon, affected_asset="DB-1", restricted=True, **stopped)
    assert how(do, asset)[0] is Health.UNKNOWN
    assert not do(assets.show, asset.id, by=MAX).incidents


def test_a_name_that_many_have_means_none_of_them(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, "Latitude")
    make_asset(do, noon, "Latitude")
    stopped = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
    make_incident(do, noon, affected_asset="Latitude", **stopped)
    assert how(do, asset)[0] is Health.UNKNOWN


def test_what_depends_on_something_down_is_at_risk(do: Do, noon: datetime) -> None:
    shop, app, db = (make_asset(do, noon, name, tag=name) for name in ("shop", "app", "db"))
    relate(do, noon, shop, app)
    relate(do, noon, app, db, "runs_on")
    stopped = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
    outage = make_incident(do, noon, affected_asset="db", **stopped)
    assert how(do, db)[0] is Health.DOWN
    assert how(do, shop) == (Health.AT_RISK, f"It depends on db · db, down by {outage.number}")


def test_what_has_a_stand_in_works_on_with_less_behind_it(do: Do, noon: datetime) -> None:
    shop, one, two = (make_asset(do, noon, name, tag=name) for name in ("shop", "one", "two"))
    relate(do, noon, shop, one)
    relate(do, noon, one, two, "redundant_with")
    stopped = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
    make_incident(do, noon, affected_asset="one", **stopped)
    assert "Nothing more may fail beside one · one" in how(do, shop)[1]
    make_incident(do, noon, affected_asset="two", **stopped)
    assert "It depends on one · one" in how(do, shop)[1]


def test_why_it_is_at_risk_keeps_what_is_private(do: Do, noon: datetime) -> None:
    shop = make_asset(do, noon, "shop")
    vault = make_asset(
        do, noon, "vault", tag="P-1", team_key="platform", owner_id=CHLOE.id, organisation=PRIVATE
    )
    relate(do, noon, shop, vault)
    stopped = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
    make_incident(do, noon, affected_asset="P-1", **stopped)
    assert "something you may not see" in how(do, shop)[1]
    sheet = do(assets.show, shop.id, organisation=PRIVATE, by=MAX)
    assert (list(sheet.ties), sheet.hidden) == ([], 1)


def test_the_sheet_tells_planned_changes(do: Do, noon: datetime) -> None:
    asset = make_asset(
        do, noon, tag="DB-1", asset_class=AssetClass.DATABASE, fields={"engine": "PostgreSQL"}
    )
    change = ask(do, noon, assets=("db-1",))
    ask(do, noon, assets=("DB-2",))
    assert [it.id for it in do(assets.show, asset.id, by=MAX).changes] == [change.id]


def test_critical_things_begin_in_use_with_a_reason_only(do: Do, noon: datetime) -> None:
    with pytest.raises(FieldErrors, match="reason"):
        do(
            assets.add,
            details(criticality=Criticality.CRITICAL),
            status=Status.IN_USE,
            given=Evidence(),
            by=AMY,
            at=noon,
        )
