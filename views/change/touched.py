"""What a change touches, as people read it: the same for everybody, so without what a team keeps to itself."""

from collections.abc import Sequence

from domain.organisation import Organisation
from domain.text import cut
from storage.assets import Asset, Reader
from storage.change.touched import Touched
from storage.incidents import Incident
from views.blocks import Block, context, markdown, plain

SHOWN = 6
INCIDENTS_SHOWN = 3
NAME_SHOWN = 80


def touched(it: Touched, organisation: Organisation) -> list[Block]:
    """Each asset with how critical it is, what hangs on them, and what is open about them."""
    if not it.assets and not it.others:
        return []
    everybody = Reader(person_id="", hidden=organisation.secretive)
    seen = [asset for asset in it.assets if everybody.may_see(asset)]
    lines = [*map(_named, seen), *(cut(name, NAME_SHOWN) for name in it.others)]
    if hidden := len(it.assets) - len(seen):
        lines.append(f"{hidden} more that {_its(hidden)} team keeps to itself")
    if (left := len(lines) - SHOWN) > 0:
        lines = [*lines[:SHOWN], f"and {left} more"]
    notes = [*_dependants(it), *_incidents(it.incidents)]
    return [context([markdown("*Assets*"), *(plain(line) for line in [*lines, *notes])])]


def _its(count: int) -> str:
    return "its" if count == 1 else "their"


def _named(asset: Asset) -> str:
    weight = f" · {asset.criticality}" if asset.criticality else ""
    return f"{asset.number} · {cut(asset.title, NAME_SHOWN)}{weight}"


def _dependants(it: Touched) -> list[str]:
    if not it.dependants:
        return [f"What depends on that is not hit: {it.out} taken out"] if it.out else []
    more = " or more" if it.is_cut else ""
    verb = "depends" if it.dependants == 1 and not more else "depend"
    worst = f", at worst {it.worst}" if it.worst else ""
    out = f", {it.out} taken out" if it.out else ""
    return [f"{it.dependants}{more} {verb} on that{worst}{out}"]


def _incidents(found: Sequence[Incident]) -> list[str]:
    if not found:
        return []
    named = [f"{it.number} · {cut(it.title, NAME_SHOWN)}" for it in found[:INCIDENTS_SHOWN]]
    more = len(found) - INCIDENTS_SHOWN
    return [f"⚠️ Open: {', '.join(named)}" + (f" and {more} more" if more > 0 else "")]
