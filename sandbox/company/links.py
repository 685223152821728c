"""The links of a message, as markup has them, and whose they are."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from sandbox.company.text import unescape

LINKED = re.compile(r"<(https?://[^<>|\s]+)(?:\|[^<>]*)?>")


def links_in(text: str) -> list[str]:
    return [unescape(found[1]) for found in LINKED.finditer(text)]


def domain_of(url: str, domains: Iterable[str]) -> str | None:
    """Which of these domains the link leads to, or to a host below; None for any other."""
    host = urlsplit(url).hostname or ""
    return next((it for it in domains if host == it or host.endswith(f".{it}")), None)
