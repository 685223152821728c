"""Which word, about which record: what is meant as a number and is none is no title of anything."""

import pytest

from domain.errors import WrongState
from domain.numbers import Kind
from handlers.typed import word_and_number

WORDS = {"show", "ack", "assign", "caused"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("INC-7", ("show", 7)),
        ("inc 7", ("show", 7)),
        ("ack INC-7", ("ack", 7)),
        ("ACK inc7 please", ("ack", 7)),
        ("INC-7 ack", ("ack", 7)),
        ("INC-7 assign @ben", ("assign", 7)),
        ("assign @ben INC-7", ("assign", 7)),
        ("assign @ben @max INC-7 now", ("assign", 7)),
        ("INC-7 caused CHG-1", ("caused", 7)),
        ("INC-7 is back", None),
        ("INC-7 ack now", None),
        ("INC-7 INC-8", None),
        ("fix what INC-7 broke", None),
        ("fix CHG-7", None),
        ("ack AST-7", None),
        ("ack now", None),
        ("VPN", None),
        ("increase the quota", None),
        ("the printer is on fire", None),
        ("", None),
    ],
)
def test_a_word_and_a_number_are_found(text: str, found: tuple[str, int] | None) -> None:
    assert word_and_number(text, WORDS, Kind.INCIDENT) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("INC", "/incident INC-12."),
        ("inc-", "/incident INC-12."),
        ("INC-0", "/incident INC-12."),
        ("INC-x", "/incident INC-12."),
        ("7", "/incident INC-12."),
        ("ack", "/incident ack INC-12."),
        ("ack 7", "/incident ack INC-12."),
        ("ack INC", "/incident ack INC-12."),
        ("assign @ben", "/incident assign INC-12."),
    ],
)
def test_what_is_meant_as_a_number_is_asked_about(text: str, says: str) -> None:
    with pytest.raises(WrongState, match=f"Which one.*such as {says}"):
        word_and_number(text, WORDS, Kind.INCIDENT)


def test_a_number_of_another_kind_leads_to_its_command() -> None:
    with pytest.raises(WrongState, match="/change CHG-7"):
        word_and_number("CHG-7", WORDS, Kind.INCIDENT)
    with pytest.raises(WrongState, match="/incident INC-7"):
        word_and_number("INC-7", WORDS, Kind.CHANGE)
    says = "CHG-7 is another kind of record. Say a number such as /incident ack INC-12."
    with pytest.raises(WrongState, match=says):
        word_and_number("ack CHG-7", WORDS, Kind.INCIDENT)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("asign INC-7", "“asign”. Did you mean /incident assign INC-7?"),
        ("INC-7 Acks", "“acks”. Did you mean /incident ack INC-7?"),
        ("close inc 7", "“close”. /incident help lists those there are, /incident INC-7 shows it."),
    ],
)
def test_a_word_and_a_number_are_no_title(text: str, says: str) -> None:
    with pytest.raises(WrongState) as refused:
        word_and_number(text, WORDS, Kind.INCIDENT)
    assert str(refused.value).startswith(f"I know no word {says}")
    assert str(refused.value).endswith("If it was to be a title, say it in more words.")
