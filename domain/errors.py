"""The ways to say no, and to say not now."""

from collections.abc import Callable, Mapping
from typing import Any


class Refusal(Exception):
    """A plain sentence to the person who asked, saying what would make it a yes. Not an error."""


class NotAllowed(Refusal):
    """Their role does not allow it."""


class Unauthenticated(Refusal):
    """Nobody knows who asks."""


class ScopeMissing(NotAllowed):
    """The token they ask with is not for this; `scope` is what it would need."""

    def __init__(self, says: str, scope: str) -> None:
        super().__init__(says)
        self.scope = scope


class KeyReused(Refusal):
    """Something else was asked under this key before."""


class WrongState(Refusal):
    """The record has moved on, or has not come that far."""


class LeadsOn(WrongState):
    """There is something to be done instead, with the record of this `number`."""

    def __init__(self, sentence: str, number: str) -> None:
        super().__init__(sentence)
        self.number = number


class Over(LeadsOn):
    """The record is over for good, and a new one may follow it."""


class GoesOn(LeadsOn):
    """It was merged, and goes on as the one of this number."""


class LeavesOpen(LeadsOn):
    """Something has to be said of the record first."""


class NotFound(Refusal):
    """There is no such record, or not for this person: both read the same."""


class FieldErrors(Exception):
    """What is wrong with a filled-in form, a sentence for each field's name."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {says}" for field, says in errors.items()))
        self.errors = dict(errors)


def checked_together(*checks: Callable[[], Any]) -> list[Any]:
    """What each of these checks answers. Raises FieldErrors with everything that any of them finds wrong."""
    errors: dict[str, str] = {}
    answers = []
    for check in checks:
        try:
            answers.append(check())
        except FieldErrors as refused:
            errors |= refused.errors
    if errors:
        raise FieldErrors(errors)
    return answers


class Repeated(Exception):
    """This delivery has been dealt with before; the first time holds."""


class FromNewer(Exception):
    """A newer version of Steward has written what this one does not know. Nothing was changed."""


class Unavailable(Exception):
    """The database did not answer in time. Unless it says otherwise, nothing was changed."""
