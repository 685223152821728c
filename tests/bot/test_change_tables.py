"""How changes are decided, frozen and repeated, as steward.toml says it: read whole, or refused with a sentence."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.configuration.organisation import read_organisation
from bot.configuration.stale import stale
from bot.settings import BadSettings, Settings
from domain.approval_policies import SMALL, USUAL, Approvers, StageRule, Whose
from domain.approvals import Quorum, Rule
from domain.change.risk import Question, Risk
from domain.changes import ChangeType
from domain.organisation import Organisation
from domain.people import Role

SERVICE = '[[services]]\nname = "Web shop"\nteam = "service-desk"\n'
ROLES = """
[roles]
change_managers = ["U0ZOE"]
change_board = ["U0ANN", "U0CHLOE", "U0ZOE"]
emergency_authority = ["U0IVY"]
executives = ["U0EVE"]
"""
APPROVAL = """
[[approvals]]
name = "Shop"
types = ["normal"]
risks = ["high", "very high"]
services = ["Web shop"]

[[approvals.stages]]
name = "Peers"
rule = "any"
whose = ["peers"]

[[approvals.stages]]
name = "Board"
rule = "percent"
number = 51
veto = true
min_electors = 3
distinct = true
people = ["U0MAX"]
roles = ["change_board"]
teams = ["service-desk"]
groups = ["S0ONCALL"]
"""
FREEZE = """
[[freezes]]
name = "Year end"
zone = "Europe/Berlin"
begins = 2026-12-18T18:00:00
ends = 2027-01-04T06:00:00
"""
WINDOW = """
[[maintenance]]
name = "Nights"
zone = "Europe/Berlin"
begins = 2026-11-29T22:00:00
lasts = "4 h"
rule = "FREQ=WEEKLY;BYDAY=SU;COUNT=52"
services = ["Web shop"]
"""
ANSWERS = (
    "who_notices = 1, criticality = 1, interruption = 0, data = 0, "
    "experience = 0, testing = 0, back_out = 0, coordination = 0"
)
TEMPLATE = f"""
[[templates]]
key = "renew"
title = "Renew a certificate"
reason = "It would run out."
service = "Web shop"
implementation = "Install the new one."
back_out = "Install the one before."
lasts = "1 h 30 min"
interruption = "5 min"
risk = {{ {ANSWERS} }}
approved_by = "U0ZOE"
approved_on = 2026-11-02
"""


def read(tmp_path: Path, text: str, **settings: str) -> Organisation:
    file = tmp_path / "steward.toml"
    file.write_text(text, encoding="utf-8")
    return read_organisation(Settings(_env_file=None, steward_config=str(file), **settings))


def test_an_approval_policy_is_read(tmp_path: Path) -> None:
    (policy,) = read(tmp_path, SERVICE + ROLES + APPROVAL).approvals
    peers, board = policy.stages
    assert policy.fits(ChangeType.NORMAL, Risk.VERY_HIGH, "Web shop")
    assert not policy.fits(ChangeType.NORMAL, Risk.MEDIUM, "Web shop")
    assert not policy.fits(ChangeType.EMERGENCY, Risk.HIGH, "Web shop")
    assert peers == StageRule(
        name="Peers",
        approvers=Approvers(whose=frozenset({Whose.PEERS})),
        quorum=Quorum(rule=Rule.ANY),
    )
    assert board == StageRule(
        name="Board",
        approvers=Approvers(
            people=frozenset({"U0MAX"}),
            roles=frozenset({Role.CHANGE_BOARD}),
            teams=frozenset({"service-desk"}),
            groups=frozenset({"S0ONCALL"}),
        ),
        quorum=Quorum(rule=Rule.PERCENT, number=51, veto=True, min_electors=3),
        distinct=True,
    )


def test_the_groups_that_have_a_part_in_it_are_known(tmp_path: Path) -> None:
    assert read(tmp_path, SERVICE + ROLES + APPROVAL).groups == {"S0ONCALL"}


def test_a_policy_has_another_version_once_it_says_something_else(tmp_path: Path) -> None:
    whole = SERVICE + ROLES + APPROVAL
    versions = [
        read(tmp_path, text).approvals[0].version
        for text in (whole, whole + "\n# a remark\n", whole.replace("51", "52"))
    ]
    assert versions[0] == versions[1] != versions[2]


def test_without_policies_those_hold_that_the_roles_call_for(tmp_path: Path) -> None:
    assert read(tmp_path, "").approvals is SMALL
    assert read(tmp_path, '[roles]\nchange_managers = ["U0ZOE"]').approvals is SMALL
    assert read(tmp_path, ROLES).approvals is USUAL


def test_where_nobody_is_named_the_admins_are_change_managers(tmp_path: Path) -> None:
    alone = read(tmp_path, '[roles]\nadmins = ["U0ADA"]', steward_admins="U0MAX")
    assert alone.holders[Role.CHANGE_MANAGER] == {"U0ADA", "U0MAX"}
    named = read(tmp_path, ROLES, steward_admins="U0MAX")
    assert named.holders[Role.CHANGE_MANAGER] == {"U0ZOE"}


def test_freezes_and_maintenance_windows_are_read(tmp_path: Path) -> None:
    soft = FREEZE + 'hard = false\nallows = ["standard"]\nassets = [" db-7 "]\n'
    organisation = read(tmp_path, SERVICE + soft + WINDOW)
    (freeze,), (window,) = organisation.freezes, organisation.maintenance
    assert freeze.lasts == timedelta(days=16, hours=12)
    assert (freeze.is_hard, freeze.allows) == (False, {ChangeType.STANDARD})
    assert freeze.concerns("Web shop", {"DB-7"})
    assert not freeze.concerns("Web shop", {"db-8"})
    assert (window.lasts, window.services) == (timedelta(hours=4), {"Web shop"})
    (sunday, *_) = window.spans(datetime(2027, 7, 4, tzinfo=UTC), datetime(2027, 7, 5, tzinfo=UTC))
    assert f"{sunday[0]:%a %H:%M}" == "Sun 20:00"


def test_a_freeze_lets_emergencies_through_unless_it_says_otherwise(tmp_path: Path) -> None:
    (freeze,) = read(tmp_path, FREEZE).freezes
    assert (freeze.is_hard, freeze.allows) == (True, {ChangeType.EMERGENCY})
    assert read(tmp_path, FREEZE + "allows = []\n").freezes[0].allows == set()


def test_a_template_is_read_and_valid_for_a_year(tmp_path: Path) -> None:
    (template,) = read(tmp_path, SERVICE + TEMPLATE).templates
    assert (template.lasts_minutes, template.interruption_minutes) == (90, 5)
    assert template.risk_answers[Question.WHO_NOTICES] == 1
    assert set(template.risk_answers) == set(Question)
    assert template.valid_until == date(2027, 11, 2)
    shorter = read(tmp_path, SERVICE + TEMPLATE + "valid_until = 2027-01-31\n")
    assert shorter.templates[0].valid_until == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            '"normal"]',
            '"urgent"]',
            "approvals[1].types[1]: 'urgent' should be 'standard', 'normal'",
        ),
        ('"normal"]', '"standard"]', "standard changes are approved once, as templates"),
        ('"high"', '"huge"', "'huge' is not a risk; there are: low, medium, high, very high"),
        ('"Web shop"]', '"Fax"]', "'Shop' names the service 'Fax'; there are: Web shop"),
        ('["service-desk"]', '["fax"]', "stage 'Board', names the team 'fax'; there are: serv"),
        ('["change_board"]', '["boss"]', "'boss' is not a role that decides on changes; there are"),
        ('["change_board"]', '["admins"]', "'admins' is not a role that decides on changes"),
        ("executives", "admins", "nobody for executives; the usual approvals need"),
        ('"percent"', '"most"', "stages[2].rule: 'most' should be 'any', 'all', 'at_least' or"),
        ("number = 51", "number = 0", "percent needs a number from 1 to 100"),
        ("number = 51", "number = 101", "percent needs a number from 1 to 100"),
        ("number = 51\n", "", "percent needs a number from 1 to 100"),
        ('"percent"\nnumber = 51', '"at_least"\nnumber = 0', "at_least needs a number from 1"),
        ('"percent"', '"all"', "number goes with at_least and percent only, not with all"),
        ("min_electors = 3", "min_electors = 0", "min_electors: 0 should be greater than or"),
        ('["U0MAX"]', '["max"]', "people[1]: 'max' is not a Slack user id"),
        ('["S0ONCALL"]', '["oncall"]', "groups[1]: 'oncall' is not the id of a Slack user group"),
        (
            '["peers"]',
            '["friends"]',
            "whose[1]: 'friends' should be 'peers', 'team lead' or 'service",
        ),
        ('whose = ["peers"]', "", "stage 'Peers' names nobody who could decide"),
        ('name = "Board"', 'name = "Peers"', "'Shop' has two stages called 'Peers'"),
        ("change_board = [", "executive = [", "roles.executive: is not a key I know; allowed here"),
    ],
)
def test_a_policy_that_cannot_be_is_told_how(tmp_path: Path, old: str, new: str, says: str) -> None:
    whole = SERVICE + ROLES + APPROVAL
    if "executives" in old:
        whole = SERVICE + ROLES
    _is_refused(tmp_path, whole, old, new, says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "[[approvals]]\nname = 'All'\ntypes = ['normal']\n",
            "approvals[1].stages: is missing",
        ),
        ("[[approvals]]\nname = 'All'\nstages = []\n", "stages: needs 1 at least"),
        (
            "[[approvals]]\nname = 'All'\nstages = [{name = 'A', rule = 'any', whose = ['peers']}]\n",
            "names no types, risks or services; catch_all = true",
        ),
        (
            "[[approvals]]\nname = 'All'\ncatch_all = true\n"
            "stages = [{name = 'A', rule = 'any', roles = ['change_board']}]\n",
            "stage 'A' names the role 'change_board', which nobody holds; name them under [roles]",
        ),
        (
            "[[approvals]]\nname = 'All'\ncatch_all = true\n"
            "stages = [{name = 'A', rule = 'at_least', number = 2, people = ['U0ANN', 'U0ANN']}]\n",
            "stage 'A' needs 2 who decide, and names 1 people",
        ),
        (
            APPROVAL.replace("Web shop", "service-desk") * 2,
            "two approval policies are called 'Shop'",
        ),
        (
            ROLES.replace(', "U0ZOE"]', "]"),
            "change_board names 2 people; the usual approvals need 3",
        ),
        (FREEZE * 2, "two freezes are called 'Year end'"),
    ],
)
def test_what_could_never_be_decided_is_told(tmp_path: Path, text: str, says: str) -> None:
    _is_refused(tmp_path, text, "", "", says)


def test_a_stage_of_change_managers_is_one_of_admins_where_nobody_is_named(tmp_path: Path) -> None:
    text = (
        "[[approvals]]\nname = 'All'\ncatch_all = true\n"
        "stages = [{name = 'A', rule = 'any', roles = ['change_managers']}]\n"
    )
    assert read(tmp_path, text, steward_admins="U0MAX").approvals


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Europe/Berlin", "Berlin", "freezes[1].zone: 'Berlin' is not a time zone"),
        ("ends = 2027-01-04T06:00:00", "", "say either when it ends, or how long it lasts"),
        ("zone =", 'lasts = "4 h"\nzone =', "say either when it ends, or how long it lasts"),
        ("ends = 2027", "ends = 2025", "ends (2025-01-04 06:00:00) must come after begins"),
        ("ends = 2027-01-04T06:00:00", "ends = 2026-12-18T18:00:00", "must come after begins"),
        ("ends = 2027", "ends = 2029", "a window lasts 366 days at most"),
        ("18:00:00", "18:00:00+01:00", "begins: is local time, such as"),
        ("2026-12-18T18:00:00", "2026-03-29T02:30:00", "begins: 02:30 does not exist in Europe/Be"),
        ("2027-01-04T06:00:00", "2027-03-28T02:30:00", "ends: 02:30 does not exist in Europe/Ber"),
        ("ends = 2027-01-04", "ends = 2027-02-17", "lasts 60 days on end; beyond 60 it needs revi"),
        ("ends = 2027-01-04T06:00:00", 'lasts = "soon"', "lasts: 'soon' is not a length of time"),
        ("ends = 2027-01-04T06:00:00", 'lasts = "0 h"', "lasts: '0 h' is not a length of time"),
        (
            "zone =",
            'services = ["Fax"]\nzone =',
            "'Year end' names the service 'Fax'; there are: none",
        ),
        ("zone =", 'allows = ["all"]\nzone =', "allows[1]: 'all' should be 'standard', 'normal'"),
        ("zone =", 'rule = "FREQ=YEARLY"\nzone =', "rule: 'FREQ=YEARLY' has no end. Add COUNT"),
        (
            "ends = 2027-01-04T06:00:00",
            'lasts = "1 days"\nrule = "FREQ=DAILY;COUNT=61"',
            "lasts 61 days on end; beyond 60 it needs review_on",
        ),
    ],
)
def test_a_freeze_that_cannot_be_is_told_how(tmp_path: Path, old: str, new: str, says: str) -> None:
    _is_refused(tmp_path, FREEZE, old, new, says)


def test_a_long_freeze_that_is_looked_at_again_is_good(tmp_path: Path) -> None:
    long = FREEZE.replace("2027-01-04", "2027-03-04") + "review_on = 2027-02-01\n"
    assert read(tmp_path, long).freezes[0].review_on == date(2027, 2, 1)


def test_a_maintenance_window_is_for_something(tmp_path: Path) -> None:
    _is_refused(tmp_path, WINDOW, 'services = ["Web shop"]', "", "'Nights' is for nothing; name")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'service = "Web shop"',
            'service = "Fax"',
            "'renew' names the service 'Fax'; there are: Web",
        ),
        ("testing = 0, ", "", "templates[1].risk.testing: is missing"),
        (
            "testing = 0, ",
            "testing = 4, ",
            "templates[1].risk.testing: 4 should be less than or",
        ),
        (
            "testing = 0, ",
            "tests = 0, ",
            "templates[1].risk.tests: is not a key I know; allowed here",
        ),
        (
            ANSWERS,
            ANSWERS.replace("0", "3"),
            "template 'renew' is of very high risk by its answers",
        ),
        ('lasts = "1 h 30 min"', 'lasts = "15 days"', "'renew' lasts more than 14 days"),
        ('lasts = "1 h 30 min"', 'lasts = "4 min"', "interruption is longer than it lasts"),
        ('"Install the new one."', '" "', "implementation: says nothing"),
        ('"production"', '"prod"', "environment: 'prod' should be 'production', 'staging'"),
        ("2026-11-02\n", "2026-11-02\nvalid_until = 2027-11-03\n", "so 2027-11-02 at the latest"),
        ("2026-11-02\n", "2026-11-02\nvalid_until = 2026-11-01\n", "so 2027-11-02 at the latest"),
        ("[[templates]]", TEMPLATE + "[[templates]]", "two templates have the key 'renew'"),
    ],
)
def test_a_template_that_cannot_be_is_told_how(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    whole = SERVICE + TEMPLATE.replace("service =", 'environment = "production"\nservice =')
    _is_refused(tmp_path, whole, old, new, says)


def test_what_time_has_passed_over_is_told_and_keeps_nobody_from_starting(tmp_path: Path) -> None:
    """A bot that is started anew at night must not stay away because a template ran out."""
    company = read(tmp_path, SERVICE + WINDOW + TEMPLATE)
    assert stale(company, datetime(2027, 11, 2, 12, tzinfo=UTC)) == []
    template, window = stale(company, datetime(2027, 11, 29, tzinfo=UTC))
    assert "'renew' was valid until 2027-11-02 and is offered no more" in template
    assert "'Nights' is over for good" in window


def _is_refused(tmp_path: Path, whole: str, old: str, new: str, says: str) -> None:
    assert old in whole
    with pytest.raises(BadSettings) as refusal:
        read(tmp_path, whole.replace(old, new, 1) if old else whole)
    assert "steward.toml: " in str(refusal.value)
    assert says in str(refusal.value)
