"""Facts about Slack's methods, kept beside this checkout where they are kept at all."""

import json
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parents[3] / "shared" / "conformance" / "slack-methods"

# Answered by every method and therefore in no method's own list.
EVERYWHERE = {
    "account_inactive",
    "invalid_arguments",
    "invalid_auth",
    "missing_scope",
    "not_allowed_token_type",
    "not_authed",
    "ratelimited",
    "token_revoked",
    "unknown_method",
}
# Known from elsewhere in Slack's documentation; the list of this method leaves it out.
BEYOND_THE_LIST = {
    "chat.postMessage": {"invalid_attachments"},
}


def facts(method: str) -> dict[str, Any]:
    return dict(json.loads((FACTS / f"{method}.json").read_text()))


def documented(method: str) -> set[str]:
    """The errors this method may answer with."""
    return EVERYWHERE | set(facts(method)["errors"] or ()) | BEYOND_THE_LIST.get(method, set())
