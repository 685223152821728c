"""What people and teams are called that a file of assets names: in it they stand by ids and keys."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from desk import people
from desk.imports.dry_runs import DryRun
from domain.organisation import Organisation

PEOPLE = ("owner_id", "holder_id")
"""The fields that somebody stands in."""

Names = Mapping[str, Mapping[str, str]]
"""By field, and by what stands in it."""


def names_in(tx: Session, run: DryRun, organisation: Organisation) -> Names:
    """Those of all who stand in its rows, and of all teams."""
    changes = [row.changes.get(name, ()) for row in run.rows for name in PEOPLE]
    called = people.called(tx, {str(it) for change in changes for it in change if it})
    teams = {team.key: team.name for team in organisation.teams}
    return {**dict.fromkeys(PEOPLE, called), "team_key": teams}
