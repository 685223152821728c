"""What tales about assets have in common: one is written down."""

from typing import Any

from tests.visitor import Visitor


async def written_down(
    company: Any, name: str, tag: str, weight: str = "Low: hardly anybody would miss it"
) -> Visitor:
    """Ben writes an asset of his team down, in stock, fit to be handed out."""
    ben: Visitor = await company.enter("Ben Okafor")
    await ben.says("general", "/asset")
    await ben.modal("Add an asset")
    await ben.fill("Name", name)
    await ben.fill("Tag", tag)
    await ben.choose("Criticality", weight)
    await ben.choose("Environment", "Production")
    await ben.submit()
    assert "In stock" in await ben.read(await ben.modal("Written down"))
    return ben
