"""Assets as a CSV file, on the command line."""

import csv
import sys
from pathlib import Path
from typing import TextIO

from sqlalchemy.orm import Session

from desk.asset_exports import COLUMNS, rows
from domain.organisation import Organisation
from domain.people import SYSTEM
from storage.assets import Filter, Reader
from storage.opening import looking_at

EVERYTHING = Reader(person_id=SYSTEM.id)
"""Whoever has the database itself sees everything."""


def written_out(address: str, out: Path | None, organisation: Organisation) -> int:
    """Write all assets to the file, or to standard output; answers how many.

    A file that is there already stays as it is where the database cannot be read. Raises ValueError with a sentence,
    OSError, SQLAlchemyError.
    """
    with looking_at(address) as tx:
        if out is None:
            return _write(tx, sys.stdout, organisation)
        with out.open("w", encoding="utf-8", newline="") as file:
            return _write(tx, file, organisation)


def _write(tx: Session, file: TextIO, organisation: Organisation) -> int:
    writer = csv.writer(file, lineterminator="\n" if file is sys.stdout else "\r\n")
    writer.writerow(COLUMNS)
    count = 0
    for row in rows(tx, Filter(), EVERYTHING, organisation=organisation):
        writer.writerow(row)
        count += 1
    return count
