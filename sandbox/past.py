"""A workspace that begins with a past: played into it and into the bot's database before the bot starts."""

import asyncio
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from bot.commands.console import of_database
from bot.configuration.organisation import read_organisation
from bot.settings import BadSettings, Settings
from sandbox.errors import CannotStart
from sandbox.say import say
from sandbox.seeds.busy.past import CannotPlay, Setting, play
from sandbox.seeds.busy.when import DAYS
from sandbox.server import Sandbox


async def play_past(sandbox: Sandbox, environment: Mapping[str, str], *, days: int = DAYS) -> None:
    """Let happen what the seed tells; `environment` is the bot's. Raises CannotStart."""
    say("Three months of work are being played. This takes a moment.")
    columns = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    try:
        setting = _setting(sandbox, environment)
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("", total=1.0)
            for done in play(setting, days=days):
                progress.update(bar, completed=done)
                await asyncio.sleep(0)  # so that Ctrl-C is heard
    except (CannotPlay, BadSettings) as problem:
        raise CannotStart(str(problem), 2) from problem
    except SQLAlchemyError as problem:
        raise CannotStart(of_database(problem)) from problem


def _setting(sandbox: Sandbox, environment: Mapping[str, str]) -> Setting:
    """Raises BadSettings."""
    known = {name.upper(): name for name in Settings.model_fields}
    given: dict[str, Any] = {known[key]: it for key, it in environment.items() if key in known}
    try:
        settings = Settings(**given)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise BadSettings(f"{str(first['loc'][0]).upper()}: {first['msg']}.") from problem
    return Setting(
        workspace=sandbox.workspace,
        files=sandbox.world.files,
        store=sandbox.world.store,
        home=f"{sandbox.url}/",
        database_url=settings.database_url,
        organisation=read_organisation(settings),
    )
