"""Northwind as it really is: the colleagues of the six, who belongs together, and when each of them works."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from domain.calendars import Calendar, Window
from sandbox.company.people import Person
from sandbox.seeds.northwind import ANN, BEN, CHLOE, DEV, MAX, PEOPLE, ZOE

# handle, title, zone, color
_OTHERS = (
    ("aylin.demir", "Warehouse", "Europe/Berlin", "d58247"),
    ("arjun.rao", "Web shop developer", "Asia/Kolkata", "5b89d5"),
    ("daniel.fischer", "Managing director", "Europe/Berlin", "53b759"),
    ("elena.rossi", "Marketing", "Europe/Berlin", "e0a729"),
    ("emma.larsen", "Web shop product manager", "Europe/Copenhagen", "db3150"),
    ("grace.kim", "Customer care lead", "America/New_York", "43761b"),
    ("hana.sato", "Product design", "Asia/Tokyo", "d55aef"),
    ("isabel.cruz", "Legal", "Europe/Madrid", "235e5b"),
    ("jonas.keller", "Warehouse lead", "Europe/Berlin", "9b3b45"),
    ("liam.walsh", "Customer care", "Europe/Dublin", "4ec0d6"),
    ("marcus.reed", "Sales", "America/New_York", "99a949"),
    ("nadia.haddad", "Head of finance", "Europe/Berlin", "902d59"),
    ("olivia.brandt", "People team", "Europe/Berlin", "6176a9"),
    ("peter.novak", "Facilities", "Europe/Prague", "827327"),
    ("priya.nair", "Sales", "Europe/London", "b14cbc"),
    ("sofia.almeida", "Customer care", "Europe/Lisbon", "385a86"),
    ("tom.hughes", "Sales", "Europe/London", "cf7a8c"),
    ("yusuf.kaya", "Purchasing", "Europe/Istanbul", "5a4592"),
)


def _id(handle: str) -> str:
    letters = handle.replace(".", "").upper()
    return "U0" + letters[:9].ljust(9, "0")


COLLEAGUES = tuple(
    Person(
        id=_id(handle),
        handle=handle,
        name=handle.replace(".", " ").title(),
        title=title,
        tz=zone,
        color=color,
    )
    for handle, title, zone, color in _OTHERS
)
EVERYBODY = (*PEOPLE, *COLLEAGUES)
BY_NAME: Mapping[str, Person] = {person.handle.partition(".")[0]: person for person in EVERYBODY}
"""People by the first part of their handle."""

LAPTOPS: Mapping[str, str] = {
    person.id: f"NB-{number:04}" for number, person in enumerate(EVERYBODY, start=101)
}
"""The tag of each one's laptop, by their id."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "care": ("grace", "liam", "sofia"),
    "finance": ("max", "max", "nadia"),
    "people": ("olivia",),
    "shop": ("arjun", "emma", "hana"),
    "warehouse": ("aylin", "jonas"),
}
"""Who has troubles of their own, by name; who stands twice has twice as many."""

AGENTS: Mapping[str, tuple[str, ...]] = {"service-desk": (ANN, BEN), "platform": (CHLOE, DEV)}
"""Who works on a team's incidents. Zoe is in both channels, and only hands out."""

LEADS: Mapping[str, str] = {"service-desk": ANN, "platform": CHLOE}
DISPATCHER = ZOE
ANYBODY = (*(person.id for person in COLLEAGUES), MAX, MAX, ZOE, ANN, BEN, CHLOE, DEV)

_USUAL = Window(8 * 60 + 30, 17 * 60 + 30)
_OTHER_HOURS: Mapping[str, Window] = {
    "aylin": Window(6 * 60, 14 * 60 + 30),
    "jonas": Window(6 * 60, 14 * 60 + 30),
    "liam": Window(10 * 60, 18 * 60 + 30),
    "chloe": Window(9 * 60, 18 * 60),
    "dev": Window(9 * 60 + 30, 18 * 60 + 30),
}

OFFICE: Mapping[str, Calendar] = {
    person.id: Calendar(
        name=person.name,
        zone=ZoneInfo(person.tz),
        weekly={day: (_OTHER_HOURS.get(name, _USUAL),) for day in range(5)},
    )
    for name, person in BY_NAME.items()
}
"""When each of them is at work, by id: Monday to Friday, in their own zone."""
