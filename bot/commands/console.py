"""What every command shares: the settings it starts from, what it says, and how it fails."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import Progress, TaskID
from sqlalchemy.exc import SQLAlchemyError

from bot.configuration.organisation import read_organisation
from bot.settings import BadSettings, Settings, read_settings
from domain.organisation import Organisation

WRONG_SETTINGS = 2

WRITABLE = "Its file, and the folder it is in, must be such that Steward can write them."
WHAT_HELPS = {
    "unable to open database file": WRITABLE,
    "attempt to write a readonly database": WRITABLE,
    "file is not a database": "Let it name another file.",
    "connection failed": "Start it, or say where else it is.",
}
"""By what the database's driver says of it."""

console = Console(highlight=False, soft_wrap=True)


def settings_here() -> Settings:
    """Of the environment and `.env`; without them it fails."""
    try:
        return read_settings()
    except BadSettings as error:
        fail(str(error))


def organisation_of(settings: Settings) -> Organisation:
    """As the configuration file has it; with a wrong one it fails."""
    try:
        return read_organisation(settings)
    except BadSettings as error:
        fail(str(error))


def fail(sentence: str, code: int = WRONG_SETTINGS) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def fail_on_database(error: SQLAlchemyError) -> NoReturn:
    fail(of_database(error), 1)


def of_database(error: SQLAlchemyError) -> str:
    """That it cannot be used, why, and what helps, on one line."""
    reason = str(getattr(error, "orig", error)).splitlines()[0].rstrip(".")
    helps = "".join(f" {says}" for words, says in WHAT_HELPS.items() if words in reason)
    return f"DATABASE_URL: the database cannot be used: {reason}.{helps}"


def fail_on_file(file: Path, error: OSError) -> NoReturn:
    fail(f"{file}: {error.strerror or error}.")


@contextmanager
def progress_of(*doing: str) -> Iterator[Sequence[Callable[[int, int], None]]]:
    """A bar for each on a terminal, for work that takes long."""
    there = Console(stderr=True)
    with Progress(console=there, transient=True, disable=not there.is_terminal) as bars:
        yield [partial(_tell, bars, bars.add_task(it, total=None)) for it in doing]


def _tell(bars: Progress, task: TaskID, done: int, of: int) -> None:
    bars.update(task, completed=done, total=of)
