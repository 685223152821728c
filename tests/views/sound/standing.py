"""A sound part somewhere in a sound message or view."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.views.places import Way, placed, pointer_to, replaced, ways
from tests.views.samples import BLOCKS, Json
from tests.views.sound.blocks import sound_blocks
from tests.views.sound.elements import SOUND_ELEMENTS
from tests.views.sound.wholes import settled, sound_whole
from tests.views.sound.words import Made
from views.limits import Surface


@dataclass(frozen=True)
class Standing:
    surface: Surface
    whole: Json
    part: Json
    at: str

    def with_instead(self, part: Any) -> Json:
        """The whole with another part in its place."""
        return replaced(self.whole, self.at, part)


@st.composite
def standing(draw: st.DrawFn, kinds: Iterable[str]) -> Standing:
    """One of these kinds, anywhere."""
    kind = draw(st.sampled_from(sorted(kinds)))
    way = draw(st.sampled_from(ways(kind)))
    part = draw(sound_part(kind, way.surface))
    whole = draw(somewhere(part, way))
    return Standing(way.surface, whole, part, pointer_to(part, whole))


@st.composite
def somewhere(draw: st.DrawFn, part: Json, way: Way, whole: Json | None = None) -> Json:
    """A sound message or view, this one or any, with the part in it."""
    whole = placed(
        part,
        way,
        whole or draw(sound_whole(way.surface)),
        lambda host: draw(sound_part(host, way.surface)),
        lambda places: draw(st.sampled_from(places)),
    )
    return settled(whole, way.surface)


def sound_part(kind: str, surface: Surface) -> Made:
    return sound_blocks(surface)[kind] if kind in BLOCKS else SOUND_ELEMENTS[kind]
