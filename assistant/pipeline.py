"""From sound to the answer: what is listened to, and when."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.audio import Frame
from assistant.conversation import Conversation
from assistant.dialogue.happenings import NoticesCame, Silence
from assistant.errors import AisleError
from assistant.events import (
    NothingSaid,
    Overrun,
    PartialHeard,
    SpeechEnded,
    SpeechStarted,
    Stage,
    WakeRejected,
    Woken,
)
from assistant.listening.endpointing import Endpointing, Turning
from assistant.listening.pre_roll import PreRoll
from assistant.listening.second_look import holds
from assistant.listening.wake_gate import Verdict, WakeGate
from assistant.news import News
from assistant.playback import Playback
from assistant.ports import (
    AudioSource,
    Detection,
    NotRecognized,
    Recognizer,
    Transcript,
    VoiceActivity,
    WakeWord,
)
from assistant.reporting import Reporter
from assistant.settings import Listening as ListeningSettings
from assistant.settings import Notices
from assistant.signals import FOLLOW_UP, TYPED
from assistant.turn import Outcome, Turn
from assistant.utterance import Utterance
from intents.grammar import ANYTHING

_LAST_ORDER = 15.0
"""Seconds that an order being placed is waited for when the assistant is told to end."""


@dataclass(frozen=True, slots=True)
class Ears:
    """The engines that listen."""

    wake: WakeWord
    gate: WakeGate
    activity: VoiceActivity
    recognizer: Recognizer
    settings: ListeningSettings


class Pipeline:
    """Hears frame by frame, and has at most one utterance and one turn at a time.

    Args:
        source: where sound comes from.
        ears: the engines that listen.
        conversation: what is said and done about it.
        playback: the assistant's voice.
        reporter: told of everything.
        notices: how often the shop is asked for news, and whether they are told unasked.
    """

    def __init__(
        self,
        source: AudioSource,
        ears: Ears,
        conversation: Conversation,
        playback: Playback,
        reporter: Reporter,
        notices: Notices | None = None,
    ) -> None:
        self._source = source
        self._ears = ears
        self._conversation = conversation
        self._playback = playback
        self._reporter = reporter
        self._news = News(conversation, notices or Notices())
        self._pre_roll = PreRoll(ears.settings.pre_roll)
        self._utterance: Utterance | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._turn: Turn | None = None
        self._look: asyncio.Task[bool] | None = None
        self._looked_at: Detection | None = None
        self._pressed = False
        self._typed: Transcript | None = None
        self._partial = ""
        self._overruns = 0

    @property
    def resting(self) -> bool:
        """Nobody is being heard or answered: the assistant waits for its wake word."""
        asked = self._pressed or self._typed is not None
        busy = self._utterance is not None or self._turn is not None or self._look is not None
        return not (asked or busy or self._playback.sounding)

    def press(self) -> None:
        """The button: listen from the next frame on, as after the wake word; not while an order is placed.

        Nor where one is placed by the time that the frame comes: the press is dropped.
        """
        self._pressed = self._may_listen()

    def type(self, text: str, confidence: float = 1.0) -> bool:
        """Answer typed words from the next frame on, as if they had been heard.

        They interrupt speech and listening, as the wake word does, but wait for an order that has come to be
        placed by then; words that were typed before and that no frame has come for are dropped.

        Args:
            text: a sentence.
            confidence: 0..1, how sure a recogniser would be of it.

        Returns:
            Whether they will be answered: not while an order is placed.
        """
        if self._may_listen():
            self._typed = Transcript(text=text, confidence=confidence)
        return self._may_listen()

    async def run(self) -> None:
        """Hear until the source ends or the task is cancelled; an order being placed is waited for."""
        try:
            async for frame in self._source:
                await self._hear(frame)
                if self._source.waits:
                    await self._settle()
        finally:
            await self._close()

    async def _hear(self, frame: Frame) -> None:
        self._reporter.now = frame.end
        self._count_overruns()
        await self._after_turn()
        self._pre_roll.keep(frame)
        # Since they were asked for, the turn may have come to place an order.
        pressed, self._pressed = self._pressed and self._may_listen(), False
        if pressed:
            await self._wake("button", 1.0, (), frame.end)
        elif self._typed is not None and self._may_listen():
            typed, self._typed = self._typed, None
            await self._answer(typed)
        elif self._utterance is not None:
            self._follow(self._utterance, frame)
        elif self._news.to_tell(frame.end, resting=self.resting):
            self._end_utterance().react(NoticesCame())
        else:
            await self._watch(frame)

    def _may_listen(self) -> bool:
        return self._turn is None or self._turn.interruptible

    # --- asleep or answering: only the wake word counts

    async def _watch(self, frame: Frame) -> None:
        decision = self._ears.gate.hear(frame.end, self._ears.wake.feed(frame))
        if decision is not None and decision.verdict is Verdict.WAKE and self._may_listen():
            await self._called(decision.detection)
        elif self._look is not None:
            await self._looked()
        elif decision is not None and self._may_listen():
            self._playback.pause()
            self._looked_at = decision.detection
            self._look = asyncio.create_task(
                self._second_look(self._pre_roll.look(), decision.detection.phrase)
            )

    async def _called(self, detection: Detection) -> None:
        """What is said after the wake word may have begun before it was decided on."""
        await self._wake(detection.phrase, detection.score, self._pre_roll.take(), detection.at)

    async def _second_look(self, frames: Iterable[Frame], phrase: str) -> bool:
        with self._reporter.timing(Stage.WAKE):
            heard = await asyncio.to_thread(self._hear_again, frames)
        return isinstance(heard, Transcript) and holds(heard.text, phrase)

    def _hear_again(self, frames: Iterable[Frame]) -> Transcript | NotRecognized:
        listening = self._ears.recognizer.open(ANYTHING)
        for frame in frames:
            listening.feed(frame)
        return listening.finish()

    async def _looked(self) -> None:
        if self._look is None or not self._look.done():
            return
        look, self._look, detection = self._look, None, self._looked_at
        assert detection is not None
        try:
            right = look.result()
        except AisleError as error:
            self._reporter.failed(Stage.WAKE, error)
            right = False
        if right and self._may_listen():
            await self._called(detection)
        else:
            self._reporter.saw(WakeRejected, score=round(detection.score, 3))
            self._playback.resume()

    # --- listening

    async def _wake(self, by: str, score: float, before: Iterable[Frame], since: int) -> None:
        await self._interrupt()
        self._listen(by, score, self._ears.settings.no_speech, before, since)

    async def _answer(self, typed: Transcript) -> None:
        await self._interrupt()
        self._reporter.saw(Woken, by=TYPED)
        self._end_utterance().answer_typed(typed)

    async def _interrupt(self) -> None:
        self._playback.silence()
        if self._look is not None:
            self._look.cancel()
            self._look = None
        self._leave()
        if self._turn is not None:
            await self._turn.interrupt()
            self._turn = None

    def _listen(
        self, by: str, score: float, patience: float, before: Iterable[Frame], since: int = 0
    ) -> None:
        """Begin to hear an utterance.

        Args:
            by: what woke the assistant.
            score: of the wake word.
            patience: how long to wait for the person to begin, in seconds.
            before: frames that were heard already.
            since: from this position on they may hold what is asked; before it they hold the wake word.
        """
        self._reporter.saw(Woken, by=by, score=round(score, 3))
        self._ears.activity.reset()
        self._partial = ""
        listening = self._ears.recognizer.open(self._conversation.grammar())
        endpointing = Endpointing(self._ears.settings, patience)
        traits = self._ears.recognizer.traits
        self._utterance = Utterance(
            listening,
            self._ears.activity,
            endpointing,
            preview=traits.preview,
            streaming=traits.streaming,
        )
        for frame in before:
            if frame.position < since:
                listening.feed(frame)
            elif self._utterance is not None:
                self._follow(self._utterance, frame)

    def _follow(self, utterance: Utterance, frame: Frame) -> None:
        self._tell_partial(utterance.partial)
        match utterance.feed(frame):
            case Turning.STARTED:
                self._reporter.saw(SpeechStarted)
            case Turning.ENDED | Turning.CUT:
                self._reporter.saw(SpeechEnded, ended=utterance.speech_end)
                self._end_utterance().answer(utterance.words())
            case Turning.GAVE_UP:
                self._reporter.saw(NothingSaid)
                self._leave()
                self._end_utterance().react(Silence())

    def _tell_partial(self, text: str) -> None:
        if text != self._partial and not self._conversation.secret:
            self._partial = text
            self._reporter.saw(PartialHeard, text=text)

    def _leave(self) -> None:
        """Let go of an utterance that is not to be answered, at which the recogniser may still be at work."""
        if self._utterance is None:
            return
        leaving = asyncio.create_task(self._left(self._utterance))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
        self._utterance = None

    async def _left(self, utterance: Utterance) -> None:
        error = await utterance.settled()
        if error is not None:
            self._reporter.failed(Stage.RECOGNITION, error)

    def _end_utterance(self) -> Turn:
        self._utterance = None
        self._ears.wake.reset()
        self._ears.gate.reset()
        self._pre_roll.take()
        self._turn = Turn(self._conversation, self._playback, self._reporter)
        return self._turn

    async def _after_turn(self) -> None:
        if self._turn is None or not self._turn.done or self._look is not None:
            return
        outcome = await self._turn.outcome()
        self._turn = None
        if outcome is Outcome.INVITES:
            self._listen(FOLLOW_UP, 1.0, self._ears.settings.answer, ())
        elif outcome is Outcome.CALLED:
            # What was said since is kept: the person need not have waited.
            said = self._pre_roll.take()
            self._listen(self._ears.wake.phrase, 1.0, self._ears.settings.no_speech, said)

    # --- the rest

    async def _settle(self) -> None:
        """A recording waits, so that what is heard next does not depend on how fast this machine is."""
        if self._look is not None:
            await asyncio.wait({self._look})
        if self._utterance is not None:
            await self._utterance.settled()
        if self._leaving:
            await asyncio.wait(self._leaving)
        await self._playback.settled()
        await self._news.settled()
        if self._turn is not None:
            await self._turn.quiet()

    def _count_overruns(self) -> None:
        if self._source.overruns > self._overruns:
            self._reporter.saw(Overrun, frames=self._source.overruns - self._overruns)
            self._overruns = self._source.overruns

    async def _close(self) -> None:
        self._news.close()
        if self._look is not None:
            self._look.cancel()
        self._leave()
        if self._leaving:
            await asyncio.wait(self._leaving)
        if self._turn is None:
            return
        try:
            async with asyncio.timeout(_LAST_ORDER):
                await self._turn.interrupt()
        except TimeoutError as error:
            # The order is in the journal, and is asked for again when the assistant next starts.
            self._reporter.failed(Stage.STORE, error)
