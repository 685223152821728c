"""What stands behind the scenes, as the page shows it: the clock, what goes wrong, what can be pushed by hand."""

from sandbox.delivery.http_mode import HttpMode
from sandbox.delivery.knocks import KNOCKS
from sandbox.delivery.mishap_kinds import MISHAPS
from sandbox.delivery.samples import SAMPLES
from sandbox.shapes import Json
from sandbox.world import World


def clock(world: World) -> Json:
    """The workspace's time as a Unix moment, and how many seconds it is ahead of the real one."""
    return {"now": world.now().timestamp(), "ahead": world.clock.ahead.total_seconds()}


def faults(world: World) -> Json:
    return {"faults": [fault.to_json() for fault in world.faults.on()]}


def limits(world: World) -> Json:
    """What the app has used up of what it may ask for, and not got back yet."""
    return {"are_on": world.rate_limits.are_on, "limits": world.rate_limits.meters()}


def events(world: World) -> Json:
    """Every event that can be pushed by hand, and whether the app has asked to hear it and may."""
    sampled = [
        {
            "name": name,
            "subscription": sample.subscription,
            "scope": sample.scope,
            "reaches_the_app": world.events.reaches_the_app(sample.subscription, sample.scope),
            "event": sample.make(world.events.scene),
        }
        for name, sample in SAMPLES.items()
    ]
    is_http = isinstance(world.carrier, HttpMode)
    knocks = [
        {"name": name, "reaches_the_app": is_http or not knock.only_over_http}
        for name, knock in KNOCKS.items()
    ]
    return {"events": [*sampled, *knocks]}


def kinds_of_fault() -> Json:
    return {"kinds": [mishap.to_json(kind) for kind, mishap in MISHAPS.items()]}
