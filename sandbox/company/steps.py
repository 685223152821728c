"""Custom steps of workflows, as the manifest declares them, and each time one is run."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sandbox.company.happenings import Happening, StepBegun
from sandbox.company.ids import new_id
from sandbox.company.store import Store
from sandbox.shapes import Json, Now, seconds

State = Literal["running", "completed", "failed"]


@dataclass
class Run:
    """One execution of a step. `outputs` or `error` is what it came to."""

    id: str
    callback_id: str
    user_id: str
    inputs: Json
    begun: int
    state: State = "running"
    outputs: Json = field(default_factory=dict)
    error: str = ""


def parameters(written: Json, which: str) -> list[Json]:
    """The `input_parameters` or `output_parameters` of a declared step, as its event lists them."""
    given: Any = written.get(which) or {}
    properties = given.get("properties", given)
    required = given.get("required", ())
    return [
        {
            "type": each.get("type", "string"),
            "name": each.get("name", name),
            "description": each.get("description", ""),
            "title": each.get("title", name),
            "is_required": bool(each.get("is_required", name in required)),
        }
        for name, each in properties.items()
        if isinstance(each, dict)
    ]


class Steps:
    def __init__(
        self, store: Store, declared: Json, now: Now, tell: Callable[[Happening], None]
    ) -> None:
        self._store = store
        self._now = now
        self._tell = tell
        self.declared = declared
        self._runs = {id_: Run(**it) for id_, it in store.all("run")}

    def get(self, id_: str) -> Run | None:
        return self._runs.get(id_)

    def all(self) -> list[Run]:
        return sorted(self._runs.values(), key=lambda it: (it.begun, it.id))

    def missing(self, callback_id: str, which: str, given: Json) -> list[str]:
        """Which of the parameters that must be there are not."""
        told = parameters(self.declared[callback_id], which)
        return [it["name"] for it in told if it["is_required"] and given.get(it["name"]) is None]

    def begin(self, callback_id: str, user_id: str, inputs: Json) -> Run:
        """Somebody's workflow comes to this step."""
        run = Run(new_id("Fx"), callback_id, user_id, inputs, seconds(self._now()))
        self._keep(run)
        self._tell(StepBegun(run.id, callback_id, self.declared[callback_id], user_id, inputs))
        return run

    def complete(self, run: Run, outputs: Json) -> None:
        run.state, run.outputs = "completed", outputs
        self._keep(run)

    def fail(self, run: Run, error: str) -> None:
        run.state, run.error = "failed", error
        self._keep(run)

    def _keep(self, run: Run) -> None:
        self._runs[run.id] = run
        self._store.put("run", run.id, asdict(run))
