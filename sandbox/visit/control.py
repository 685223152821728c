"""The hand behind the workspace: calls that no person makes, such as moving the clock."""

from math import isfinite

from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.visit import views
from sandbox.visit.asked import Answerer, Asked


async def clock(asked: Asked) -> Json:
    return views.clock(asked.world)


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
    return views.clock(asked.world)


ASKED: dict[str, Answerer] = {"clock": clock}
DONE: dict[str, Answerer] = {"clock": move_clock}
