"""Takes a scenario's turns, each at its moment. Counted in samples."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Protocol

from assistant.audio import FRAME_SAMPLES, samples, seconds
from assistant.events import (
    Event,
    Heard,
    Meant,
    NotHeard,
    NothingSaid,
    NotMeant,
    Replied,
    SpeakingEnded,
    SpeakingStarted,
    SpeechStarted,
    StageTimed,
    StateChanged,
    Woken,
)
from assistant.pipeline import Pipeline
from assistant.signals import TYPED
from devices.recordings.direction import LONGEST_AFTER, TAIL
from devices.recordings.room import Room
from devices.recordings.scenarios.model import (
    AtOrder,
    ButtonTurn,
    InState,
    IntoReply,
    PowerCutTurn,
    SilenceTurn,
    TypedTurn,
)
from devices.recordings.scenarios.sounds import Cue
from devices.recordings.stopwatch import Stopwatch

NOT_TAKEN = "It was not taken: the assistant did not come to rest before it."
"""Why a turn is missed after one that did not come to its end."""
NOT_ENDED = "It did not come to its end: the assistant did not come to rest after it."
"""Why a turn is missed that was taken."""


class Progress(Protocol):
    """Is told how the turns go."""

    async def over(self, turn: int) -> None:
        """A turn has led to all that it leads to.

        Args:
            turn: its place in the scenario.
        """

    def missed(self, turn: int, why: str) -> None:
        """A turn will not be taken, as its moment did not come, or does not come to its end.

        Args:
            turn: its place in the scenario.
            why: a sentence.
        """


class _Chance(Enum):
    """Whether it is a turn's moment."""

    NOW = auto()
    NOT_YET = auto()
    NEVER = auto()


class Actor:
    """Directs a run, and observes it: begins each turn when its moment has come.

    Args:
        room: where it happens.
        cues: the turns that are to be taken, in order.
        progress: is told how they go.
        taken: the turn that the run itself is what comes of: a power cut.
        cut: ends the process; only for cues that end with a power cut.
    """

    def __init__(
        self,
        room: Room,
        cues: Sequence[Cue],
        progress: Progress,
        *,
        taken: int | None = None,
        cut: Callable[[], None] | None = None,
    ) -> None:
        self._room = room
        self._left = list(cues)
        self._progress = progress
        self._taking = taken
        self._cut = cut
        self._until = TAIL if taken is not None else 0
        self._waiting = False
        """The assistant listens, and nobody has spoken yet."""
        self._replies: list[tuple[int, int | None]] = []
        """Where those since the last turn began and ended, in samples."""
        self.broken_off = False
        """A turn did not come to its end, and those after it were not taken."""

    # --- as an observer

    def saw(self, event: Event) -> None:
        """Follow what the assistant does; the power may be cut at this very event."""
        match event:
            case Woken():
                self._waiting = event.by != TYPED
            case SpeechStarted() | NothingSaid() | Heard() | NotHeard() | Meant() | NotMeant() | Replied():
                self._waiting = False
            case SpeakingStarted():
                self._replies.append((event.at, None))
            case SpeakingEnded() if self._replies:
                self._replies[-1] = (self._replies[-1][0], event.at)
            case StateChanged() if self._next_moment == InState(state=event.after):
                self._end_power()

    def timed(self, timing: StageTimed) -> None:
        """Nothing hangs on the time on the wall."""

    def order(self, order: AtOrder) -> None:
        """The shop is being asked for an order."""
        if self._next_moment == order:
            self._end_power()

    # --- as a director

    async def goes_on(self, now: int, pipeline: Pipeline, watch: Stopwatch) -> bool:
        """Until the last turn has led to all that it leads to, or one does not come to its end."""
        del watch
        quiet = now >= self._until and (pipeline.resting or self._waiting)
        if not quiet and now > self._until + LONGEST_AFTER:
            await self._break_off()
            return False
        if not self._left:
            return not (quiet and await self._over())
        chance = self._chance(now, quiet=quiet)
        if chance is _Chance.NOT_YET:
            return True
        cue = self._left[0]
        await self._over()
        if chance is _Chance.NEVER:
            self._progress.missed(cue.number, self._why())
        if chance is _Chance.NOW or isinstance(cue.turn, PowerCutTurn):
            await self._begin(cue, now, pipeline)
        self._left.pop(0)
        self._taking, self._replies = cue.number, []
        return True

    def _chance(self, now: int, *, quiet: bool) -> _Chance:
        moment = self._next_moment
        if moment is None:
            return _Chance.NOW if quiet else _Chance.NOT_YET
        # A sound is heard from the next frame on, all else happens at this one.
        begins = now + FRAME_SAMPLES if self._left[0].pcm else now
        if isinstance(moment, IntoReply) and self._into_reply(begins, samples(moment.seconds)):
            return _Chance.NOW
        return _Chance.NEVER if quiet else _Chance.NOT_YET

    def _into_reply(self, begins: int, wait: int) -> bool:
        return bool(self._replies) and self._replies[-1][1] is None and begins >= self._replies[-1][0] + wait

    def _why(self) -> str:
        moment = self._next_moment
        if isinstance(moment, InState):
            return f"The power was to be cut in the state {moment.state}, but the dialogue was never in it."
        if isinstance(moment, AtOrder):
            return f"The power was to be cut with the order {moment.order}, but there was none."
        assert isinstance(moment, IntoReply)
        was_to = f"It was to begin {moment.seconds:g} s into the reply, but"
        lengths = [seconds(end - begin) for begin, end in self._replies if end is not None]
        return (
            f"{was_to} the reply was over after {max(lengths):.2f} s."
            if lengths
            else f"{was_to} there was none."
        )

    async def _begin(self, cue: Cue, now: int, pipeline: Pipeline) -> None:
        before, self._until = self._until, now + FRAME_SAMPLES
        match cue.turn:
            case TypedTurn():
                if not pipeline.type(cue.turn.typed, cue.turn.confidence):
                    self._progress.missed(cue.number, "It was not taken: an order was being placed.")
            case ButtonTurn():
                pipeline.press()
            case SilenceTurn():
                self._until = now + samples(cue.turn.silence)
            case PowerCutTurn():
                self._end_power()
            case _:
                self._room.say(cue.pcm, over=cue.turn.at is not None)
                # What was being said before may take longer.
                self._until = max(before, now + len(cue.pcm) // 2 + TAIL)

    def _end_power(self) -> None:
        assert self._cut is not None
        self._cut()

    @property
    def _next_moment(self) -> IntoReply | InState | AtOrder | None:
        return self._left[0].turn.at if self._left else None

    async def _over(self) -> bool:
        if self._taking is not None:
            await self._progress.over(self._taking)
            self._taking = None
        return True

    async def _break_off(self) -> None:
        self.broken_off = True
        if self._taking is not None:
            self._progress.missed(self._taking, NOT_ENDED)
        await self._over()
        for cue in self._left:
            self._progress.missed(cue.number, NOT_TAKEN)
            await self._progress.over(cue.number)
