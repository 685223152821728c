"""The hand behind the workspace: calls that no person makes, such as moving the clock or a fault."""

from math import isfinite

from sandbox.delivery.knocks import KNOCKS, knock
from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.visit import backstage, steps
from sandbox.visit.asked import Answerer, Asked


async def clock(asked: Asked) -> Json:
    return backstage.clock(asked.world)


async def move_clock(asked: Asked) -> Json:
    seconds = asked.given.get("advance")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not isfinite(seconds):
        raise Refusal("advance_must_be_seconds")
    try:
        asked.world.clock.advance(seconds)
    except ValueError as error:
        raise Refusal("clock_only_moves_ahead") from error
    except OverflowError as error:
        raise Refusal("clock_cannot_go_that_far") from error
    return backstage.clock(asked.world)


async def faults(asked: Asked) -> Json:
    return backstage.faults(asked.world) | backstage.kinds_of_fault()


async def begin_fault(asked: Asked) -> Json:
    told = {name: it for name, it in asked.given.items() if name not in ("as", "kind")}
    fault = await asked.world.mishaps.begin(asked.text("kind"), **told)
    return {"fault": fault.to_json() if fault is not None else None}


async def mend(asked: Asked) -> Json:
    """End one fault, those of one kind, or all of them."""
    if asked.given.get("id") is not None:
        asked.world.mishaps.end_one(asked.text("id"))
    elif asked.given.get("kind") is not None:
        asked.world.mishaps.end(asked.text("kind"))
    else:
        asked.world.mishaps.end()
    return backstage.faults(asked.world)


async def limits(asked: Asked) -> Json:
    return backstage.limits(asked.world)


async def events(asked: Asked) -> Json:
    return backstage.events(asked.world)


async def push_event(asked: Asked) -> Json:
    """Something an app may hear, without its happening."""
    world, name = asked.world, asked.text("name")
    if name in KNOCKS:
        delivery = await knock(world.workspace, world.post, name)
        return {"delivery": delivery.to_json()}
    return {"event": world.events.push(name, asked.thing("event") or {})}


async def steps_of_workflows(asked: Asked) -> Json:
    return steps.steps(asked.world)


async def run_step(asked: Asked) -> Json:
    inputs = asked.thing("inputs") or {}
    return {"run": steps.run(asked.world, asked.person, asked.text("callback_id"), inputs)}


ASKED: dict[str, Answerer] = {
    "clock": clock,
    "faults": faults,
    "limits": limits,
    "events": events,
    "steps": steps_of_workflows,
}
DONE: dict[str, Answerer] = {
    "clock": move_clock,
    "faults": begin_fault,
    "mend": mend,
    "event": push_event,
    "run": run_step,
}
