"""A custom step of a workflow: declared in the manifest, run by hand, brought to its end by the app."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter, error_of, start, until, with_scopes
from tests.visitor import Refused, Visitor

RAISE = {
    "title": "Raise an incident",
    "description": "From a form or an alert",
    "input_parameters": {"properties": {"title": {"type": "string"}}, "required": ["title"]},
    "output_parameters": {"properties": {"number": {"type": "string"}}, "required": ["number"]},
}
STEPS = with_scopes(events=("function_executed",), functions={"raise_incident": RAISE})


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with start(tmp_path, manifest=STEPS) as opened:
        yield opened


async def runs(visitor: Visitor) -> list[Any]:
    return list((await visitor.looks_up("steps"))["runs"])


async def test_an_app_runs_a_step_to_its_end(
    sandbox: Sandbox,
    app: AsyncApp,
    connect: Callable[[AsyncApp], Awaitable[None]],
    enter: Enter,
) -> None:
    @app.function("raise_incident")
    async def raise_incident(inputs: Any, complete: Any, fail: Any) -> None:
        if inputs["title"] == "nonsense":
            await fail(error="This is no incident.")
        else:
            await complete(outputs={"number": "INC-1"})

    await connect(app)
    ann = await enter("Ann Berger")
    [step] = (await ann.looks_up("steps"))["steps"]
    assert (step["title"], step["inputs"][0]["is_required"]) == ("Raise an incident", True)
    with pytest.raises(Refused, match="title_missing"):
        await ann.orders("run", callback_id="raise_incident")
    for title in ("The printer", "nonsense"):
        given = {"callback_id": "raise_incident", "inputs": {"title": title}}
        assert (await ann.orders("run", **given))["run"]["state"] == "running"
    world = sandbox.world
    await until(lambda: all(run.state != "running" for run in world.steps.all()))
    by_title = {run["inputs"]["title"]: run for run in await runs(ann)}
    assert by_title["The printer"]["outputs"] == {"number": "INC-1"}
    assert by_title["nonsense"]["error"] == "This is no incident."


async def test_only_what_runs_can_end(
    sandbox: Sandbox, slack: AsyncWebClient, enter: Enter
) -> None:
    ann = await enter("Ann Berger")
    nothing = slack.functions_completeError(function_execution_id="Fx0NOWHERE0", error="x")
    assert await error_of(nothing) == "function_execution_not_found"
    given = {"callback_id": "raise_incident", "inputs": {"title": "x"}}
    id_ = (await ann.orders("run", **given))["run"]["id"]
    empty = slack.functions_completeSuccess(function_execution_id=id_, outputs={})
    assert await error_of(empty) == "parameter_validation_failed"
    await slack.functions_completeSuccess(function_execution_id=id_, outputs={"number": "INC-1"})
    again = slack.functions_completeError(function_execution_id=id_, error="x")
    assert await error_of(again) == "execution_not_in_running_state"
    with pytest.raises(Refused, match="unknown_step"):
        await ann.orders("run", callback_id="fly")
