"""Recorded visits (`steward sandbox --record FILE`) go today as they went when they were recorded."""

from pathlib import Path

import pytest

from sandbox.visits.player import play
from sandbox.visits.script import read

VISITS = sorted((Path(__file__).parent / "visits").glob("*.jsonl"))


@pytest.mark.parametrize("file", VISITS, ids=lambda file: file.stem)
async def test_a_recorded_visit_goes_as_it_went(open_company, file: Path) -> None:
    """Where what is seen has changed on purpose: `steward sandbox --replay FILE --record NEW` writes it anew."""
    visit = read(file)
    async with open_company(seed=visit.seed) as company:
        steps = [step async for step in play(visit, company.sandbox.url)]
        assert "\n".join(str(step) for step in steps if not step.went_well) == ""
        assert len(steps) == len(visit.acts)
