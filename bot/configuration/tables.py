"""What every table of a file shares: strictness, the words that are allowed, and sentences about what is wrong."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
)

from bot.settings import BadSettings
from bot.written import (
    A_CHANNEL,
    A_GROUP_ID,
    A_MEMBER_ID,
    A_USER_ID,
    CHANNEL,
    GROUP_ID,
    MEMBER_ID,
    USER_ID,
)


def _is_a_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not a time zone; use a name such as Europe/Berlin")
    return name


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=75)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,49}$")]
UserId = Annotated[str, StringConstraints(pattern=USER_ID)]
GroupId = Annotated[str, StringConstraints(pattern=GROUP_ID)]
MemberId = Annotated[str, StringConstraints(pattern=MEMBER_ID)]
Channel = Annotated[str, StringConstraints(pattern=CHANNEL)]
Clock = Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
AssetName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Zone = Annotated[str, AfterValidator(_is_a_zone)]
YearlyDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]

ALLOWED: Mapping[Any, str] = {
    Key: "small letters, digits and dashes, such as service-desk",
    UserId: A_USER_ID,
    GroupId: A_GROUP_ID,
    MemberId: A_MEMBER_ID,
    Channel: A_CHANNEL,
    Clock: "a time of day, such as 09:00, or 24:00 for the end of the day",
    YearlyDay: "a month and a day, such as 12-25",
}
_BY_PATTERN = {
    next(rule.pattern for rule in kind.__metadata__ if rule.pattern): words
    for kind, words in ALLOWED.items()
}


def read_text(path: Path) -> str:
    """Raises BadSettings saying in plain words why it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadSettings(f"{path} cannot be read: it is no text in UTF-8.") from None
    except OSError as error:
        raise BadSettings(f"{path} cannot be read: {error.strerror}.") from None


class Table(BaseModel):
    """A table of a file. Keys it does not know are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def known(said: str, what: str, named: Sequence[str], there_are: Collection[str]) -> None:
    """Raises ValueError where `said` names one that is not among those there are."""
    if missing := next((name for name in named if name not in there_are), None):
        allowed = ", ".join(there_are) or "none"
        raise ValueError(f"{said} names the {what} {missing!r}; there are: {allowed}")


def one_of(allowed: Collection[str], name: str, what: str) -> None:
    """Raises ValueError for a word that is none of these."""
    if name not in allowed:
        raise ValueError(f"{name!r} is not {what}; there are: {', '.join(allowed)}")


def now_of(info: ValidationInfo) -> datetime:
    """The moment as of which the table is checked."""
    now: datetime = (info.context or {})["now"]
    return now


AnyTable = TypeVar("AnyTable", bound=BaseModel)


def checked(
    kind: type[AnyTable], content: Any, file: str, *, now: datetime | None = None
) -> AnyTable:
    """The table, good as of `now`, where that matters.

    Raises BadSettings with a line for each mistake: file, key and what is allowed.
    """
    try:
        return kind.model_validate(content, context={"now": now})
    except ValidationError as error:
        lines = (_sentence(kind, file, problem) for problem in error.errors())
        raise BadSettings("\n".join(lines)) from None


def _sentence(kind: type[BaseModel], file: str, problem: Any) -> str:
    """`steward.toml: teams[1].channel: …`, counting from 1 as people do."""
    where = ""
    for part in problem["loc"]:
        where += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if where else str(part)
    match problem["type"]:
        case "string_pattern_mismatch":
            says = f"{problem['input']!r} is not {_BY_PATTERN[problem['ctx']['pattern']]}"
        case "extra_forbidden":
            known = _table_at(kind, problem["loc"][:-1]).model_fields
            says = f"is not a key I know; allowed here: {', '.join(known)}"
        case "missing":
            says = "is missing"
        case "too_short":
            says = f"needs {problem['ctx']['min_length']} at least"
        case _:
            said = problem["msg"].removeprefix("Value error, ")
            says = said.replace("Input should", f"{_written(problem['input'])} should")
    return f"{file}: {where}: {says}." if where else f"{file}: {says}."


def _written(value: object) -> str:
    """What stands there, where that is short."""
    return repr(value) if isinstance(value, str | int | float) else "this"


def _table_at(kind: type[BaseModel], place: tuple[Any, ...]) -> type[BaseModel]:
    """The kind of table that stands at this place inside `kind`."""
    for part in place:
        if part in kind.model_fields:
            inner = next(_tables_in(kind.model_fields[str(part)].annotation), None)
            kind = inner or kind
    return kind


def _tables_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _tables_in(inner)
