"""When the shop is asked for news while nobody talks, and when they are told unasked."""

import asyncio

from assistant.audio import samples
from assistant.conversation import Conversation
from assistant.dialogue.states import State
from assistant.settings import Notices


class News:
    """Asks every now and then, counted in sound; quiet unless the settings say otherwise.

    Args:
        conversation: asks the shop.
        settings: how often, and whether what is new is told aloud.
    """

    def __init__(self, conversation: Conversation, settings: Notices) -> None:
        self._conversation = conversation
        self._settings = settings
        self._next = samples(settings.every)
        self._asking: asyncio.Task[bool] | None = None
        self._untold = False

    def to_tell(self, now: int, *, resting: bool) -> bool:
        """Time has passed: ask where it is time to; whether news are to be told aloud now.

        Args:
            now: samples of the source heard so far.
            resting: nobody is being heard or answered.
        """
        self._take_answer()
        if not resting:
            return False
        if self._asking is None and now >= self._next:
            self._next = now + samples(self._settings.every)
            self._asking = asyncio.create_task(self._conversation.look_for_news())
        telling = self._untold and self._settings.aloud and self._conversation.state is State.IDLE
        self._untold = self._untold and not telling
        return telling

    async def settled(self) -> None:
        """Wait until the shop has answered, where it was asked."""
        if self._asking is not None:
            await asyncio.wait({self._asking})

    def close(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()

    def _take_answer(self) -> None:
        if self._asking is not None and self._asking.done():
            asked, self._asking = self._asking, None
            self._untold = asked.result() or self._untold
