"""Which rules may be set aside, and who decides that (ITSM semantics, section 4.10)."""

from collections.abc import Mapping
from enum import StrEnum

from domain.approval_policies import Approvers, StageRule, Whose
from domain.approvals import Quorum, Rule
from domain.people import Role


class ExceptionRule(StrEnum):
    FREEZE = "freeze"
    CONFLICT = "conflict"
    MAINTENANCE = "maintenance window"


_MANAGER = Approvers(roles=frozenset({Role.CHANGE_MANAGER}))
_OWNER = Approvers(whose=frozenset({Whose.SERVICE_OWNER}))


def _decides(what: str, who: str, approvers: Approvers, rule: Rule) -> StageRule:
    return StageRule(name=f"{what}: {who}", approvers=approvers, quorum=Quorum(rule=rule))


DECIDES: Mapping[ExceptionRule, tuple[StageRule, ...]] = {
    ExceptionRule.FREEZE: (
        _decides("Freeze override", "change manager", _MANAGER, Rule.ANY),
        _decides("Freeze override", "service owner", _OWNER, Rule.ALL),
    ),
    ExceptionRule.CONFLICT: (_decides("Conflict accepted", "change manager", _MANAGER, Rule.ANY),),
    ExceptionRule.MAINTENANCE: (
        _decides("Outside maintenance", "service owner", _OWNER, Rule.ALL),
        _decides("Outside maintenance", "change manager", _MANAGER, Rule.ANY),
    ),
}
"""The stages an exception adds to the approval of its change, before all others."""
