"""How people and channels of Slack are written where Steward is set up, and the words that say so."""

import re

USER_ID = r"^[UW][A-Z0-9]{2,20}$"
A_USER_ID = "a Slack user id, such as U012ABCDEF (profile, three dots, Copy member ID)"

GROUP_ID = r"^S[A-Z0-9]{2,20}$"
A_GROUP_ID = "the id of a Slack user group, such as S012ABCDEF (People, User groups, three dots)"

MEMBER_ID = r"^[UWS][A-Z0-9]{2,20}$"
A_MEMBER_ID = f"{A_USER_ID}, or {A_GROUP_ID}"

CHANNEL = r"^(#[^\s#A-Z]{1,80}|[CG][A-Z0-9]{6,20})$"
A_CHANNEL = "a channel's name with #, such as #service-desk, or its id, such as C012ABCDEF"


def is_user_id(text: str) -> bool:
    return re.fullmatch(USER_ID, text) is not None


def is_channel(text: str) -> bool:
    return re.fullmatch(CHANNEL, text) is not None


def is_group_id(text: str) -> bool:
    return re.fullmatch(GROUP_ID, text) is not None
