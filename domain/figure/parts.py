"""By what a figure is told apart: of each reason, stage, group of approvers or class by itself."""

from enum import StrEnum


class Part(StrEnum):
    """Groups are those that a policy names as approvers; nobody stands there by name."""

    REASON = "reason"
    STAGE = "stage"
    GROUP = "group"
    CLASS = "class"


NAMED_PEOPLE = "named people"
"""The group of those whom a policy names one by one."""
