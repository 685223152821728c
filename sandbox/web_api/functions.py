"""What became of a workflow's step that the app was asked to run."""

from sandbox.company.steps import Run
from sandbox.errors import SlackError, invalid_arguments
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.method import Method, Methods, Tier, structures, texts


def complete_success(call: ApiCall) -> Json:
    run = _running(call)
    outputs = call.structure("outputs")
    if not isinstance(outputs, dict):
        raise invalid_arguments("must provide an object [json-pointer:/outputs]")
    missing = call.world.steps.missing(run.callback_id, "output_parameters", outputs)
    if missing:
        says = [
            f"[ERROR] missing required field: {name} [json-pointer:/outputs]" for name in missing
        ]
        raise SlackError("parameter_validation_failed", response_metadata={"messages": says})
    call.world.steps.complete(run, outputs)
    return {}


def complete_error(call: ApiCall) -> Json:
    call.world.steps.fail(_running(call), call.text("error"))
    return {}


def _running(call: ApiCall) -> Run:
    run = call.world.steps.get(call.text("function_execution_id"))
    if run is None or run.callback_id not in call.world.steps.declared:
        raise SlackError("function_execution_not_found")
    if run.state != "running":
        raise SlackError("execution_not_in_running_state")
    return run


METHODS: Methods = {
    "functions.completeSuccess": Method(
        complete_success,
        tier=Tier.THREE,
        takes=texts("function_execution_id") | structures("outputs"),
        required=("function_execution_id", "outputs"),
        errors=(
            *("execution_not_in_running_state", "function_execution_not_found"),
            "parameter_validation_failed",
        ),
        lacks="A step's token is the bot's own; a workflow is one step.",
    ),
    "functions.completeError": Method(
        complete_error,
        tier=Tier.THREE,
        takes=texts("error", "function_execution_id"),
        required=("error", "function_execution_id"),
        errors=("execution_not_in_running_state", "function_execution_not_found"),
    ),
}
