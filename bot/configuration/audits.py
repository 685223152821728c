"""How often things are looked for, as the file says it of each class."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator

from bot.configuration.lengths import length
from bot.configuration.tables import Table
from domain.asset.findings import SEEN_EVERY
from domain.assets import AssetClass


def _is_days(text: str) -> str:
    every = length(text)
    if every % timedelta(days=1):
        raise ValueError(f"{text!r} is not in days, such as 180 days")
    return text


Days = Annotated[str, AfterValidator(_is_days)]


class AuditTable(Table):
    hardware: Days | None = None
    network: Days | None = None

    @property
    def seen_every(self) -> Mapping[AssetClass, timedelta]:
        said = {AssetClass.HARDWARE: self.hardware, AssetClass.NETWORK: self.network}
        return {**SEEN_EVERY, **{it: length(every) for it, every in said.items() if every}}
