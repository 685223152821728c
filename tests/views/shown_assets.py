"""Every message and form about assets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from desk.asset.impacts import FailsWith
from domain.asset.health import Answer, Health
from domain.asset.moves import ways_on
from domain.asset.relations import Hit, RelationKind
from domain.asset.signals import Signal
from domain.assets import AssetClass, Criticality, Status
from domain.change.requests import Environment
from domain.events import ABOUT_ASSETS, Event
from domain.numbers import Kind
from storage.asset.sheets import AssetSheet, Tie
from storage.assets import KEPT, Asset
from storage.journal import Entry
from tests.assets import details
from tests.figures import BERLIN
from tests.people import BEN, MAX, ORGANISATION
from tests.views.changes import a_change
from tests.views.hostile import NOON, a_sheet
from tests.views.shown_asset_files import forms_about_asset_files, messages_about_asset_files
from tests.views.shown_audits import forms_about_audits, messages_about_audits
from tests.views.shown_expiries import forms_about_expiries, messages_about_expiries
from tests.views.shown_findings import messages_about_findings
from tests.views.shown_leavers import messages_about_leavers
from views import assets
from views.asset import custody_forms, forms, impacts, notices
from views.asset.history import as_it_was, history
from views.asset.impact_forms import impact_form


@dataclass(frozen=True)
class Affected:
    asset: Asset
    hit: Hit
    path: list[str]


@dataclass(frozen=True)
class View:
    asset: Asset
    hit: list[Affected]
    degraded: list[Affected]
    hits: int = 0
    degradations: int = 0
    hidden: int = 0
    is_cut: bool = False


@dataclass(frozen=True)
class Said:
    """What monitoring said last."""

    state: Signal
    source: str = "Prometheus " * 5
    since = heard_at = NOON


def an_asset(asset_id: int = 7, **about: Any) -> Asset:
    """Max's laptop, in use."""
    usual: dict[str, Any] = {
        "asset_class": AssetClass.HARDWARE,
        "name": "Max's laptop",
        "tag": "LAPTOP-42",
        "serial": "5CG1234XYZ",
        "status": Status.IN_USE,
        "status_since": NOON - timedelta(days=3),
        "environment": Environment.PRODUCTION,
        "criticality": Criticality.LOW,
        "owner_id": BEN.id,
        "holder_id": MAX.id,
        "team_key": "service-desk",
        "fields": {"memory_gb": 16},
        "added_at": NOON,
    }
    asset = Asset(**(usual | about))
    asset.id, asset.version, asset.name_key = asset_id, 3, asset.name.casefold()
    return asset


def an_asset_sheet(health: Health = Health.OK, **about: Any) -> AssetSheet:
    asset = an_asset(**about)
    return AssetSheet(
        asset=asset,
        answer=Answer(health=health, because="Somebody has looked at it", since=NOON),
        incidents=[a_sheet().incident] * 5,
        changes=[a_change()],
        ties=[
            Tie(kind=kind, outwards=outwards, asset=an_asset(8))
            for kind in RelationKind
            for outwards in (True, False)
        ],
        hidden=2,
        names={},
        changed_at=NOON,
    )


def an_entry_about(event: Event, **facts: Any) -> Entry:
    after = {"kind": "depends_on", "to": "AST-8"} if "related" in event else {"location": "Rome"}
    usual: dict[str, Any] = {"before": {"location": "Berlin"}, "after": after, "why": "So."}
    return Entry(
        at=NOON,
        actor_id=BEN.id,
        event=event,
        subject_kind=Kind.ASSET,
        subject_id=7,
        **(usual | facts),
    )


def an_impact(count: int = 1, **about: Any) -> View:
    hit = Hit(depth=1, path=(7, 8), kind=RelationKind.DEPENDS_ON)
    affected = [Affected(an_asset(8, **about), hit, ["AST-7", "AST-8"])] * min(count, 20)
    return View(an_asset(**about), affected, affected, count, count, hidden=1, is_cut=True)


def messages_about_assets() -> Iterator[Mapping[str, Any]]:
    for health in Health:
        yield assets.card(an_asset_sheet(health), ORGANISATION, now=NOON)
    for status in Status:
        sheet = an_asset_sheet(
            status=status, team_key=None, owner_id=None, holder_id=None, fields={}
        )
        yield assets.card(sheet, ORGANISATION, now=NOON)
    for state in Signal:
        yield assets.card(replace(an_asset_sheet(), heard=Said(state)), ORGANISATION, now=NOON)
    bare = replace(an_asset_sheet(), incidents=[], changes=[], ties=[], hidden=0)
    yield assets.card(bare, ORGANISATION, now=NOON)
    page = [an_asset()] * 10
    yield assets.listing(page, title="Assets", words="list", is_first=False, more=True)
    yield assets.listing([], title="Assets", words="list", is_first=True, more=False)
    yield assets.choices(page, "laptop")
    yield assets.nothing_found("laptop", may_add=True)
    yield impacts.impact(an_impact(60))
    yield impacts.impact(View(an_asset(), [], []))
    yield history(an_asset(), [an_entry_about(event) for event in ABOUT_ASSETS] * 5, {})
    for event in notices.SENTENCES:
        yield notices.notice(an_entry_about(event), an_asset())
    yield assets.done(an_asset(), "It is confirmed to be there")
    yield from messages_about_leavers(an_asset())
    yield from messages_about_findings(an_asset())
    found = an_asset_sheet(support_until=date(2026, 1, 1), added_at=NOON - timedelta(days=999))
    told = replace(found, sources={"NetBox": KEPT, "Snipe-IT": ("cost",)})
    yield assets.card(told, ORGANISATION, now=NOON)
    yield from messages_about_expiries(an_asset())
    yield from messages_about_audits(an_asset(location="Berlin"))
    yield from messages_about_asset_files()
    yield as_it_was(
        an_asset(), an_asset().facts, NOON.date(), {"owner_id": {BEN.id: BEN.name}}, BERLIN
    )


def forms_about_assets() -> list[Mapping[str, Any]]:
    return [
        forms.asset_form(details(), ORGANISATION),
        forms.asset_form(details(), ORGANISATION, asset=an_asset()),
        impact_form(
            FailsWith(subject=a_sheet().incident, out=[], hit=[(an_asset(), ["AST-7"])], more=3)
        ),
        impact_form(
            FailsWith(
                subject=a_change(),
                out=[(an_asset(it), "It has a copy & <more>. " * 30) for it in range(1, 51)],
                hit=[(an_asset(it), [f"AST-{on}" for on in range(9)]) for it in range(51, 101)],
                more=400,
            )
        ),
        impact_form(
            FailsWith(
                subject=a_change(),
                out=[],
                hit=[(an_asset(), ["AST-7"])],
                more=0,
                may_say=False,
            )
        ),
        custody_forms.check_out_form(an_asset()),
        custody_forms.check_in_form(an_asset()),
        custody_forms.decline_form(an_asset()),
        custody_forms.missing_form(an_asset()),
        custody_forms.found_form(an_asset()),
        custody_forms.void_form(an_asset()),
        *forms_about_expiries(an_asset()),
        *forms_about_audits(an_asset()),
        *forms_about_asset_files(),
        *(custody_forms.move_form(an_asset(status=it)) for it in Status if ways_on(it)),
    ]
