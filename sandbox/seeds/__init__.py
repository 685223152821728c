"""What a new workspace begins with: a table of seeds, each planted once, when the workspace is founded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.company.workspace import Workspace
from sandbox.manifest import Manifest
from sandbox.seeds import company, empty
from sandbox.seeds.busy import founding


@dataclass(frozen=True)
class Seed:
    """`says` ends the sentence "begin with …"; with a past there is more to do before the bot starts."""

    says: str
    plant: Callable[[Workspace, Manifest], None]
    has_past: bool = False


SEEDS: Mapping[str, Seed] = {
    "company": Seed("a small company on Steward's first day", company.plant),
    "empty": Seed("its people alone", empty.plant),
    "busy": Seed("three months of work behind it", founding.plant, has_past=True),
}
USUAL = "company"
