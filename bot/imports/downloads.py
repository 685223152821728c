"""A file that somebody gave Steward in Slack, fetched; or why it cannot be, in words."""

from collections.abc import Mapping

from bot.answers import SlackSaysNo
from bot.imports.dry_runs import AT_THE_COMMAND_LINE, LARGEST, Unusable
from bot.slack import Slack

_CANNOT_HAVE = (
    "I cannot see that file. Invite me to the conversation it is in, drop it into your messages with me, "
    "or bring it with /asset import."
)
_REFUSALS: Mapping[str, str] = {
    "file_not_found": _CANNOT_HAVE,
    "file_deleted": "The file was deleted in Slack. Drop it again.",
    "access_denied": _CANNOT_HAVE,
    "not_visible": _CANNOT_HAVE,
    "not_allowed": f"{_CANNOT_HAVE} If that does not help, the app lacks the scope files:read.",
    "missing_scope": "The app lacks the scope files:read: an admin of the workspace installs it again.",
    "file_too_large": f"It is larger than {LARGEST // 1024**2} MiB. Split it. {AT_THE_COMMAND_LINE}",
}
"""What Slack's words mean to whoever brought the file."""


async def downloaded(slack: Slack, slack_id: str) -> bytes:
    """What stands in the file. Raises Unusable, SlackIsBusy, SlackIsSilent."""
    try:
        known = await slack.file(slack_id)
        if known.get("is_external") or known.get("mode") == "tombstone":
            raise SlackSaysNo("file_deleted")
        if int(known.get("size") or 0) > LARGEST:
            raise SlackSaysNo("file_too_large")
        address = str(known.get("url_private_download") or known.get("url_private") or "")
        return await slack.download(address, LARGEST)
    except SlackSaysNo as refusal:
        says = _REFUSALS.get(refusal.error)
        raise Unusable(says or f"Slack does not hand it over ({refusal}).") from None
