"""A major incident's own channel: what it is called, and what belongs to it."""

import re
import unicodedata
from enum import StrEnum

NAME_LENGTH = 60
"""Slack takes 80 characters; nobody reads more than this in the sidebar."""

MOST_NAMES = 20
"""Names tried when those before are taken."""

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


NO_ANSWER = "no_answer"
"""Why a part could not be made, where Slack says nothing at all."""


class Part(StrEnum):
    """What is done to the channel, in this order."""

    CHANNEL = "channel"
    PEOPLE = "people"
    TOPIC = "topic"
    BOOKMARK = "bookmark"
    PIN = "pin"
    UPLOAD = "upload"
    DRAFT = "draft"


def room_name(number: str, about: str, attempt: int = 0) -> str:
    """`inc-12-web-shop`, with `-2`, `-3` where that is taken: small letters, digits and dashes, as Slack wants it."""
    plain = unicodedata.normalize("NFKD", about.casefold()).encode("ascii", "ignore").decode()
    words = [word for word in _NOT_IN_NAMES.split(plain) if word]
    suffix = f"-{attempt + 1}" if attempt else ""
    name = number.lower()
    for word in words:
        if len(name) + 1 + len(word) + len(suffix) > NAME_LENGTH:
            break
        name = f"{name}-{word}"
    return name + suffix
