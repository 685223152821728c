"""`python -m bench`, which is also `make bench`: measure, print one table, and exit 0 also when an aim is missed."""

import argparse
import asyncio
import platform
import signal
import sys
import time
from dataclasses import replace
from importlib.metadata import version
from os import cpu_count

from rich.console import Console

from bench.load import Wrong
from bench.plan import DEFAULT, QUICK, Measured, Plan
from bench.report import show
from bench.rounds import measure

LIBRARIES = ("slack-bolt", "slack-sdk", "aiohttp", "SQLAlchemy", "psycopg")


def main() -> None:
    plan = _plan()
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    started = time.monotonic()
    try:
        found = asyncio.run(_interruptible(plan, console))
    except Wrong as error:
        console.print(f"The bench went wrong: {error}", markup=False)
        sys.exit(1)
    except (KeyboardInterrupt, asyncio.CancelledError):
        console.print("Stopped; nothing is left running.")
        sys.exit(130)
    show(found, plan, console)
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    console.print(
        f"{plan.rounds} rounds in {time.monotonic() - started:.0f} s on {cpu_count()} cores, "
        f"{platform.system()}, Python {platform.python_version()}, {libraries}."
    )


async def _interruptible(plan: Plan, console: Console) -> Measured:
    task = asyncio.ensure_future(measure(plan, console.print))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


def _plan() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a rough look in about two minutes")
    parser.add_argument("--rounds", type=int, help="default: 5, with --quick 2")
    asked = parser.parse_args()
    plan = QUICK if asked.quick else DEFAULT
    return replace(plan, rounds=max(1, asked.rounds)) if asked.rounds else plan


if __name__ == "__main__":
    main()
