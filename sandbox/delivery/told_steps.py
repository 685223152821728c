"""A workflow's step the app is to run, as the Events API tells of it."""

from collections.abc import Iterator

from sandbox.company.happenings import StepBegun
from sandbox.company.ids import new_id
from sandbox.company.steps import parameters
from sandbox.delivery.told import Scene, Told
from sandbox.shapes import Json, seconds


def begun(scene: Scene, happening: StepBegun) -> Iterator[Told]:
    written, now = happening.written, seconds(scene.workspace.now())
    function: Json = {
        "id": new_id("Fn"),
        "callback_id": happening.callback_id,
        "title": written.get("title", happening.callback_id),
        "description": written.get("description", ""),
        "type": "app",
        "input_parameters": parameters(written, "input_parameters"),
        "output_parameters": parameters(written, "output_parameters"),
        "app_id": scene.workspace.bot.app_id,
        "date_created": now,
        "date_updated": now,
        "date_deleted": 0,
        "form_enabled": False,
    }
    event: Json = {
        "type": "function_executed",
        "function": function,
        "inputs": happening.inputs,
        "function_execution_id": happening.run_id,
        "workflow_execution_id": new_id("Wx"),
        "event_ts": scene.ts(),
        "bot_access_token": str(scene.workspace.secrets["bot_token"]),
    }
    yield Told("function_executed", "", event)
