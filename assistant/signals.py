"""What the device says without words: its lights, and its earcons (short sounds).

Pure logic on the events: no clock, no device. An observer of `LightsChanged` drives real lights.
"""

from enum import StrEnum

from assistant.audio import samples
from assistant.dialogue.states import State
from assistant.events import (
    Event,
    Heard,
    Meant,
    NothingSaid,
    NoticesWaiting,
    NotMeant,
    Replied,
    SpeakingEnded,
    SpeakingStarted,
    SpeechEnded,
    Stage,
    StageFailed,
    StateChanged,
    Woken,
)

FOLLOW_UP, TYPED = "follow-up", "typed"
"""What `Woken.by` says where the person has not called by sound or button."""
_BUSY = frozenset({State.LOOKING_UP, State.QUOTING, State.PLACING})
_TROUBLE = samples(2.0)
"""For so long trouble is shown where nothing else happens."""


class Pattern(StrEnum):
    """What the lights show."""

    OFF = "off"
    """Nobody is listened to, and nothing is said."""
    NOTICE = "notice"
    """The same, and there is something to tell: ask for news."""
    LISTENING = "listening"
    """Woken, or waiting for an answer."""
    THINKING = "thinking"
    """From the end of the speech to the first sample of the reply."""
    SPEAKING = "speaking"
    TROUBLE = "trouble"
    """A stage has failed; for two seconds, or until something else is to be shown."""


class Earcon(StrEnum):
    """A short sound that says something."""

    LISTENING = "listening"
    """The wake word or the button was noticed: speak."""
    CLOSED = "closed"
    """Nobody spoke, and nobody is listened to any more."""
    NOTICE = "notice"
    """Something is to be told of the orders: ask for news."""
    TROUBLE = "trouble"
    """A stage has failed."""
    DONE = "done"
    """Instead of "okay", where the person wants few words."""


class Lights:
    """Which pattern follows from what happens; the same events give the same patterns at the same samples."""

    def __init__(self) -> None:
        self._steady = Pattern.OFF
        self._trouble_until = 0
        self._now = 0
        self._busy = False
        self._invited = False
        self._notices = 0

    @property
    def pattern(self) -> Pattern:
        """What they show now."""
        if self._now < self._trouble_until:
            return Pattern.TROUBLE
        return Pattern.NOTICE if self._notices and self._steady is Pattern.OFF else self._steady

    def passed(self, now: int) -> None:
        """Time has passed.

        Args:
            now: samples of the source heard so far.
        """
        self._now = now

    def saw(self, event: Event) -> None:
        """Something has happened."""
        match event:
            case StateChanged():
                self._busy = event.after in _BUSY
            case Replied():
                self._invited = event.invites
            case NoticesWaiting():
                self._notices = event.count
            case StageFailed():
                self._trouble_until = event.at + _TROUBLE
                if event.stage is Stage.SPEECH:  # there will be no reply
                    self._steady = Pattern.OFF
            case _:
                self._show(self._after(event))

    def _after(self, event: Event) -> Pattern:
        match event:
            case Woken():
                return Pattern.THINKING if event.by == TYPED else Pattern.LISTENING
            case SpeechEnded():
                return Pattern.THINKING
            case NothingSaid():
                return Pattern.OFF
            case SpeakingStarted():
                return Pattern.SPEAKING
            case SpeakingEnded(complete=True) if self._busy:
                return Pattern.THINKING
            case SpeakingEnded(complete=True) if not self._invited:
                return Pattern.OFF
            case _:
                # After an invitation or an interruption the assistant listens: `Woken` comes at once.
                return self._steady

    def _show(self, pattern: Pattern) -> None:
        if pattern is not self._steady:
            self._steady, self._trouble_until = pattern, 0


class Earcons:
    """Which earcon belongs to what happens."""

    def __init__(self) -> None:
        self._only_called = False

    def after(self, event: Event) -> Earcon | None:
        """The earcon to give now; none where listening follows from the talk itself."""
        match event:
            case Heard():
                self._only_called = True
            case Woken():
                # Right after a transcript it is the wake word without a request, which was answered already.
                told, self._only_called = self._only_called, False
                return None if told or event.by in {FOLLOW_UP, TYPED} else Earcon.LISTENING
            case NothingSaid():
                return Earcon.CLOSED
            case StageFailed():
                return Earcon.TROUBLE
            case NoticesWaiting(new=True):
                return Earcon.NOTICE
            case Meant() | NotMeant():
                self._only_called = False
        return None
