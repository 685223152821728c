"""Assets as a CSV file, on the command line and for Slack."""

import csv
import io
import sys
from datetime import datetime
from pathlib import Path
from typing import TextIO

from sqlalchemy.orm import Session

from desk import people
from desk.asset.steps import reader_of
from desk.imports.exports import COLUMNS, rows
from domain.organisation import Organisation
from domain.people import SYSTEM
from handlers.asset.lists import narrowed
from storage.asset.lists import Filter
from storage.assets import Reader
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
            return _write(tx, sys.stdout, Filter(), EVERYTHING, organisation)
        with out.open("w", encoding="utf-8", newline="") as file:
            return _write(tx, file, Filter(), EVERYTHING, organisation)


def as_text(
    address: str, words: str, person_id: str, organisation: Organisation, *, at: datetime
) -> tuple[str, int]:
    """Those of the assets this person may see that the words leave over, as CSV, and how many.

    Raises NotFound for a word nobody knows, ValueError, SQLAlchemyError.
    """
    written = io.StringIO(newline="")
    with looking_at(address) as tx:
        by, _ = people.person(tx, person_id, called=person_id, organisation=organisation)
        only = narrowed(f"list {words}", organisation, at=at)
        count = _write(tx, written, only, reader_of(by, organisation), organisation)
    return written.getvalue(), count


def _write(
    tx: Session, file: TextIO, only: Filter, reader: Reader, organisation: Organisation
) -> int:
    writer = csv.writer(file, lineterminator="\n" if file is sys.stdout else "\r\n")
    writer.writerow(COLUMNS)
    count = 0
    for row in rows(tx, only, reader, organisation=organisation):
        writer.writerow(row)
        count += 1
    return count
