"""The tale of three months, told in the same way each time for the same number and day.

Who adds to Steward adds here: to TELLERS one who yields acts, and to `acts.ACTS` how each of them is done.
"""

from collections.abc import Mapping
from datetime import datetime
from random import Random

from domain.organisation import Organisation
from sandbox.seeds.busy import families, incidents, majors, stock, talk, when, works
from sandbox.seeds.busy.tale import Act, Teller, Telling

TELLERS: Mapping[str, Teller] = {
    "what there is": stock.there,
    "changes": works.planned,
    "troubles of every day": incidents.everyday,
    "bad days": incidents.bad_days,
    "major incidents": majors.led,
    "reports that hang together": families.together,
    "small talk": talk.small_talk,
}
NUMBER = 1
"""The tale that is told unless somebody asks for another."""


def tell(
    organisation: Organisation,
    *,
    until: datetime,
    days: int = when.DAYS,
    number: int = NUMBER,
) -> list[Act]:
    """All acts of so many days before this moment, in their order.

    Each teller has luck of its own: a new one changes no other's tale.
    """
    dates = when.days_until(until, days)
    acts = [
        act
        for name, teller in TELLERS.items()
        for act in teller(Telling(Random(f"{number} {name}"), dates, organisation))  # noqa: S311  no secret
    ]
    return sorted((act for act in acts if act.at < until), key=lambda act: act.at)
