"""Which target is meant, and whether it is met."""

import pytest

from domain.figure.targets import Target, the_first_that_fits

OF_P1 = Target(figure="csat", number=90, is_least=True, priority=1)
OF_THE_SHOP = Target(figure="csat", number=80, is_least=True, service="Shop")
OF_THE_DESK = Target(figure="csat", number=70, is_least=True, team_key="desk")
OF_ANY = Target(figure="csat", number=60, is_least=True)
ALL = (OF_P1, OF_THE_SHOP, OF_THE_DESK, OF_ANY)


@pytest.mark.parametrize(
    ("team_key", "service", "priority", "meant"),
    [
        ("desk", "Shop", 1, OF_P1),
        ("desk", "Shop", 2, OF_THE_SHOP),
        ("desk", None, None, OF_THE_DESK),
        ("web", None, None, OF_ANY),
        (None, None, None, OF_ANY),
    ],
)
def test_the_first_that_fits_is_meant(
    team_key: str | None, service: str | None, priority: int | None, meant: Target
) -> None:
    of_whom = {"service": service, "priority": priority}
    assert the_first_that_fits(ALL, "csat", team_key=team_key, **of_whom) is meant  # type: ignore[arg-type]


def test_without_a_target_there_is_none() -> None:
    asked = {"team_key": "desk", "service": None, "priority": None}
    assert the_first_that_fits(ALL, "backlog", **asked) is None  # type: ignore[arg-type]
    assert the_first_that_fits((OF_THE_DESK,), "csat", **{**asked, "team_key": None}) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("is_least", "number", "met"),
    [
        (True, 90, True),
        (True, 89.9, False),
        (False, 90, True),
        (False, 90.1, False),
        (True, None, None),
        (False, 0, True),
        (True, 0, False),
    ],
)
def test_a_target_is_met_by_the_number_as_it_is_told(
    is_least: bool, number: float | None, met: bool | None
) -> None:
    """Nothing is neither met nor missed; nought is a number."""
    assert Target(figure="csat", number=90, is_least=is_least).is_met(number) is met
