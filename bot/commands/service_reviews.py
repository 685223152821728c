"""`steward report`: the service review of a month, counted from the database itself."""

from datetime import datetime

from desk.figure.service_reviews import review
from domain.months import month_said
from domain.organisation import Organisation
from storage.opening import looking_at
from views.figure.service_reviews import document


def written(
    address: str, *, team: str | None, month: str, organisation: Organisation, at: datetime
) -> str:
    """As Markdown. Raises ValueError or Refusal with a sentence, SQLAlchemyError."""
    zone = organisation.zone_of(team)
    period = month_said(month, today=at.astimezone(zone).date(), zone=zone)
    with looking_at(address) as tx:
        sheet = review(tx, team, period=period, organisation=organisation, at=at)
        return document(sheet, organisation)
