"""`steward doctor`: looks at everything a start needs, and says what to mend."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.channels import Channels
from bot.commands.console import of_database
from bot.configuration.organisation import read_organisation
from bot.connecting import not_accepted
from bot.settings import BadSettings, Settings, check_tokens, read_settings
from bot.slack import Slack
from domain.errors import FromNewer
from domain.organisation import Organisation
from storage.database import read_url
from storage.opening import open_database
from storage.schema import check_known, newest_version, version_of


@dataclass(frozen=True)
class Finding:
    is_well: bool
    says: str


async def examine() -> list[Finding]:
    """Every finding, in the order a start would meet them; what a bad one makes impossible is left out."""
    return [finding async for finding in _examine()]


async def _examine() -> AsyncIterator[Finding]:
    try:
        settings = read_settings()
        yield Finding(True, "Settings can be read.")
        organisation = read_organisation(settings)
        count = len(organisation.teams)
        teams = "1 team" if count == 1 else f"{count} teams"
        yield Finding(True, f"Configuration is good: {teams}.")
    except BadSettings as error:
        yield Finding(False, str(error))
        return
    yield _database(settings)
    try:
        check_tokens(settings)
    except BadSettings as error:
        yield Finding(False, str(error))
        return
    async for finding in _slack(settings, organisation):
        yield finding


def _database(settings: Settings) -> Finding:
    url = read_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return Finding(
            False,
            f"There is no {url.database} yet: the first start makes it, or `steward migrate`.",
        )
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            version = version_of(connection)
    except SQLAlchemyError as error:
        return Finding(False, of_database(error))
    finally:
        engine.dispose()
    if version is None:
        return Finding(False, "The database is empty: run `steward migrate`.")
    try:
        check_known(version)
    except FromNewer as error:
        return Finding(False, str(error))
    if version != newest_version():
        stands = f"stands at version {version}, this program at {newest_version()}"
        return Finding(False, f"The database {stands}: run `steward migrate`.")
    return Finding(True, f"The database is up to date (version {version}).")


def _people_with_a_part(organisation: Organisation) -> Mapping[str, str]:
    """Whom the settings and the configuration name, and as what."""
    parts: dict[str, list[str]] = defaultdict(list)
    for role, people in organisation.holders.items():
        for person_id in people:
            parts[person_id].append(role)
    for team in organisation.teams:
        if team.lead_id:
            parts[team.lead_id].append(f"lead of {team.name}")
    return {person_id: " and ".join(named) for person_id, named in parts.items()}


async def _socket_mode(slack: Slack, app_token: str) -> Finding:
    try:
        await slack.check_app_token(app_token)
    except SlackSaysNo as refusal:
        return Finding(False, not_accepted("SLACK_APP_TOKEN", refusal))
    return Finding(True, "Slack knows the app, and lets it connect.")


async def _slack(settings: Settings, organisation: Organisation) -> AsyncIterator[Finding]:
    slack = Slack(settings.slack_bot_token, settings.slack_api_url)
    database = open_database(settings.database_url)
    try:
        try:
            workspace = await slack.who_am_i()
        except SlackSaysNo as refusal:
            yield Finding(False, not_accepted("SLACK_BOT_TOKEN", refusal))
            return
        yield Finding(True, f"Slack knows the bot, in {workspace.home}.")
        if settings.slack_app_token:
            yield await _socket_mode(slack, settings.slack_app_token)
        channels = Channels(
            slack,
            database,
            organisation,
            bot_user_id=workspace.bot_user_id,
            on_members_changed=lambda: None,
        )
        for team in organisation.teams:
            try:
                await channels.of(team.key)
                yield Finding(True, f"{team.name} has its channel {team.channel}.")
            except SlackSaysNo as refusal:
                yield Finding(False, f"{team.name}: {team.channel} cannot be used ({refusal}).")
        for group_id in sorted(organisation.groups):
            try:
                members = await slack.group_members(group_id)
                yield Finding(bool(members), f"User group {group_id} has {len(members)} member(s).")
            except SlackSaysNo as refusal:
                yield Finding(False, f"User group {group_id} is not to be found ({refusal}).")
        for person_id, what in sorted(_people_with_a_part(organisation).items()):
            try:
                await slack.profile(person_id)
            except SlackSaysNo as refusal:
                yield Finding(False, f"{person_id}, {what}, is not to be found ({refusal}).")
    except (SlackSaysNo, SlackIsBusy, SlackIsSilent) as error:
        yield Finding(False, f"Slack cannot be used: {error}.")
    finally:
        await database.close()
        await slack.close()
