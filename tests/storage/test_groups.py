"""Members of user groups."""

from storage import groups
from tests.makers import Do
from tests.people import ANN, BEN, MAX


def test_a_group_has_just_those_who_are_in_it(do: Do) -> None:
    assert do(groups.members_of, "S0ONCALL") == set()
    do(groups.replace_members, "S0ONCALL", [ANN.id, BEN.id, ANN.id])
    do(groups.replace_members, "S0DESK", [BEN.id])
    assert do(groups.members_of, "S0ONCALL") == {ANN.id, BEN.id}
    assert do(groups.groups_of, BEN.id) == {"S0ONCALL", "S0DESK"}
    do(groups.replace_members, "S0ONCALL", [MAX.id])
    assert do(groups.members_of, "S0ONCALL") == {MAX.id}
    assert do(groups.groups_of, BEN.id) == {"S0DESK"}
    do(groups.replace_members, "S0ONCALL", [])
    assert do(groups.members_of, "S0ONCALL") == set()


def test_members_of_several_groups_are_found_at_once(do: Do) -> None:
    do(groups.replace_members, "S0ONCALL", [ANN.id, BEN.id])
    do(groups.replace_members, "S0DESK", [BEN.id, MAX.id])
    assert do(groups.members_of_any, {"S0ONCALL", "S0DESK"}) == {ANN.id, BEN.id, MAX.id}
    assert do(groups.members_of_any, set()) == set()
