"""What is known of a file, and how Slack describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from sandbox.company.channels import Channel
from sandbox.company.filetypes import type_of
from sandbox.shapes import Json

NOT_IN_MESSAGES = {"shares", "channels", "groups", "ims", "comments_count"}
"""What `files.info` tells and a message does not."""


@dataclass
class File:
    id: str
    name: str
    title: str
    size: int
    user_id: str
    created: int
    alt_txt: str = ""
    ticket: str = ""  # leads here while its bytes are awaited
    is_there: bool = False
    ready_at: float | None = None  # a Unix moment; none until it was completed
    shares: dict[str, list[Json]] = field(default_factory=dict)  # by channel: ts, thread_ts
    is_handed_in: bool = False  # with a form of the app's


@dataclass(frozen=True)
class Addresses:
    """Where a file is: to look at, to keep, and its page."""

    private: str
    download: str
    permalink: str


def addresses(file: File, team_id: str, base: str) -> Addresses:
    name = quote(file.name, safe="")
    private = f"{base}/files-pri/{team_id}-{file.id}"
    permalink = f"{base}/files/{file.user_id}/{file.id}/{name}"
    return Addresses(f"{private}/{name}", f"{private}/download/{name}", permalink)


def as_slack(
    file: File, channels: Mapping[str, Channel], team_id: str, base: str, *, is_ready: bool
) -> Json:
    """The file object of `files.info`: what kind of file it is stands there once Slack has looked at it."""
    kind = type_of(file.name)
    where = addresses(file, team_id, base)
    shares = _shares(file, channels, team_id)
    told: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": kind.mimetype if is_ready else "",
        "filetype": kind.filetype if is_ready else "",
        "pretty_type": kind.pretty if is_ready else "",
        "user": file.user_id,
        "user_team": team_id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": "public" in shares,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": where.private,
        "url_private_download": where.download,
        "permalink": where.permalink,
        "comments_count": 0,
        "is_starred": False,
        "shares": shares,
        "channels": _ids(file, channels, "channel"),
        "groups": _ids(file, channels, "private"),
        "ims": _ids(file, channels, "im"),
        "has_rich_preview": False,
        "file_access": "visible",
    }
    return told | ({"alt_txt": file.alt_txt} if file.alt_txt else {})


def in_message(told: Json) -> Json:
    return {key: value for key, value in told.items() if key not in NOT_IN_MESSAGES}


def _shares(file: File, channels: Mapping[str, Channel], team_id: str) -> Json:
    shares: Json = {}
    for id_, messages in file.shares.items():
        channel = channels[id_]
        if channel.kind != "im":
            side = "public" if channel.kind == "channel" else "private"
            shares.setdefault(side, {})[id_] = [
                {
                    "reply_users": [],
                    "reply_users_count": 0,
                    "reply_count": 0,
                    **message,
                    "channel_name": channel.name,
                    "team_id": team_id,
                    "share_user_id": file.user_id,
                }
                for message in messages
            ]
    return shares


def _ids(file: File, channels: Mapping[str, Channel], kind: str) -> list[str]:
    return [id_ for id_ in file.shares if channels[id_].kind == kind]
