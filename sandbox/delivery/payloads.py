"""What an app reads when a person does something: commands, clicks, forms, shortcuts."""

from sandbox.company.channels import Channel
from sandbox.company.people import Person
from sandbox.company.workspace import Workspace
from sandbox.shapes import Json


class Payloads:
    def __init__(self, workspace: Workspace, base: str) -> None:
        self._workspace = workspace
        self._base = base

    def response_url(self, id_: str) -> str:
        return f"{self._base}/response/{id_}"

    def command(
        self, person: Person, channel: Channel, command: str, text: str, trigger: str, response: str
    ) -> Json:
        return {
            "token": self._workspace.secrets["verification_token"],
            "team_id": self._workspace.team_id,
            "team_domain": self._workspace.team["domain"],
            "channel_id": channel.id,
            "channel_name": channel.spoken_name,
            "user_id": person.id,
            "user_name": person.handle,
            "command": command,
            "text": text,
            "api_app_id": self._workspace.bot.app_id,
            "is_enterprise_install": "false",
            "response_url": self.response_url(response),
            "trigger_id": trigger,
        }

    def message_action(self, person: Person, channel: Channel, message: Json, about: Json) -> Json:
        """A press in a message: where it stands, and the message itself unless only one sees it."""
        is_ephemeral = bool(message.get("is_ephemeral"))
        container: Json = {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel.id,
            "is_ephemeral": is_ephemeral,
        }
        if "thread_ts" in message:
            container["thread_ts"] = message["thread_ts"]
        shown = {} if is_ephemeral else {"message": message}
        where = {"container": container, "channel": self._place(channel)}
        return self._interaction("block_actions", person) | where | shown | about

    def view_action(self, person: Person, view: Json, about: Json) -> Json:
        container = {"type": "view", "view_id": view["id"]}
        return (
            self._interaction("block_actions", person)
            | {"container": container, "view": view}
            | about
        )

    def suggestion(
        self, person: Person, where: Json, element: Json, block: Json, text: str
    ) -> Json:
        return (
            self._interaction("block_suggestion", person)
            | where
            | {"action_id": element["action_id"], "block_id": block["block_id"], "value": text}
        )

    def submission(self, person: Person, view: Json, trigger: str, responses: list[Json]) -> Json:
        return self._interaction("view_submission", person) | {
            "trigger_id": trigger,
            "view": view,
            "response_urls": responses,
        }

    def closing(self, person: Person, view: Json, *, is_cleared: bool) -> Json:
        return self._interaction("view_closed", person) | {
            "view": view,
            "is_cleared": is_cleared,
        }

    def global_shortcut(
        self, person: Person, callback_id: str, trigger: str, action_ts: str
    ) -> Json:
        return self._interaction("shortcut", person) | {
            "callback_id": callback_id,
            "trigger_id": trigger,
            "action_ts": action_ts,
        }

    def message_shortcut(
        self,
        person: Person,
        channel: Channel,
        message: Json,
        callback_id: str,
        trigger: str,
        action_ts: str,
        response: str,
    ) -> Json:
        return self._interaction("message_action", person) | {
            "callback_id": callback_id,
            "trigger_id": trigger,
            "action_ts": action_ts,
            "response_url": self.response_url(response),
            "message_ts": message["ts"],
            "channel": self._place(channel),
            "message": message,
        }

    def _interaction(self, type_: str, person: Person) -> Json:
        team = {"id": self._workspace.team_id, "domain": self._workspace.team["domain"]}
        return {
            "type": type_,
            "user": {
                "id": person.id,
                "username": person.handle,
                "name": person.handle,
                "team_id": self._workspace.team_id,
            },
            "api_app_id": self._workspace.bot.app_id,
            "token": self._workspace.secrets["verification_token"],
            "team": team,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _place(self, channel: Channel) -> Json:
        return {"id": channel.id, "name": channel.spoken_name}
