"""The page about the methods, written from their table: `python -m sandbox.web_api.reference` renews it."""

import sys
from pathlib import Path

from sandbox.web_api import METHODS
from sandbox.web_api.method import Method

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "sandbox-methods.md"
RENEW = "python -m sandbox.web_api.reference"

NOT_PLAYED = {
    "Signing in and out": ("auth.revoke", "auth.teams.list", "oauth.v2.access", "apps.uninstall"),
    "Assistants and streamed answers": (
        *("assistant.threads.setStatus", "assistant.threads.setSuggestedPrompts"),
        *("assistant.threads.setTitle", "chat.startStream", "chat.appendStream"),
        "chat.stopStream",
    ),
    "Canvases and lists": (
        *("canvases.create", "canvases.edit", "canvases.delete", "conversations.canvases.create"),
        *("slackLists.create", "slackLists.items.create", "slackLists.items.list"),
    ),
    "Work Objects": ("entity.presentDetails",),
    "Messages": ("chat.meMessage", "conversations.mark", "search.messages"),
    "Channels": (
        *("conversations.close", "conversations.leave", "conversations.setTeams"),
        *("conversations.inviteShared", "conversations.acceptSharedInvite"),
    ),
    "Files": (
        *("files.delete", "files.list", "files.upload", "files.remote.add"),
        "files.sharedPublicURL",
    ),
    "Marks": (
        *("reactions.get", "reactions.list", "pins.list", "pins.remove"),
        *("bookmarks.edit", "bookmarks.remove", "stars.add"),
    ),
    "User groups": (
        *("usergroups.create", "usergroups.update", "usergroups.enable"),
        "usergroups.disable",
    ),
    "People": (
        *("users.getPresence", "users.setPresence", "users.profile.set", "users.identity"),
        *("users.discoverableContacts.lookup", "dnd.info", "dnd.teamInfo", "reminders.add"),
    ),
    "Workspace": (
        *("team.accessLogs", "team.billableInfo", "team.preferences.list", "team.profile.get"),
    ),
    "Calls, workflows, administration": (
        *("calls.add", "workflows.stepCompleted", "admin.*", "apps.manifest.*"),
        *("apps.event.authorizations.list", "rtm.connect", "dialog.open"),
    ),
}
"""What an app might ask for and nobody answers here, by what it is about."""

HEAD = f"""# Methods the sandbox plays

Written from the table the sandbox itself goes by; `{RENEW}` renews this page.

Every method reads its arguments from the address, a form or (unless it says otherwise) JSON, holds them against its
own table, and answers with Slack's names for what is wrong. Where several scopes stand, one of them is enough, by the
kind of channel. Slack publishes no number for what it calls special, and none for bursts: those here are ours.

| method | tier | scopes | not played about it |
|---|---|---|---|
"""

TAIL = """
## What nobody answers

Whatever else is called is answered `unknown_method`. Among it is what an app might well ask of Slack:

| about | methods |
|---|---|
"""


def page() -> str:
    rows = (_row(name, METHODS[name]) for name in sorted(METHODS))
    others = (
        f"| {about} | {', '.join(f'`{name}`' for name in names)} |\n"
        for about, names in NOT_PLAYED.items()
    )
    return f"{HEAD}{''.join(rows)}{TAIL}{''.join(others)}"


def _row(name: str, method: Method) -> str:
    scopes = ", ".join(f"`{scope}`" for scope in method.scopes) or _without(method)
    return f"| `{name}` | {method.tier.spoken} | {scopes} | {_lacks(method)} |\n"


def _without(method: Method) -> str:
    words = {"bot": "none", "any": "none", "app": "app-level token", "none": "no token"}
    return words[method.caller]


def _lacks(method: Method) -> str:
    says = [method.lacks] if method.lacks else []
    if method.ignores:
        says.append(f"Ignored: {', '.join(f'`{name}`' for name in method.ignores)}.")
    if method.takes and not method.reads_json:
        says.append("Reads no JSON, as in Slack.")
    return " ".join(says) or "–"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE.name} is up to date with {len(METHODS)} methods.\n")
