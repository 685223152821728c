"""What is asked for when a change is wanted, and what is missing to submit it (ITSM semantics, section 4.3)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.change.risk import Question
from domain.changes import ChangeType
from domain.errors import FieldErrors
from domain.text import clean, clean_line, says_something, too_long

TITLE_LENGTH = 150
TEXT_LENGTH = 3000
ASSET_LENGTH = 100
MOST_ASSETS = 20
LONGEST_WINDOW = timedelta(days=14)
FARTHEST = timedelta(days=366)
LONGEST_INTERRUPTION = 7 * 24 * 60
AHEAD = timedelta(minutes=5)
"""So much the clock of whoever commits may be ahead of ours."""


class Environment(StrEnum):
    PRODUCTION = "production"
    STAGING = "staging"
    TEST = "test"
    DEVELOPMENT = "development"


class Category(StrEnum):
    """What kind of work it is."""

    DEPLOYMENT = "deployment"
    INFRASTRUCTURE = "infrastructure"
    CONFIGURATION = "configuration"
    DATA = "data"
    ACCESS = "access"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class ChangeRequest:
    """A filled-in form. `override` is the reason to do it inside a freeze all the same, empty where none is asked for.

    `committed_at` is when what is deployed was committed: programs know.
    An emergency names `why_urgent`, and the incident it restores service for or the security `finding`.
    """

    type: ChangeType = ChangeType.NORMAL
    title: str
    reason: str = ""
    service: str | None = None
    assets: tuple[str, ...] = ()
    environment: Environment = Environment.PRODUCTION
    category: Category = Category.OTHER
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    implementation: str = ""
    test_evidence: str = ""
    back_out: str = ""
    back_out_minutes: int | None = None
    validation: str = ""
    interruption_minutes: int = 0
    communication: str = ""
    implementer_id: str | None = None
    risk_answers: Mapping[Question, int | None] = field(default_factory=dict)
    template: str | None = None
    why_urgent: str = ""
    incident_id: int | None = None
    finding: str = ""
    override: str = ""
    committed_at: datetime | None = None


REQUIRED = {
    "title": "Say in a few words what is changed.",
    "reason": "Say what for: what gets better, or what happens without it.",
    "implementation": "Say what will be done, step by step as far as that helps.",
    "back_out": "Say how it is undone when it goes wrong, or why that is impossible.",
}
"""What no change goes without."""

_LINES = {"title": TITLE_LENGTH}
_TEXTS = (
    *("reason", "implementation", "test_evidence", "back_out", "validation", "communication"),
    *("why_urgent", "finding", "override"),
)


def in_words(left_open: Collection[str]) -> str:
    """What an emergency has not said yet: `how it was tested, 8 answers about its risk`."""
    texts = {"test_evidence": "how it was tested", "validation": "how it is checked"}
    named = [texts[it] for it in left_open if it in texts]
    answers = len(left_open) - len(named)
    if answers:
        named.append(f"{answers} answer{'' if answers == 1 else 's'} about its risk")
    return ", ".join(named) or "nothing"


def checked(asked: ChangeRequest, at: datetime) -> ChangeRequest:
    """`asked` with its texts cleaned, ready to submit. Raises FieldErrors, keyed by the request's field names."""
    texts = {name: clean_line(getattr(asked, name)) for name in _LINES}
    texts |= {name: clean(getattr(asked, name)) for name in _TEXTS}
    assets = tuple(dict.fromkeys(filter(says_something, map(clean_line, asked.assets))))
    cleaned = replace(asked, assets=assets, **texts)  # type: ignore[arg-type]
    errors = {
        name: missing for name, missing in REQUIRED.items() if not says_something(texts[name])
    }
    for name, text in texts.items():
        if len(text) > _LINES.get(name, TEXT_LENGTH):
            errors[name] = too_long(text, _LINES.get(name, TEXT_LENGTH))
    if asked.type is ChangeType.STANDARD and asked.template is None:
        errors["template"] = "A standard change names the template it is made from."
    errors |= _about_assets(assets) | _about_window(cleaned, at) | _about_urgency(cleaned)
    if not 0 <= asked.interruption_minutes <= LONGEST_INTERRUPTION:
        errors["interruption_minutes"] = "Say in minutes how long it is away; 0 when it is not."
    if asked.back_out_minutes is not None and asked.back_out_minutes < 0:
        errors["back_out_minutes"] = "Say in minutes how long undoing it takes."
    if any(answer not in (None, 0, 1, 2, 3) for answer in asked.risk_answers.values()):
        errors["risk_answers"] = "Answer each question with one of its choices."
    if asked.committed_at is not None and asked.committed_at - at > AHEAD:
        errors["committed_at"] = "This is still to come. Say when it was committed."
    if errors:
        raise FieldErrors(errors)
    return cleaned


def _about_assets(assets: tuple[str, ...]) -> dict[str, str]:
    if len(assets) > MOST_ASSETS:
        return {"assets": f"Name {MOST_ASSETS} assets at most."}
    too_long_one = next((asset for asset in assets if len(asset) > ASSET_LENGTH), None)
    return {"assets": too_long(too_long_one, ASSET_LENGTH)} if too_long_one else {}


def _about_window(asked: ChangeRequest, at: datetime) -> dict[str, str]:
    starts, ends = asked.starts_at, asked.ends_at
    errors = {}
    if starts is None:
        errors["starts_at"] = "Say when it begins."
    elif starts < at and asked.type is not ChangeType.EMERGENCY:
        errors["starts_at"] = "This is in the past. Choose a moment to come."
    elif starts - at > FARTHEST:
        errors["starts_at"] = "This is more than a year ahead. Choose an earlier day."
    if ends is None:
        errors["ends_at"] = "Say when it is over at the latest."
    elif ends == starts:
        errors["ends_at"] = "It ends when it begins. Choose a later end."
    elif starts is not None and ends < starts:
        errors["ends_at"] = "It ends before it begins. Choose a later end."
    elif ends <= at:
        errors["ends_at"] = "This is in the past. Choose a moment to come."
    elif starts is not None and ends - starts > LONGEST_WINDOW:
        errors["ends_at"] = f"Keep the window within {LONGEST_WINDOW.days} days, or make two of it."
    if asked.template is not None:  # its end follows from its beginning
        errors.pop("ends_at", None)
    return errors


def _about_urgency(asked: ChangeRequest) -> dict[str, str]:
    if asked.type is not ChangeType.EMERGENCY:
        return {}
    errors = {}
    if not says_something(asked.why_urgent):
        errors["why_urgent"] = "Say in a sentence why the normal way is too slow."
    if asked.incident_id is None and not says_something(asked.finding):
        errors["incident"] = (
            "Name the open P1, P2 or major incident it is for, or the security finding. "
            "What was planned late is a normal change."
        )
    return errors
