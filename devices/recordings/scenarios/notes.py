"""What comes of a scenario's turns, over all of its parts, and whether it is what was expected."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.events import Event, StageTimed
from assistant.ports import Observer
from devices.recordings.expectation import Expectation
from devices.recordings.judging import Observed, judged
from devices.recordings.observation import seen
from devices.recordings.outcome import END, Step, slots_found, words_heard
from devices.recordings.scenarios.books import Written
from devices.recordings.scenarios.document import Place
from devices.recordings.scenarios.model import KINDS, Loaded, RecordingTurn, SpeechTurn, Turn
from devices.recordings.stopwatch import Exchange, Stopwatch

IDLE = "idle"
AT = "at"
"""Names the verdict on whether a turn had its moment."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """How much of everything there was before a turn."""

    turns: int = 0
    replies: int = 0
    """To the last of the turns."""
    wakes: int = 0
    lights: int = 0
    earcons: int = 0


class Notes:
    """Observes all parts of a performance as if they were one, and judges each turn when it is over.

    Args:
        loaded: the scenario.
        observers: are told what it observes.
        now: the time on the wall, in seconds.
    """

    def __init__(self, loaded: Loaded, observers: Sequence[Observer], now: Callable[[], float]) -> None:
        self._loaded = loaded
        self._observers = observers
        self._missed: dict[int, str] = {}
        self._over: set[int] = set()
        self._mark = _Mark()
        self._offset = 0
        self.watch = Stopwatch(now)
        self.steps: list[Step] = []

    def begin(self, offset: int) -> None:
        """The assistant's process begins; its positions count from this one, in samples."""
        self._offset = offset
        self.watch.state, self.watch.waiting = IDLE, False

    def saw(self, event: Event) -> None:
        """Note an event, and pass it on."""
        moved: dict[str, Any] = {name: getattr(event, name) + self._offset for name in _places(event)}
        event = event.model_copy(update=moved)
        for observer in (self.watch, *self._observers):
            observer.saw(event)

    def timed(self, timing: StageTimed) -> None:
        """Note how long a stage took, and pass it on."""
        timing = timing.model_copy(update={"at": timing.at + self._offset})
        for observer in (self.watch, *self._observers):
            observer.timed(timing)

    def missed(self, turn: int, why: str) -> None:
        """A turn will not be taken; `why` is a sentence."""
        self._missed[turn] = why

    def over(self, turn: int, written: Written) -> None:
        """A turn is over; judge what came about since the one before it. Telling it again changes nothing."""
        if turn in self._over:
            return
        self._over.add(turn)
        self.watch.cart = tuple(written.cart)
        observed = self._observed(self._mark, written)
        self._mark = self._here()
        taken = self._loaded.scenario.turns[turn]
        missed = {AT: self._missed[turn]} if turn in self._missed else {}
        step = self._step(f"turn {turn + 1}: {told(taken)}", ("turns", turn), taken.expect, observed, missed)
        said = None if missed else _said(taken)
        words = words_heard(said, taken.expect, observed.turns)
        self.steps.append(step.model_copy(update={"word_counts": words}))

    def end(self, written: Written) -> None:
        """The scenario is over; judge all of it."""
        expect = self._loaded.scenario.expect
        if expect.given:
            observed = self._observed(_Mark(), written)
            self.steps.append(self._step(END, ("expect",), expect, observed, {}))

    def _here(self) -> _Mark:
        watch = self.watch
        replies = len(watch.turns[-1].replies) if watch.turns else 0
        return _Mark(len(watch.turns), replies, len(watch.wakes), len(watch.lights), len(watch.earcons))

    def _exchanges(self, since: _Mark) -> tuple[Exchange, ...]:
        """Those since then; what was answered to nothing, as when nobody has spoken, is one, too."""
        turns = [turn.model_copy(deep=True) for turn in self.watch.turns[since.turns :]]
        if since.turns:
            before = self.watch.turns[since.turns - 1]
            keys, replies = before.keys[since.replies :], before.replies[since.replies :]
            if replies:
                turns.insert(0, Exchange(keys=keys, replies=replies))
        return tuple(turns)

    def _observed(self, since: _Mark, written: Written) -> Observed:
        watch = self.watch
        return Observed(
            turns=self._exchanges(since),
            cart=written.cart,
            woken=len(watch.wakes) > since.wakes,
            state=watch.state,
            lights=tuple(watch.lights[since.lights :]),
            earcons=tuple(watch.earcons[since.earcons :]),
            orders=written.orders,
        )

    def _step(
        self, name: str, path: Place, expect: Expectation, observed: Observed, missed: dict[str, str]
    ) -> Step:
        complaints = missed | judged(expect, observed)
        return Step(
            name=name,
            line=self._loaded.line(*path),
            expect=expect,
            verdicts={what: not complaint for what, complaint in complaints.items()},
            complaints=tuple(filter(None, complaints.values())),
            observed=seen(expect, observed),
            slot_counts=slots_found(expect, observed.turns),
        )


def told(turn: Turn) -> str:
    """The kind of a turn: "say", "power cut"."""
    return next(kind for kind in KINDS if hasattr(turn, kind)).replace("_", " ")


def _said(turn: Turn) -> str | None:
    """The words that are said in a turn, where they are known; what is typed is not said."""
    match turn:
        case RecordingTurn(text=words) | SpeechTurn(say=words):
            return words
    return None


def _places(event: Event) -> set[str]:
    """The event's fields that are positions in the audio."""
    return {"at", "ended"} & set(type(event).model_fields)
