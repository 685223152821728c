"""Where files of assets come from: how each tool heads its columns, what its words mean, and what they count for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from domain.assets import AssetClass, Status

SOURCE_KEY = "source_key"
"""What a column is for that holds the record's own key in the other tool."""


class Rank(IntEnum):
    """What a word about a field counts for. Nobody overwrites what counts for more."""

    NOTHING = 0
    MENTION = 1
    HAND = 2
    AUTHORITY = 3


@dataclass(frozen=True, kw_only=True)
class Source:
    """A tool that files come from.

    `marks` are sets of headers, as `written_as` has them: a file with all of one set is from here. `headers` say what
    those mean that mean something else here than anywhere; None leaves one out. `joined` are fields that several
    columns make up, with what stands between. `words` are what its statuses and classes are called here, `usual` what
    they are otherwise. `authority` are the fields it knows better than people do. `escape` stands in front of what a
    spreadsheet would take for a formula.
    """

    key: str
    label: str
    marks: Collection[frozenset[str]] = ()
    headers: Mapping[str, str | None] = field(default_factory=dict)
    joined: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, StrEnum]] = field(default_factory=dict)
    usual: Mapping[str, StrEnum] = field(default_factory=dict)
    authority: frozenset[str] = frozenset()
    escape: str = "'"

    @property
    def is_tool(self) -> bool:
        """Whether it is a tool of its own, not a list somebody wrote."""
        return self.key != FILE.key

    def rank_of(self, name: str) -> Rank:
        """What its word about this field counts for: a list is somebody's own word."""
        if not self.is_tool:
            return Rank.HAND
        return Rank.AUTHORITY if name in self.authority else Rank.MENTION


FILE = Source(key="file", label="A list")

_LEFT_OUT_BY_NETBOX = (
    *("tenant", "tenant_group", "region", "site_group", "rack_face", "face", "airflow", "platform"),
    *("ip_address", "ipv4_address", "ipv6_address", "primary_ip", "oob_ip", "out_of_band_ip"),
    *(
        "position",
        "position_u",
        "cluster",
        "cluster_type",
        "cluster_group",
        "virtual_chassis",
        "vc_position",
        "vc_priority",
    ),
    *("contacts", "created", "last_updated", "config_template", "parent_device", "device_bay"),
    *("console_ports", "console_server_ports", "power_ports", "power_outlets", "interfaces"),
    *("front_ports", "rear_ports", "device_bays", "module_bays", "inventory_items", "parent"),
    *(
        "position",
        "position_u",
        "position_device_bay",
        "latitude",
        "longitude",
        "local_context_data",
        "rack_group",
    ),
    *("owner", "owner_group", "u_height", "cluster_host", "virtual_disks", "start_on_boot"),
    *("disk", "disk_gb", "disk_mb", "memory_mb", "memory", "device", "vcpus", "services"),
)
_NETBOX_STATUSES: Mapping[str, Status] = {
    "active": Status.IN_USE,
    "offline": Status.STANDBY,
    "planned": Status.REQUESTED,
    "staged": Status.STAGING,
    "failed": Status.FAULTY,
    "inventory": Status.IN_STOCK,
    "decommissioning": Status.DECOMMISSIONING,
    "paused": Status.STANDBY,
}
_NETWORK = ("switch", "router", "firewall", "access_point", "wireless", "wan", "gateway")

