"""Facts about Slack's methods, kept beside this checkout where they are kept at all."""

import json
from pathlib import Path
from typing import Any

from sandbox.web_api.method import EVERYWHERE

FACTS = Path(__file__).parents[3] / "shared" / "conformance" / "slack-methods"

# Known from elsewhere in Slack's documentation; the list of this method leaves it out.
BEYOND_THE_LIST = {
    "chat.postMessage": {"invalid_attachments"},
}


def facts(method: str) -> dict[str, Any]:
    return dict(json.loads((FACTS / f"{method}.json").read_text()))


def documented(method: str) -> set[str]:
    """The errors this method may answer with."""
    known = set(facts(method)["errors"] or ())
    return {*EVERYWHERE, "unknown_method"} | known | BEYOND_THE_LIST.get(method, set())
