"""What the program imports when it runs is in the lock file it is installed from, not only in that of its tests."""

import re
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)

RUN = """
import sys
from importlib.abc import MetaPathFinder
from importlib.metadata import packages_distributions

locked = set(sys.argv[1].split())
ours = packages_distributions()


def is_missing(module):
    named = {name.lower().replace("_", "-").replace(".", "-") for name in ours.get(module, ())}
    return bool(named) and not named & locked


class OnlyWhatIsLocked(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if path is None and is_missing(name):
            raise ModuleNotFoundError(f"{name} is not in requirements.lock", name=name)


sys.meta_path.insert(0, OnlyWhatIsLocked())
import bot.cli
import bot.steward
import sandbox.__main__
import storage.postgres
"""


def locked(file: str) -> set[str]:
    names = LOCKED.findall((HOUSE / file).read_text("utf-8"))
    return {name.lower().replace("_", "-").replace(".", "-") for name in names}


def test_the_program_starts_with_what_is_locked_for_it() -> None:
    ours = {"steward"}
    run = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", RUN, " ".join(locked("requirements.lock") | ours)],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def test_what_is_locked_for_the_program_is_locked_for_its_tests() -> None:
    assert locked("requirements.lock") <= locked("requirements-dev.lock")
