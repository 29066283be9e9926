"""One exchange: from the end of the person's speech to the end of the answer."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum, auto

from assistant.conversation import Conversation
from assistant.dialogue.happenings import Happening
from assistant.dialogue.replies import Reply
from assistant.dialogue.states import State
from assistant.errors import AisleError
from assistant.events import Heard, NotHeard, SpeakingEnded, SpeakingStarted, Stage
from assistant.playback import Playback
from assistant.ports import NotRecognized, Transcript
from assistant.reporting import Reporter
from assistant.signals import Earcon

HIDDEN = "***"
"""Told for words that may be a PIN."""


class Outcome(Enum):
    """How a turn ended."""

    ANSWERED = auto()
    INVITES = auto()
    """The person was asked something, or may go on without the wake word."""
    CALLED = auto()
    """Only the wake word was said: the person is still to speak."""
    INTERRUPTED = auto()
    FAILED = auto()


class Turn:
    """Owns the task that answers; can be interrupted and awaited.

    Args:
        conversation: finds the answer.
        playback: speaks it.
        reporter: told of everything.
    """

    def __init__(self, conversation: Conversation, playback: Playback, reporter: Reporter) -> None:
        self._conversation = conversation
        self._playback = playback
        self._reporter = reporter
        self._task: asyncio.Task[Outcome] | None = None
        self._reply: Reply | None = None

    def answer(self, words: Awaitable[Transcript | NotRecognized]) -> None:
        """Begin to answer what was said."""
        self._task = asyncio.create_task(self._heard(words))

    def answer_typed(self, words: Transcript) -> None:
        """Begin to answer what was typed."""
        self._task = asyncio.create_task(self._understand(words))

    def react(self, happening: Happening) -> None:
        """Begin to answer something that is not words."""
        self._task = asyncio.create_task(self._speak(happening))

    @property
    def done(self) -> bool:
        """The turn is over."""
        return self._task is None or self._task.done()

    @property
    def interruptible(self) -> bool:
        """False while an order is being placed."""
        return self._conversation.state is not State.PLACING

    async def outcome(self) -> Outcome:
        """Wait for the end of the turn."""
        assert self._task is not None
        try:
            return await asyncio.shield(self._task)
        except asyncio.CancelledError:
            if self._task.cancelled():
                return Outcome.INTERRUPTED
            raise

    async def quiet(self) -> None:
        """Wait until only sound that is to be played, or nothing, keeps the turn from going on."""
        while not (self.done or self._playback.waiting.is_set()):
            assert self._task is not None
            waiting = asyncio.create_task(self._playback.waiting.wait())
            await asyncio.wait({self._task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()

    async def interrupt(self) -> None:
        """Stop speaking at once and end the turn; an order that is being placed is waited for."""
        self._playback.silence()
        await self._conversation.settled()
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait({self._task})
            # It may have gone on speaking until it was reached.
            self._playback.silence()

    async def _heard(self, words: Awaitable[Transcript | NotRecognized]) -> Outcome:
        try:
            with self._reporter.timing(Stage.RECOGNITION):
                heard = await words
        except AisleError as error:
            self._reporter.failed(Stage.RECOGNITION, error)
            heard = NotRecognized(reason="recognition failed")
        return await self._understand(heard)

    async def _understand(self, heard: Transcript | NotRecognized) -> Outcome:
        if isinstance(heard, NotRecognized):
            self._reporter.saw(NotHeard, reason=heard.reason)
        else:
            text = HIDDEN if self._conversation.secret else heard.text
            self._reporter.saw(Heard, text=text, confidence=round(heard.confidence, 3))
        happening = self._conversation.understood(heard)
        return Outcome.CALLED if happening is None else await self._speak(happening)

    async def _speak(self, happening: Happening) -> Outcome:
        try:
            async for reply in self._conversation.replies(happening):
                self._reply = reply
                await self._say(reply)
        except AisleError as error:
            self._reporter.failed(Stage.SPEECH, error)
            self._given_up()
            return Outcome.FAILED
        except asyncio.CancelledError:
            self._given_up()
            raise
        if self._reply is None:
            return Outcome.ANSWERED
        self._conversation.spoken(self._reply, complete=True)
        return Outcome.INVITES if self._reply.invites else Outcome.ANSWERED

    async def _say(self, reply: Reply) -> None:
        try:
            await self._sound(reply, first=lambda: self._reporter.saw(SpeakingStarted))
        except asyncio.CancelledError:
            self._reporter.saw(SpeakingEnded, complete=False, heard=self._playback.heard())
            raise
        self._reporter.saw(SpeakingEnded, complete=True, heard=reply.text)

    async def _sound(self, reply: Reply, first: Callable[[], None]) -> None:
        if reply.earcon:
            await self._playback.sign(Earcon.DONE, reply.text, first)
        else:
            await self._playback.speak(reply.text, first)

    def _given_up(self) -> None:
        self._conversation.abandon()
        if self._reply is not None and self.interruptible:
            self._conversation.spoken(self._reply, complete=False)
