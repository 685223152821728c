"""What the page looks at, and the marks of how far its persona has looked."""

from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.visit import views
from sandbox.visit.asked import Answerer, Asked
from sandbox.visit.live import loaded_at
from sandbox.visit.places import seen_channel
from sandbox.visit.search import search as find


async def people(asked: Asked) -> Json:
    return views.people(asked.world)


async def workspace(asked: Asked) -> Json:
    return views.workspace(asked.world, asked.person)


async def messages(asked: Asked) -> Json:
    me = asked.person
    channel = seen_channel(asked.world, me, asked.given.get("channel"))
    return views.messages(
        asked.world,
        me,
        channel,
        thread_ts=asked.stamp("thread_ts"),
        before=asked.stamp("before"),
        after=asked.stamp("after"),
        around=asked.stamp("around"),
        limit=asked.number("limit", views.PAGE),
        since=loaded_at(asked.given),
    )


async def head(asked: Asked) -> Json:
    channel = seen_channel(asked.world, asked.person, asked.given.get("channel"))
    return views.head(asked.world, channel)


async def search(asked: Asked) -> Json:
    return find(asked.world, asked.person, asked.text("text"))


async def notices(asked: Asked) -> Json:
    return views.notices(asked.world, asked.person)


async def traffic(asked: Asked) -> Json:
    after, text = asked.number("after", 0), str(asked.given.get("text", ""))
    return views.traffic(asked.world, after, text)


async def one_of_traffic(asked: Asked) -> Json:
    entry = asked.world.traffic.find(asked.text("id"))
    if entry is None:
        raise Refusal("not_remembered", 404)
    return {"entry": entry.whole()}


async def read(asked: Asked) -> Json:
    me = asked.person
    channel = seen_channel(asked.world, me, asked.given.get("channel"))
    ts = asked.stamp("ts")
    if ts is None:
        raise Refusal("ts_missing")
    asked.world.workspace.reading.mark(channel, me.id, ts)
    asked.live.channels(me.id)
    return {}


async def looked(asked: Asked) -> Json:
    me, ts = asked.person, asked.stamp("ts")
    if ts is None:
        raise Refusal("ts_missing")
    asked.world.workspace.notices.look(me.id, ts)
    asked.live.channels(me.id)
    return {}


ASKED: dict[str, Answerer] = {
    "people": people,
    "workspace": workspace,
    "messages": messages,
    "head": head,
    "search": search,
    "notices": notices,
    "traffic": traffic,
    "traffic/id": one_of_traffic,
}
DONE: dict[str, Answerer] = {"read": read, "looked": looked}
