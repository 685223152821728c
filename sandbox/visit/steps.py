"""Running a custom step by hand, for want of a workflow."""

from sandbox.company.people import Person
from sandbox.company.steps import Run, parameters
from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.world import World


def run(world: World, person: Person, callback_id: str, inputs: Json) -> Json:
    if callback_id not in world.steps.declared:
        raise Refusal("unknown_step", 404)
    missing = world.steps.missing(callback_id, "input_parameters", inputs)
    if missing:
        raise Refusal(f"{missing[0]}_missing")
    return _shown(world.steps.begin(callback_id, person.id, inputs))


def steps(world: World) -> Json:
    """The steps the manifest declares, and what became of each time one was run, oldest first."""
    return {
        "steps": [
            {
                "callback_id": callback_id,
                "title": written.get("title", callback_id),
                "description": written.get("description", ""),
                "inputs": parameters(written, "input_parameters"),
            }
            for callback_id, written in world.steps.declared.items()
        ],
        "runs": [_shown(each) for each in world.steps.all()],
    }


def _shown(run: Run) -> Json:
    return {
        "id": run.id,
        "callback_id": run.callback_id,
        "as": run.user_id,
        "inputs": run.inputs,
        "state": run.state,
        "outputs": run.outputs,
        "error": run.error,
    }
