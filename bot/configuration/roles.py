"""The roles people hold everywhere, as the file names them."""

from collections.abc import Mapping

from pydantic import Field

from bot.configuration.tables import Table, UserId
from domain.approval_policies import BOARD, SMALL, USUAL, ApprovalPolicy
from domain.people import Role

ROLES: Mapping[str, Role] = {
    "admins": Role.ADMIN,
    "incident_managers": Role.INCIDENT_MANAGER,
    "change_managers": Role.CHANGE_MANAGER,
    "change_board": Role.CHANGE_BOARD,
    "emergency_authority": Role.EMERGENCY_AUTHORITY,
    "executives": Role.EXECUTIVE,
    "asset_managers": Role.ASSET_MANAGER,
}

DECIDING: Mapping[str, Role] = {
    name: role for name, role in ROLES.items() if name not in ("admins", "asset_managers")
}
"""Those that may decide on a change. Who runs Steward, or keeps its assets, has no say for that alone."""

FALLS_BACK = "change_managers"
"""Where nobody is named for it the admins are."""

OF_USUAL_APPROVALS = ("change_board", "emergency_authority", "executives")
"""Whoever names one of these wants the usual approvals, which need them all."""

SMALLEST_BOARD = BOARD.quorum.min_electors


class RolesTable(Table):
    admins: list[UserId] = Field(default=[])
    incident_managers: list[UserId] = Field(default=[])
    change_managers: list[UserId] = Field(default=[])
    change_board: list[UserId] = Field(default=[])
    emergency_authority: list[UserId] = Field(default=[])
    executives: list[UserId] = Field(default=[])
    asset_managers: list[UserId] = Field(default=[])

    def named(self, name: str) -> frozenset[str]:
        people: list[str] = getattr(self, name)
        return frozenset(people)

    def holders(self, admins: frozenset[str]) -> Mapping[Role, frozenset[str]]:
        """Who holds what; where nobody is named as change manager or asset manager the admins are."""
        holders = {role: self.named(name) for name, role in ROLES.items()}
        holders[Role.ADMIN] |= admins
        for role in (Role.CHANGE_MANAGER, Role.ASSET_MANAGER):
            holders[role] = holders[role] or holders[Role.ADMIN]
        return holders

    @property
    def usual_approvals(self) -> tuple[ApprovalPolicy, ...]:
        """What holds where the file has no approval policies of its own."""
        return USUAL if any(self.named(name) for name in OF_USUAL_APPROVALS) else SMALL

    def check_usual_approvals(self) -> None:
        """Raises ValueError where they could never decide on some changes."""
        if self.usual_approvals is SMALL:
            return
        missing = [name for name in OF_USUAL_APPROVALS if not self.named(name)]
        if missing:
            raise ValueError(
                f"[roles] names some of those who decide on changes, but nobody for {', '.join(missing)}; "
                "the usual approvals need them, or write [[approvals]] of your own"
            )
        board = self.named("change_board")
        if len(board) < SMALLEST_BOARD:
            raise ValueError(
                f"[roles] change_board names {len(board)} people; the usual approvals need "
                f"{SMALLEST_BOARD} who decide, besides whoever asks"
            )
