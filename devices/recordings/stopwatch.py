"""What was said and answered in a run, and how long the person waited for it."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.audio import seconds
from assistant.events import (
    CartUpdated,
    EarconPlayed,
    Event,
    Heard,
    LightsChanged,
    Meant,
    NotHeard,
    NothingSaid,
    NotMeant,
    OrderConfirmed,
    Replied,
    SpeakingStarted,
    SpeechEnded,
    SpeechStarted,
    Stage,
    StageFailed,
    StageTimed,
    StateChanged,
    WakeRejected,
    Woken,
)
from assistant.signals import FOLLOW_UP, TYPED

_UNCALLED = {"button", FOLLOW_UP, TYPED}


class Latency(BaseModel):
    """How long after the end of the speech itself things were there, in milliseconds; None: never.

    The silence is counted in the audio, all after it on the clock on the wall. A recording that is played
    faster than it was spoken waits while words are recognised: the recogniser has answered for the sound
    until the pause before the silence ends the turn, however long that took, and this time is in none of
    these. A device whose recogniser needs longer than the silence answers later. And recordings that are
    played at the same time slow down what follows. `aisle bench latency` plays at the speed of speech, and
    measures what a person feels.
    """

    model_config = ConfigDict(use_attribute_docstrings=True)

    silence: float
    """The end of the turn was decided. Counted in the audio."""
    transcript: float | None = None
    """The words were there: the silence, and the time on the wall since."""
    intent: float | None = None
    """The sentence was understood, or was found to mean nothing."""
    reply: float | None = None
    """The text of the first reply was there."""
    sound: float | None = None
    """The first sample of the reply was at the sink."""


class Exchange(BaseModel):
    """One turn: something said, and what came of it."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    woken_by: str = ""
    """The wake word, "button", "typed", or "follow-up" after an answer that invites one."""
    text: str | None = None
    """The transcript, word for word; None where nothing was recognised."""
    confidence: float | None = None
    """Of the transcript, 0..1."""
    intent: str | None = None
    """None where the sentence was not understood."""
    slots: Mapping[str, Any] = {}
    """Of the intent, by name."""
    not_meant: str = ""
    """Why the sentence was not understood."""
    keys: list[str] = []
    """The names of the replies."""
    replies: list[str] = []
    """Their texts."""
    latency: Latency | None = None
    """How long everything took."""
    failures: list[str] = []
    """Stages that failed, with the error's name."""
    ended_at: float = 0
    """When the end of the turn was decided, in seconds of the audio."""

    @property
    def is_call(self) -> bool:
        """Words were heard, and neither understood nor answered: they were the wake word alone."""
        return self.text is not None and self.intent is None and not (self.not_meant or self.replies)


class Stopwatch:
    """An observer that writes down every turn with its times.

    Args:
        now: the time on the wall, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._woken_by = ""
        self._decided = 0.0
        self.turns: list[Exchange] = []
        self.woken = 0
        """How often the assistant began to listen."""
        self.wakes: list[int] = []
        """Where the wake word was heard, in samples."""
        self.rejected_wakes = 0
        """How often it was nearly heard, and turned down."""
        self.waiting = False
        """It listens, and nobody has spoken yet."""
        self.cart: tuple[Mapping[str, Any], ...] = ()
        """The last contents that were told."""
        self.state = ""
        """Of the dialogue; empty until it first changes."""
        self.lights: list[str] = []
        """The patterns that they showed."""
        self.earcons: list[str] = []
        self.orders: list[str] = []
        """Numbers of the orders that were placed."""
        self.stages: dict[Stage, list[float]] = {stage: [] for stage in Stage}
        """Each time that a stage took, in milliseconds."""

    def saw(self, event: Event) -> None:
        """Write down what belongs to a turn."""
        match event:
            case Woken():
                self._wake(event)
            case SpeechStarted() | NothingSaid():
                self.waiting = False
            case SpeechEnded():
                self._decided = self._now()
                silence = seconds(event.at - event.ended) * 1000
                self.turns.append(
                    Exchange(
                        woken_by=self._woken_by, latency=Latency(silence=silence), ended_at=seconds(event.at)
                    )
                )
            case CartUpdated() | OrderConfirmed() | StateChanged() | LightsChanged() | EarconPlayed():
                self._about_all(event)
            case WakeRejected():
                self.rejected_wakes += 1
            case _ if self.turns:
                self._in_turn(self.turns[-1], event)

    @property
    def called(self) -> bool:
        """The wake word was heard."""
        return bool(self.wakes)

    def timed(self, timing: StageTimed) -> None:
        """Keep a stage's time."""
        self.stages[timing.stage].append(timing.ms)

    def _wake(self, event: Woken) -> None:
        self.woken += 1
        # Words that only call, as "Alexa" by itself, are heard and mean nothing yet; it then listens on.
        listens_on = bool(self.turns) and self.turns[-1].is_call
        if event.by not in _UNCALLED and not listens_on:
            self.wakes.append(event.at)
        self._woken_by, self.waiting = event.by, event.by != TYPED
        if event.by == TYPED:
            # No speech ends before it, so nobody has waited since: it has no latency.
            self.turns.append(Exchange(woken_by=TYPED, ended_at=seconds(event.at)))

    def _about_all(self, event: Event) -> None:
        match event:
            case CartUpdated():
                self.cart = event.lines
            case OrderConfirmed():
                self.orders.append(event.number)
            case StateChanged():
                self.state = event.after
            case LightsChanged():
                self.lights.append(event.pattern)
            case EarconPlayed():
                self.earcons.append(event.name)

    def _in_turn(self, turn: Exchange, event: Event) -> None:
        match event:
            case Heard():
                turn.text, turn.confidence = event.text, event.confidence
                self._mark(turn, "transcript")
            case NotHeard():
                self._mark(turn, "transcript")
            case Meant():
                turn.intent, turn.slots = event.intent, event.slots
                self._mark(turn, "intent")
            case NotMeant():
                turn.not_meant = event.reason
                self._mark(turn, "intent")
            case Replied():
                turn.keys.append(event.key)
                turn.replies.append(event.text)
                self._mark(turn, "reply")
            case SpeakingStarted():
                self._mark(turn, "sound")
            case StageFailed():
                turn.failures.append(f"{event.stage}: {event.code}")

    def _mark(self, turn: Exchange, what: str) -> None:
        """The first time counts: a second reply of the same turn is not waited for."""
        latency = turn.latency
        if latency is not None and getattr(latency, what) is None:
            setattr(latency, what, latency.silence + (self._now() - self._decided) * 1000)
