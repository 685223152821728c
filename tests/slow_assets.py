"""What is known of assets, worked out a second time, slowly: each asset by itself."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.assets import Stage, missing_fields
from domain.periods import Period
from storage.assets import Asset
from tests.slow_numbers import Numbers, share


def quality(tx: Session, period: Period, at: datetime, team: str | None) -> Numbers:
    if at > period.ends_at + timedelta(days=7):
        return {"asset_data_quality": None, "assets_to_verify": 0}
    seen_since = min(at, period.ends_at) - timedelta(days=180)
    its = [
        it
        for it in tx.scalars(select(Asset))
        if it.stage is Stage.OPERATIONS and team in (None, it.team_key)
    ]
    sound = [
        it
        for it in its
        if it.owner_id and it.team_key and it.criticality and it.environment
        if not missing_fields(it.asset_class, Stage.OPERATIONS, it.fields)
        if it.seen_at and it.seen_at >= seen_since
    ]
    return {
        "asset_data_quality": share(len(sound), len(its)),
        "assets_to_verify": len(its) - len(sound),
    }
