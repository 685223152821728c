"""What an incident is about: named when it is raised or later, told at both ends, and never to who may not see it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import assets, incidents
from desk.asset import stages
from desk.change import conflicts
from desk.incident import affected, merges
from domain.asset.health import Health
from domain.assets import AssetClass, Criticality
from domain.changes import Result
from domain.errors import FieldErrors, NotAllowed, NotFound
from domain.events import Event
from domain.incidents import Impact, Report, Resolution, Urgency
from domain.people import Person
from storage.incident import affected as stored
from storage.incident import open_incidents
from storage.incidents import Incident
from storage.majors import Major
from tests.assets import AMY, PRIVATE, history_of, make_asset, relate
from tests.changes import ask
from tests.desk.change.test_work import finished, started
from tests.makers import Do, history, make_incident, owed
from tests.people import ANN, BEN, CHLOE, DEV, IVY, MAX

SUCCESSFUL = Result.SUCCESSFUL
STOPPED: dict[str, Any] = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}


def about(do: Do, incident: Incident) -> list[int]:
    return list(do(stored.of_incident, incident.id))


def shown(do: Do, incident: Incident, by: Person) -> list[int]:
    sheet = do(incidents.show, incident.id, organisation=PRIVATE, by=by)
    return [it.asset.id for it in sheet.affected]


def make_vault(do: Do, noon: datetime) -> Any:
    """What Platform keeps to itself."""
    owned = {"team_key": "platform", "owner_id": CHLOE.id}
    return make_asset(do, noon, "vault", tag="P-1", organisation=PRIVATE, **owned)


def test_what_is_chosen_is_kept_and_told_at_both_ends(do: Do, noon: datetime) -> None:
    one, two = make_asset(do, noon, tag="T-1"), make_asset(do, noon, tag="T-2")
    incident = make_incident(do, noon, assets=(two.id, one.id))
    assert sorted(about(do, incident)) == [one.id, two.id]
    (raised,) = history(do, incident)
    assert raised.after is not None
    assert raised.after["assets"] == [two.number, one.number]
    for asset in (one, two):
        entry = history_of(do, asset)[-1]
        assert (entry.event, entry.actor_id) == (Event.ASSET_AFFECTED, MAX.id)
        assert entry.after == {"incident": incident.number}


@pytest.mark.parametrize("said", ["laptop-42", "5cg 1234 XYZ", "Latitude  7440", "AST-{id}"])
def test_words_that_mean_one_asset_are_taken_for_it(do: Do, noon: datetime, said: str) -> None:
    asset = make_asset(do, noon, "Latitude 7440", tag="LAPTOP-42", serial="5CG1234XYZ")
    incident = make_incident(do, noon, affected_asset=said.format(id=asset.id))
    assert about(do, incident) == [asset.id]
    assert incident.affected_asset == ""


@pytest.mark.parametrize("said", ["the coffee machine", "n/a", "AST-9999999", "%", "'", '"', "🔥"])
def test_words_that_mean_none_stay_words(do: Do, noon: datetime, said: str) -> None:
    make_asset(do, noon, "Latitude 7440", tag="LAPTOP-42", serial="n/a")
    incident = make_incident(do, noon, affected_asset=said)
    assert (about(do, incident), incident.affected_asset) == ([], said)


def test_a_name_that_many_have_means_none_of_them(do: Do, noon: datetime) -> None:
    for _ in range(2):
        make_asset(do, noon, "Latitude")
    incident = make_incident(do, noon, affected_asset="Latitude")
    assert (about(do, incident), incident.affected_asset) == ([], "Latitude")


def test_a_tag_goes_before_a_name(do: Do, noon: datetime) -> None:
    tagged = make_asset(do, noon, "one", tag="DB")
    make_asset(do, noon, "db")
    assert about(do, make_incident(do, noon, affected_asset="db")) == [tagged.id]


def test_what_is_gone_is_not_meant(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    do(stages.void, asset.id, why="Written down twice.", by=AMY, at=noon)
    assert about(do, make_incident(do, noon, affected_asset="T-1")) == []


def test_what_may_not_be_seen_is_not_chosen(do: Do, noon: datetime) -> None:
    vault = make_vault(do, noon)
    report = {"title": "Broken", "assets": (vault.id,)}
    for by, asset_ids in ((MAX, (vault.id,)), (MAX, (4_000_000,))):
        with pytest.raises(FieldErrors, match="no longer there") as refused:
            raise_in_private(do, noon, by, **report | {"assets": asset_ids})
        assert set(refused.value.errors) == {"picked_assets"}
    assert about(do, raise_in_private(do, noon, DEV, **report)) == [vault.id]


def raise_in_private(do: Do, noon: datetime, by: Person, **report: Any) -> Incident:
    raised: Incident = do(
        incidents.raise_incident, Report(**report), organisation=PRIVATE, by=by, at=noon
    )
    return raised


def test_words_for_what_may_not_be_seen_tell_nothing_of_it(do: Do, noon: datetime) -> None:
    """Whoever looks after it learns of the incident; for whoever wrote them they are words."""
    vault = make_vault(do, noon)
    incident = raise_in_private(do, noon, MAX, title="Broken", affected_asset="P-1", **STOPPED)
    assert incident.affected_asset == "P-1"
    assert shown(do, incident, MAX) == []
    assert shown(do, incident, ANN) == []
    assert shown(do, incident, DEV) == [vault.id]
    answer = do(assets.show, vault.id, organisation=PRIVATE, by=DEV).answer
    assert (answer.health, answer.because) == (Health.DOWN, f"{incident.number} · Broken")


def test_it_is_said_later_what_it_is_about(do: Do, noon: datetime) -> None:
    one, two = make_asset(do, noon, tag="T-1"), make_asset(do, noon, tag="T-2")
    incident = make_incident(do, noon, assets=(one.id,))
    soon = noon + timedelta(minutes=1)
    do(
        affected.say,
        incident.id,
        named=[two.id],
        shown=[one.id],
        besides=" the  dock ",
        by=BEN,
        at=soon,
    )
    assert about(do, incident) == [two.id]
    entry = history(do, incident)[-1]
    assert (entry.event, entry.actor_id) == (Event.INCIDENT_AFFECTS, BEN.id)
    assert entry.after == {"named": [two.number], "taken": [one.number], "besides": "the dock"}
    assert history_of(do, one)[-1].event is Event.ASSET_UNAFFECTED
    assert history_of(do, two)[-1].event is Event.ASSET_AFFECTED


def test_what_two_say_at_once_is_both_kept(do: Do, noon: datetime) -> None:
    """Both opened the form when it was about the first; one adds the second, the other takes the first away."""
    one, two = make_asset(do, noon, tag="T-1"), make_asset(do, noon, tag="T-2")
    incident = make_incident(do, noon, assets=(one.id,))
    do(affected.say, incident.id, named=[one.id, two.id], shown=[one.id], by=BEN, at=noon)
    do(affected.say, incident.id, named=[], shown=[one.id], by=ANN, at=noon)
    assert about(do, incident) == [two.id]


def test_saying_the_same_again_says_nothing(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    incident = make_incident(do, noon, assets=(asset.id,))
    for _ in range(2):
        do(affected.say, incident.id, named=[asset.id], shown=[asset.id], by=BEN, at=noon)
    do(affected.say, incident.id, named=[asset.id], by=BEN, at=noon)  # its form was older
    assert [it.event for it in history(do, incident)] == [Event.INCIDENT_RAISED]
    assert len(history_of(do, asset)) == 2


@pytest.mark.parametrize(
    ("by", "is_allowed"), [(MAX, True), (BEN, True), (DEV, True), (IVY, True), (AMY, False)]
)
def test_who_says_what_it_is_about(do: Do, noon: datetime, by: Person, is_allowed: bool) -> None:
    asset = make_asset(do, noon, tag="T-1")
    incident = make_incident(do, noon)
    if is_allowed:
        do(affected.say, incident.id, named=[asset.id], by=by, at=noon)
        assert about(do, incident) == [asset.id]
    else:
        with pytest.raises(NotAllowed, match="Whoever reported"):
            do(affected.say, incident.id, named=[asset.id], by=by, at=noon)


def test_a_restricted_incident_is_nobody_else_s_to_speak_of(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    incident = make_incident(do, noon, restricted=True)
    with pytest.raises(NotFound):
        do(affected.say, incident.id, named=[asset.id], by=DEV, at=noon)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"named": range(1, 30)}, "picked_assets"),
        ({"named": (), "besides": "x" * 151}, "affected_asset"),
    ],
)
def test_what_is_too_much_is_said_at_its_field(
    do: Do, noon: datetime, said: Any, field: str
) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(FieldErrors) as refused:
        do(affected.say, incident.id, **said, by=BEN, at=noon)
    assert set(refused.value.errors) == {field}


def test_what_one_may_not_see_is_left_as_it_is(do: Do, noon: datetime) -> None:
    vault, mine = make_vault(do, noon), make_asset(do, noon, tag="T-1")
    incident = raise_in_private(do, noon, DEV, title="Broken", assets=(vault.id,))
    found, chosen = do(affected.to_choose, incident.id, organisation=PRIVATE, by=ANN)
    assert (found.id, chosen) == (incident.id, [])
    do(affected.say, incident.id, named=[mine.id], organisation=PRIVATE, by=ANN, at=noon)
    assert sorted(about(do, incident)) == [vault.id, mine.id]


def test_the_history_of_what_is_private_says_so(do: Do, noon: datetime) -> None:
    vault = make_vault(do, noon)
    incident = make_incident(do, noon)
    do(affected.say, incident.id, named=[vault.id], organisation=PRIVATE, by=DEV, at=noon)
    after = history(do, incident)[-1].after
    assert after is not None
    assert after["hidden"] == [vault.number]


def test_an_asset_s_history_names_its_incidents_but_no_restricted_one(
    do: Do, noon: datetime
) -> None:
    asset = make_asset(do, noon, tag="T-1")
    make_incident(do, noon, assets=(asset.id,), restricted=True)
    incident = make_incident(do, noon, assets=(asset.id,))
    _, entries = do(assets.history, asset.id, by=MAX)
    assert [it.after["incident"] for it in entries[1:]] == [incident.number]
    assert len(history_of(do, asset)) == 3


def test_the_asset_is_well_again_when_its_incident_is_over(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")

    def health() -> Health:
        found: Health = do(assets.show, asset.id, by=MAX).answer.health
        return found

    assert health() is Health.UNKNOWN
    incident = make_incident(do, noon, assets=(asset.id,), **STOPPED)
    assert health() is Health.DOWN
    do(
        incidents.resolve,
        incident.id,
        code=Resolution.FIXED,
        summary="Restarted.",
        by=BEN,
        at=noon,
    )
    assert health() is Health.UNKNOWN
    do(incidents.reopen, incident.id, reason="Not over.", by=MAX, at=noon)
    assert health() is Health.DOWN


def test_words_alone_make_no_asset_ill(do: Do, noon: datetime) -> None:
    """What was written before the asset was: nobody has said yet that it is meant."""
    make_incident(do, noon, affected_asset="T-1", **STOPPED)
    asset = make_asset(do, noon, tag="T-1")
    assert do(assets.show, asset.id, by=MAX).answer.health is Health.UNKNOWN


def test_what_is_merged_brings_its_assets_along(do: Do, noon: datetime) -> None:
    one, two = make_asset(do, noon, tag="T-1"), make_asset(do, noon, tag="T-2")
    first = make_incident(do, noon, assets=(one.id,))
    second = make_incident(do, noon, assets=(one.id, two.id))
    do(merges.merge, second.id, into=first.id, by=BEN, at=noon)
    assert sorted(about(do, first)) == [one.id, two.id]
    open_ones = do(assets.show, two.id, by=MAX).incidents
    assert [it.id for it in open_ones] == [first.id]


def test_the_third_about_one_asset_is_suggested_as_major(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    first = make_incident(do, noon, affected_asset="T-1")
    make_incident(do, noon, assets=(asset.id,))
    third = make_incident(do, noon, title="Something else")
    assert not do(lambda tx: tx.get(Major, first.id))
    do(affected.say, third.id, named=[asset.id], by=BEN, at=noon)
    assert do(lambda tx: tx.get(Major, first.id))


@pytest.mark.parametrize(
    ("kind", "criticality", "urgency", "is_suggested"),
    [
        (AssetClass.SERVICE, Criticality.CRITICAL, Urgency.STOPPED, True),
        (AssetClass.SERVICE, Criticality.CRITICAL, Urgency.IMPAIRED, False),
        (AssetClass.SERVICE, Criticality.HIGH, Urgency.STOPPED, False),
        (AssetClass.HARDWARE, Criticality.CRITICAL, Urgency.STOPPED, False),
    ],
)
def test_a_critical_service_that_has_stopped_is_suggested_as_major(
    do: Do, noon: datetime, kind: Any, criticality: Any, urgency: Urgency, is_suggested: bool
) -> None:
    shop = make_asset(do, noon, "shop", asset_class=kind, criticality=criticality)
    incident = make_incident(do, noon, assets=(shop.id,), urgency=urgency)
    assert bool(do(lambda tx: tx.get(Major, incident.id))) is is_suggested
    if is_suggested:
        assert history(do, incident)[-1].after["because"] == "critical_service"  # type: ignore[index]


def test_what_hangs_on_it_is_counted(do: Do, noon: datetime) -> None:
    db = make_asset(do, noon, "db", tag="DB-1")
    for number, weight in enumerate((Criticality.LOW, Criticality.HIGH, Criticality.CRITICAL)):
        relate(do, noon, make_asset(do, noon, f"app {number}", criticality=weight), db)
    incident = make_incident(do, noon, assets=(db.id,))
    (sheet,) = do(incidents.show, incident.id, by=MAX).affected
    assert (sheet.dependants, sheet.weighty, sheet.is_cut) == (3, 2, False)


def test_changes_shortly_before_may_have_to_do_with_it(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    days_ago = {
        age: finished(do, started(do, noon - timedelta(days=age), assets=("t-1",)), SUCCESSFUL)
        for age in (2, 9)
    }
    running = started(do, noon - timedelta(days=1), assets=(asset.number,), implementer_id=DEV.id)
    finished(do, started(do, noon - timedelta(days=2), assets=("T-2",)), SUCCESSFUL)
    incident = make_incident(do, noon, assets=(asset.id,))
    (sheet,) = do(incidents.show, incident.id, by=MAX).affected
    assert [it.id for it in sheet.changes] == [running.id, days_ago[2].id]


def test_an_open_p1_about_its_asset_stands_against_a_change(do: Do, noon: datetime) -> None:
    make_asset(do, noon, "web shop db", tag="DB-1")
    incident = make_incident(do, noon, affected_asset="Web shop DB", **STOPPED)
    change = ask(do, noon, assets=("db-1",))
    found = do(conflicts.of_change, change, at=noon)
    assert [it.what for it in found] == [incident.number]
    assert "is open on DB-1" in found[0].evidence
    assert do(lambda tx: open_incidents.has_urgent_about(tx, change.assets))


def test_its_card_follows_how_a_change_of_its_asset_ends(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    running = started(do, noon - timedelta(days=1), assets=(asset.number,))
    incident = make_incident(do, noon, assets=(asset.id,))
    other = make_incident(do, noon)
    before = owed(do, incident), owed(do, other)
    finished(do, running, SUCCESSFUL)
    card = ("card", "team:service-desk")
    assert owed(do, incident)[card] == before[0][card] + 1
    assert owed(do, other) == before[1]
