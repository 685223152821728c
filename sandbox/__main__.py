"""`python -m sandbox`, which is also `steward sandbox`: its options, in the words of both."""

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sandbox.errors import CannotStart
from sandbox.replay import replay as replayed
from sandbox.seeds import SEEDS, USUAL
from sandbox.start import USUAL_PORT, Options, run
from sandbox.visit.guard import LOOPBACK_ADDRESSES

SeedName = StrEnum("SeedName", list(SEEDS))  # type: ignore[misc]
BEGIN_WITH = "; ".join(f"{name}: {seed.says}" for name, seed in SEEDS.items())

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def sandbox(
    port: Annotated[
        int | None,
        typer.Option(
            help=f"Where the page is ({USUAL_PORT}; any free port where that is taken).",
            show_default=False,
            min=0,
            max=65535,
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="A loopback address.")] = "127.0.0.1",
    data: Annotated[Path, typer.Option(help="The folder that keeps the workspace.")] = Path(
        ".sandbox"
    ),
    seed: Annotated[
        SeedName | None,
        typer.Option(
            help=f"What a new workspace begins with ({USUAL}). {BEGIN_WITH}.", show_default=False
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Throw away what the folder keeps, and begin anew.")
    ] = False,
    record: Annotated[
        Path | None,
        typer.Option(help="Write down what visitors do on the page, to be played again."),
    ] = None,
    replay: Annotated[
        Path | None,
        typer.Option(
            help="Play a recorded visit in a workspace of its own, tell how each step went, and end."
        ),
    ] = None,
    http: Annotated[
        bool, typer.Option("--http", help="Deliver over signed HTTP instead of Socket Mode.")
    ] = False,
    no_bot: Annotated[
        bool, typer.Option("--no-bot", help="Print the bot's environment instead of starting it.")
    ] = False,
) -> None:
    """Open a pretend Slack workspace in the browser, with the bot in it."""
    if host not in LOOPBACK_ADDRESSES:
        _fail(f"The sandbox listens on loopback only, not on {host}.", 2)
    if replay is not None and (seed or fresh or no_bot):
        _fail(
            "--replay plays in a workspace of its own: leave out --seed, --fresh and --no-bot.", 2
        )
    options = Options(
        port=port,
        host=host,
        data=data,
        http=http,
        bot=not no_bot,
        seed=seed and str(seed),
        fresh=fresh,
        record=record,
    )
    try:
        raise typer.Exit(
            asyncio.run(run(options) if replay is None else replayed(replay, record, http=http))
        )
    except CannotStart as problem:
        _fail(str(problem), problem.code)


def _fail(sentence: str, code: int) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


if __name__ == "__main__":
    app(prog_name="steward sandbox", args=sys.argv[1:])
