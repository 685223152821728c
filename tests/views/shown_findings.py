"""Every message about what is found in assets."""

from collections.abc import Iterator, Mapping
from typing import Any

from desk.asset.findings import Findings, Found
from domain.asset.findings import Finding
from storage.assets import Asset
from views.asset import findings


def messages_about_findings(asset: Asset) -> Iterator[Mapping[str, Any]]:
    found = [Found(asset=asset, finding=it, says="It is so & <so>") for it in Finding]
    yield findings.notice(Findings(items=found[:1], count=1))
    yield findings.notice(Findings(items=found * 3, count=500))
