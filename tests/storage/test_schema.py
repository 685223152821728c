"""The migrated tables and the mapped classes are the same."""

import pytest
from sqlalchemy import create_engine, text

from domain.errors import FromNewer
from storage import schema
from storage.database import read_url


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # SQLite does not tell what it is on
def test_the_migrated_database_is_what_the_classes_say(database_url: str) -> None:
    opened = create_engine(read_url(database_url))
    with opened.connect() as connection:
        assert schema.differences(connection) == []
    opened.dispose()


def test_migrating_a_second_time_does_nothing(database_url: str) -> None:
    newest = schema.newest_version()
    assert schema.bring_up_to_date(database_url) == (newest, newest)


def test_an_empty_database_goes_all_the_way(tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'deep' / 'down' / 'steward.db'}"
    assert schema.bring_up_to_date(url) == (None, schema.newest_version())


def test_what_a_newer_one_has_brought_up_to_date_is_left_alone(tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'steward.db'}"
    schema.bring_up_to_date(url)
    opened = create_engine(url)
    with opened.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(FromNewer, match=r"at version 9999, and this program knows it up to 0"):
        schema.bring_up_to_date(url)
    with opened.begin() as connection:
        assert schema.version_of(connection) == "9999"
    opened.dispose()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("nonsense", "is not an address"),
        ("", "is not an address"),
        ("mysql://root@db/steward", "mysql.*sqlite and postgresql"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_what_can(address: str, says: str) -> None:
    with pytest.raises(ValueError, match=f"DATABASE_URL.*{says}"):
        read_url(address)


@pytest.mark.parametrize(
    ("address", "driver"),
    [
        ("sqlite:///steward.db", "sqlite"),
        ("postgres://a:b@c/d", "postgresql+psycopg"),
        ("postgresql://a:b@c/d", "postgresql+psycopg"),
    ],
)
def test_an_address_need_not_name_the_driver(address: str, driver: str) -> None:
    assert read_url(address).drivername == driver
