"""From an address to a database."""

from storage.database import Database, read_url
from storage.postgres import PostgresDatabase
from storage.sqlite import SqliteDatabase


def open_database(address: str) -> Database:
    """The database at this address. Raises ValueError with a sentence when it is none we can use."""
    url = read_url(address)
    if url.get_backend_name() == "sqlite":
        return SqliteDatabase(url)
    return PostgresDatabase(url)
