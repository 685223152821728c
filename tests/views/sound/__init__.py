"""Sound parts, messages, modals and Homes at random: whatever Slack takes, as its page has it."""

from tests.views.sound.standing import Standing, somewhere, sound_part, standing
from tests.views.sound.wholes import sound_whole
from tests.views.sound.words import FIELDS

__all__ = ["FIELDS", "Standing", "somewhere", "sound_part", "sound_whole", "standing"]
