"""The ways of saying no: to the app in Slack's words, to the page in ours, to whoever starts it in a sentence."""

from typing import Any


class SlackError(Exception):
    """Answered as `{"ok": false, "error": …}` with whatever else Slack says along with it."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


def invalid_arguments(*problems: str) -> SlackError:
    """What a method says to arguments that it does not take, a line for each."""
    messages = [f"[ERROR] {problem}" for problem in problems]
    return SlackError("invalid_arguments", response_metadata={"messages": messages})


class Refusal(Exception):
    """The page asked for something that cannot be done."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


class CannotStart(Exception):
    """One sentence on why not, and the exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code
