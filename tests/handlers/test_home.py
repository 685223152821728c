"""Home is owed to whoever looks at it, and to nobody who only reads their messages."""

import pytest
from sqlalchemy import select

from handlers import home
from handlers.inputs import Happening
from storage.outbox import Owed
from tests.handlers.scene import NOON, Scene
from tests.makers import Do
from tests.people import BEN


@pytest.mark.parametrize(("tab", "owed"), [("home", [f"home:{BEN.id}"]), ("messages", [])])
async def test_it_is_owed_to_whoever_looks_at_it(do: Do, tab: str, owed: list[str]) -> None:
    happening = Happening(event={"type": "app_home_opened", "tab": tab}, actor=BEN, now=NOON)
    assert await Scene(do).play(home.opened, happening=happening) == ["ack"]
    assert do(lambda tx: tx.scalars(select(Owed.key)).all()) == owed
