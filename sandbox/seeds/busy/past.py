"""Playing the tale: on the bot's database and in the workspace, both or neither."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, create_engine, select
from sqlalchemy.orm import Session

from desk import people
from desk.incident.clocks import keep_promises
from desk.people import Told
from domain.errors import FieldErrors, Refusal
from domain.organisation import Organisation
from domain.people import Person
from sandbox.company.files import Files
from sandbox.company.ids import next_ts
from sandbox.company.store import Store
from sandbox.company.workspace import Workspace
from sandbox.seeds.busy import acts as doing
from sandbox.seeds.busy import rooms
from sandbox.seeds.busy.mail import Mail
from sandbox.seeds.busy.stage import Stage
from sandbox.seeds.busy.tale import Act
from sandbox.seeds.busy.tellers import NUMBER, tell
from sandbox.seeds.busy.when import DAYS
from sandbox.seeds.northwind import BOT, TEAM_CHANNELS
from storage.database import read_url
from storage.incidents import Incident
from storage.schema import bring_up_to_date
from storage.sqlite import engine_for

AT_ONCE = 100
"""Acts in one session. All share one transaction; a session that has loaded much is slow."""

ACTS_SHARE = 0.6
"""How much of the whole the acts are; the rest is rendering."""

NOT_NORTHWIND = "A busy past is that of Northwind's own teams and services: leave out STEWARD_CONFIG, or --seed busy."

NEWS = timedelta(hours=3)
"""Everybody has read what is older than this."""


class CannotPlay(Exception):
    """A sentence on why this past cannot be played here."""


@dataclass(frozen=True)
class Setting:
    """Where the past is played: the workspace and its store, the bot's database and configuration.

    `home` is the workspace's own address, with a slash at its end.
    """

    workspace: Workspace
    files: Files
    store: Store
    home: str
    database_url: str
    organisation: Organisation


def play(setting: Setting, *, days: int = DAYS, number: int = NUMBER) -> Iterator[float]:
    """Play the past up to now; yields how much of it is done, from 0 to 1.

    Raises CannotPlay. What was done counts when all of it is done, and not before.
    """
    _check_configuration(setting.workspace, setting.organisation)
    until = setting.workspace.now()
    acts = tell(setting.organisation, until=until, days=days, number=number)
    bring_up_to_date(setting.database_url)
    engine = _engine(setting.database_url)
    try:
        with setting.store.together(), engine.begin() as connection:
            _check_is_empty(connection)
            mail = Mail(setting.workspace, setting.files, setting.organisation)
            for done in _act(connection, setting, mail, acts, until):
                yield ACTS_SHARE * done
            with _session(connection) as tx:
                for done in mail.write_all(tx, setting.home):
                    yield ACTS_SHARE + (1 - ACTS_SHARE) * done
                rooms.finish(tx, setting.workspace, mail, setting.organisation, setting.home)
                tx.commit()
            mail.bring_in()
            _read(setting.workspace, until - NEWS)
            setting.store.put("workspace", "seed", {"name": "busy", "owes_past": False})
    except (Refusal, FieldErrors) as refused:
        raise CannotPlay(f"{NOT_NORTHWIND} ({refused})") from refused
    finally:
        engine.dispose()
    yield 1.0


def _act(
    connection: Connection, setting: Setting, mail: Mail, acts: Sequence[Act], until: datetime
) -> Iterator[float]:
    """Do one after the other, and what the scheduler would have done in between; yields how much is done."""
    organisation = setting.organisation
    stage = Stage(setting.workspace, mail, organisation, _met(connection, setting, until))
    with _session(connection) as tx:
        keep_promises(tx, organisation=organisation, at=acts[0].at)
        tx.commit()
    for first in range(0, len(acts), AT_ONCE):
        with _session(connection) as stage.tx:
            for act in acts[first : first + AT_ONCE]:
                doing.do(stage, act)
            stage.tx.commit()
        yield first / len(acts)
    with _session(connection) as stage.tx:
        stage.come_to(until)
        mail.deliver(stage.tx)
        stage.tx.commit()


def _check_configuration(workspace: Workspace, organisation: Organisation) -> None:
    ours = {name for (_, name, _), _ in TEAM_CHANNELS}
    theirs = {team.channel.removeprefix("#") for team in organisation.teams}
    if theirs != ours or any(workspace.channel_named(name) is None for name in ours):
        raise CannotPlay(NOT_NORTHWIND)


def _check_is_empty(connection: Connection) -> None:
    if connection.scalar(select(Incident.id).limit(1)) is not None:
        raise CannotPlay(
            "DATABASE_URL names a database that holds incidents already. A busy past needs an empty one."
        )


def _met(connection: Connection, setting: Setting, at: datetime) -> Mapping[str, Person]:
    """Everybody's profile is known, and who is in the teams' channels; answers people as the rules see them."""
    workspace, organisation = setting.workspace, setting.organisation
    with _session(connection) as tx:
        for each in workspace.personas:
            told = Told(id=each.id, name=each.name, zone=each.tz, locale="en-US")
            people.learn(tx, told, at=at)
        for team in organisation.teams:
            channel = workspace.channel_named(team.channel.removeprefix("#"))
            members = channel.members if channel else []
            people.list_members(tx, team.key, {member for member in members if member != BOT})
        met = {
            each.id: people.person(tx, each.id, called=each.name, organisation=organisation)[0]
            for each in workspace.personas
        }
        tx.commit()
    return met


def _read(workspace: Workspace, until: datetime) -> None:
    ts = next_ts(until, None)
    for channel in workspace.channels.values():
        for member in channel.members:
            workspace.reading.mark(channel, member, ts)


def _engine(address: str) -> Engine:
    url = read_url(address)
    if url.get_backend_name() == "sqlite":
        return engine_for(url, connections=1, begin="BEGIN IMMEDIATE")
    return create_engine(url, connect_args={"options": "-c timezone=UTC"})


def _session(connection: Connection) -> Session:
    """Within the transaction that is under way; its commits only write what it holds."""
    return Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only")
