"""What every command shares: the settings it starts from, what it says, and how it fails."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import SQLAlchemyError

from bot.configuration.organisation import read_organisation
from bot.settings import BadSettings, Settings, read_settings
from domain.organisation import Organisation

WRONG_SETTINGS = 2

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
    reason = str(getattr(error, "orig", error)).splitlines()[0]
    fail(f"DATABASE_URL: the database cannot be used: {reason}", 1)


def fail_on_file(file: Path, error: OSError) -> NoReturn:
    fail(f"{file}: {error.strerror or error}.")


@contextmanager
def progress_of(doing: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, for work that takes long."""
    errors = Console(stderr=True)
    with Progress(console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
