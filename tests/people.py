"""Northwind's people as the rules see them, and what they look after. The sandbox has the same."""

from zoneinfo import ZoneInfo

from domain.approval_policies import USUAL
from domain.calendars import Calendar, Window, always_open
from domain.incident.sla import default_policies
from domain.organisation import Organisation, Service, Team
from domain.people import Person, Role

SERVICE_DESK = Team(
    key="service-desk", name="Service desk", channel="#service-desk", lead_id="U0ANNBERGER"
)
PLATFORM = Team(key="platform", name="Platform", channel="#platform", lead_id="U0CHLOEMART")

ANN = Person(
    id="U0ANNBERGER",
    name="Ann Berger",
    zone="Europe/Berlin",
    agent_of=frozenset({"service-desk"}),
    lead_of=frozenset({"service-desk"}),
    roles=frozenset({Role.CHANGE_BOARD}),
)
BEN = Person(
    id="U0BENOKAFOR",
    name="Ben Okafor",
    zone="Europe/London",
    agent_of=frozenset({"service-desk"}),
)
CHLOE = Person(
    id="U0CHLOEMART",
    name="Chloe Martin",
    zone="America/New_York",
    agent_of=frozenset({"platform"}),
    lead_of=frozenset({"platform"}),
    roles=frozenset({Role.CHANGE_BOARD}),
)
DEV = Person(
    id="U0DEVPATEL0",
    name="Dev Patel",
    zone="Asia/Kolkata",
    agent_of=frozenset({"platform"}),
)
MAX = Person(id="U0MAXWEBER0", name="Max Weber", zone="Europe/Berlin")
ZOE = Person(
    id="U0ZOELINDQV",
    name="Zoe Lindqvist",
    zone="Europe/Stockholm",
    roles=frozenset({Role.ADMIN, Role.CHANGE_MANAGER, Role.CHANGE_BOARD}),
)
IVY = Person(
    id="U0IVYNAKAMU",
    name="Ivy Nakamura",
    zone="Asia/Tokyo",
    roles=frozenset(
        {Role.INCIDENT_MANAGER, Role.CHANGE_BOARD, Role.EMERGENCY_AUTHORITY, Role.EXECUTIVE}
    ),
)
EVA = Person(
    id="U0EVAROSSI0",
    name="Eva Rossi",
    zone="Europe/Rome",
    roles=frozenset({Role.CHANGE_MANAGER}),
)
EVERYONE = (ANN, BEN, CHLOE, DEV, MAX, ZOE, IVY, EVA)

IN_CHANNELS = {"service-desk": (ANN, BEN), "platform": (CHLOE, DEV)}
"""Who is in the channel of which team."""

OFFICE = Calendar(
    name="office",
    zone=ZoneInfo("Europe/Berlin"),
    weekly={day: (Window(9 * 60, 17 * 60),) for day in range(5)},
)
"""Monday to Friday, nine to five in Berlin."""

EVERYWHERE = frozenset[Role]().union(*(person.roles for person in EVERYONE))
"""The roles somebody holds everywhere."""

ORGANISATION = Organisation(
    teams=(SERVICE_DESK, PLATFORM),
    services=(
        Service(name="Laptops and printers", team="service-desk", owner_id=ANN.id),
        Service(name="Web shop", team="platform", owner_id=ZOE.id),
    ),
    policies=default_policies(always_open(), OFFICE),
    office=OFFICE,
    holders={
        role: frozenset(person.id for person in EVERYONE if role in person.roles)
        for role in EVERYWHERE
    },
    approvals=USUAL,
)
