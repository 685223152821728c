"""A long file of assets brought in, in a process of its own: rows a second, and how much memory it took at most.

`python -m bench.imports URL ROWS` brings the file in and says what it took as JSON; with `bare` behind it, the same
rows go into the table of assets with nothing around them.
"""

import csv
import json
import resource
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, func, insert, select

from bench.load import Wrong
from bench.payloads import ORGANISATION
from bench.processes import Child
from bot.commands.imports import brought_in
from desk.imports.dry_runs import LISTED
from domain.assets import AssetClass, Status
from storage.assets import Asset
from storage.database import read_url

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HEADERS = (
    *("asset_tag", "name", "serial", "manufacturer", "model", "status", "location", "cost"),
    *("purchased_on", "warranty_until", "memory_gb", "tags", "notes"),
)
AT_ONCE = 500
WITHIN = 1800.0
"""Seconds that are waited for the longest file."""


@dataclass(frozen=True)
class Took:
    """Seconds for all of it, those of them in which it was written, and the most memory it ever had, in MiB."""

    seconds: float
    writing: float
    memory: float


async def took(folder: Path, url: str, rows: int, *, bare: bool = False) -> Took:
    """In a process of its own, whose memory is nothing else's. Raises Wrong."""
    arguments = ["bench.imports", url, str(rows), *(["bare"] if bare else [])]
    child = await Child.start(folder, arguments)
    try:
        return Took(**json.loads(await child.says(within=WITHIN)))
    finally:
        await child.stop()


def bring(url: str, rows: int) -> Took:
    """A file of so many new assets, as `steward import assets --apply` does it."""
    with tempfile.TemporaryDirectory(prefix="steward-bench-") as folder:
        file = Path(folder) / "assets.csv"
        _write(file, rows)
        worked_out = 0.0

        def progress(done: int, of: int) -> None:
            nonlocal worked_out
            worked_out = time.perf_counter()

        started = time.perf_counter()
        brought_in(
            url,
            file,
            (),
            ORGANISATION,
            listed=LISTED,
            token=None,
            confirmed=True,
            progress=progress,
            at=NOW,
        )
        ended = time.perf_counter()
    _check(url, rows)
    return Took(ended - started, ended - worked_out, _most_memory())


def insert_bare(url: str, rows: int) -> Took:
    """The rows alone: no journal, nothing to be found by, nobody asked."""
    engine = create_engine(read_url(url))
    started = time.perf_counter()
    with engine.begin() as connection:
        for first in range(0, rows, AT_ONCE):
            many = [_row(it) for it in range(first, min(first + AT_ONCE, rows))]
            connection.execute(insert(Asset.__table__), many)  # type: ignore[arg-type]
    seconds = time.perf_counter() - started
    engine.dispose()
    _check(url, rows)
    return Took(seconds, seconds, _most_memory())


def _write(file: Path, rows: int) -> None:
    with file.open("w", newline="") as written:
        writer = csv.writer(written)
        writer.writerow(HEADERS)
        for it in range(rows):
            row = _row(it)
            row |= {"memory_gb": 16, "tags": "; ".join(row["tags"]), "asset_tag": row["tag"]}
            writer.writerow([row[name] for name in HEADERS])


def _row(it: int) -> dict[str, Any]:
    tag, serial, name = f"T-{it:07}", f"SN{it:08}", f"Laptop {it}"
    return {
        "asset_class": AssetClass.HARDWARE,
        "tag": tag,
        "tag_key": tag.casefold(),
        "name": name,
        "name_key": name.casefold(),
        "serial": serial,
        "serial_key": serial.casefold(),
        "manufacturer": "Dell",
        "manufacturer_key": "dell",
        "model": "Latitude 7440",
        "status": (Status.IN_USE, Status.IN_STOCK)[it % 2],
        "status_since": NOW,
        "added_at": NOW,
        "location": f"Building {it % 40}, room {it % 400}",
        "supplier": "",
        "cost": 900 + it % 700,
        "purchased_on": date(2024, 2, 29),
        "warranty_until": date(2027, 2, 28),
        "contract": "",
        "monitoring_reason": "",
        "tags": ["pool", "blue"],
        "fields": {"memory_gb": 16},
        "notes": "Brought in.",
        "version": 1,
    }


def _check(url: str, rows: int) -> None:
    engine = create_engine(read_url(url))
    with engine.connect() as connection:
        there = connection.execute(select(func.count()).select_from(Asset)).scalar_one()
    engine.dispose()
    if there != rows:
        raise Wrong(f"{rows} rows were brought in and {there} are there")


def _most_memory() -> float:
    """Of this program: on Linux `ru_maxrss` also counts what the process had of its parent before it began."""
    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 2**10


if __name__ == "__main__":
    does = insert_bare if "bare" in sys.argv[3:] else bring
    print(json.dumps(asdict(does(sys.argv[1], int(sys.argv[2])))), flush=True)