NETBOX = Source(
    key="netbox",
    label="NetBox",
    marks=(
        frozenset({"name", "status", "site", "role", "manufacturer", "type"}),
        frozenset({"name", "device_role", "device_type", "site"}),
        frozenset({"name", "role", "device_type", "site"}),
    ),
    headers={
        **dict.fromkeys(_LEFT_OUT_BY_NETBOX, None),
        "id": SOURCE_KEY,
        "type": "model",
        "device_type": "model",
        "role": "asset_class",
        "device_role": "asset_class",
        "site": "location",
        "location": "location",
        "rack": "location",
        "rack_name": "location",
        "description": "notes",
        "comments": "notes",
    },
    joined={"location": " / ", "notes": "\n"},
    words={
        "status": _NETBOX_STATUSES,
        "asset_class": dict.fromkeys(_NETWORK, AssetClass.NETWORK),
    },
    usual={"asset_class": AssetClass.HARDWARE},
    authority=frozenset({"asset_class", "name", "manufacturer", "model", "serial", "location"}),
)
NETBOX_MACHINES = Source(
    key="netbox-vm",
    label="NetBox, virtual machines",
    marks=(
        frozenset({"name", "status", "cluster", "vcpus"}),
        frozenset({"name", "status", "cluster", "memory_mb"}),
    ),
    headers={
        **dict.fromkeys(_LEFT_OUT_BY_NETBOX, None),
        "id": SOURCE_KEY,
        "role": None,
        "site": "location",
        "description": "notes",
        "comments": "notes",
    },
    joined={"notes": "\n"},
    words={"status": _NETBOX_STATUSES},
    usual={"asset_class": AssetClass.VIRTUAL_MACHINE},
    authority=frozenset({"asset_class", "name", "location"}),
)

_LEFT_OUT_BY_SNIPE_IT = (
    *("company", "order_number", "model_no", "model_number", "model_notes", "default_location"),
    *("username", "email", "employee_no", "manager", "department", "title", "phone", "warranty"),
    *("checked_out_to_username", "checked_out_to_email", "checked_out_to_location", "type"),
    *("checkout_type", "checkout_date", "last_checkin_date", "expected_checkin_date", "value"),
    *("diff", "fully_depreciated", "created_at", "updated_at", "deleted", "last_audit", "url"),
    *("next_audit_date", "device_image", "current_value", "requestable", "byod", "age", "image"),
    *("checkouts", "checkins", "requests", "created_by", "user_company", "address", "city"),
    *(
        "state",
        "country",
        "zip",
        "months",
        "eol_rate",
        "warranty_months",
        "asset_eol_date_explicit",
    ),
)

SNIPE_IT = Source(
    key="snipe-it",
    label="Snipe-IT",
    marks=(
        frozenset({"asset_tag", "model_no"}),
        frozenset({"asset_tag", "checkout_type"}),
        frozenset({"asset_tag", "item_name", "category"}),
    ),
    headers={
        **dict.fromkeys(_LEFT_OUT_BY_SNIPE_IT, None),
        "id": SOURCE_KEY,
        "asset_name": "name",
        "item_name": "name",
        "full_name": "holder_id",
        "checked_out": "holder_id",
        "checked_out_to": "holder_id",
        "checked_out_to_first_name": "holder_id",
        "checked_out_to_last_name": "holder_id",
        "purchased": "purchased_on",
        "eol": "support_until",
        "asset_eol_date": "support_until",
        "asset_notes": "notes",
    },
    joined={"holder_id": " ", "notes": "\n"},
    words={
        "status": {
            "deployed": Status.IN_USE,
            "ready_to_deploy": Status.IN_STOCK,
            "deployable": Status.IN_STOCK,
            "pending": Status.STAGING,
            "undeployable": Status.FAULTY,
            "archived": Status.RETIRED,
            "pending_diagnostics": Status.IN_MAINTENANCE,
            "out_for_diagnostics": Status.IN_MAINTENANCE,
            "out_for_repair": Status.IN_MAINTENANCE,
            "broken_not_fixable": Status.FAULTY,
            "lost_stolen": Status.LOST,
        },
        "asset_class": dict.fromkeys(_NETWORK, AssetClass.NETWORK),
    },
    usual={"asset_class": AssetClass.HARDWARE},
    authority=frozenset(
        {"tag", "supplier", "cost", "purchased_on", "warranty_until", "support_until"}
    ),
    escape="`",
)

SOURCES: Mapping[str, Source] = {it.key: it for it in (FILE, NETBOX, NETBOX_MACHINES, SNIPE_IT)}


def recognised(headers: Collection[str]) -> Source:
    """The tool whose headers these are, as `written_as` has them; else a list."""
    written = frozenset(headers)
    found = (it for it in SOURCES.values() if any(marks <= written for marks in it.marks))
    return next(found, FILE)
