"""The shopper of a trip: says the next thing when it is their turn, and notes what came of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.pipeline import Pipeline
from devices.recordings.direction import LONGEST_AFTER, TAIL
from devices.recordings.judging import Observed, judged
from devices.recordings.room import Room
from devices.recordings.stopwatch import Exchange, Stopwatch
from devices.recordings.trip import TripTurn


class TurnTaken(BaseModel):
    """What came of something that the shopper said."""

    model_config = ConfigDict(frozen=True)

    turn: TripTurn
    exchanges: Sequence[Exchange]
    cart: Sequence[Mapping[str, Any]]
    """After it."""

    @property
    def missed(self) -> tuple[str, ...]:
        """What was expected and did not come about: "intent", "cart"."""
        complaints = judged(self.turn.expect, Observed(turns=self.exchanges, cart=self.cart))
        return tuple(what for what, complaint in complaints.items() if complaint)


class Shopper:
    """Directs a run: speaks when the assistant listens or rests, and leaves after the last answer.

    Args:
        room: to speak in.
        turns: what to say.
        sounds: the turns' sounds, signed 16-bit samples at 16 kHz.
    """

    def __init__(self, room: Room, turns: Sequence[TripTurn], sounds: Sequence[bytes]) -> None:
        self._room = room
        self._left = list(zip(turns, sounds, strict=True))
        self._saying: TripTurn | None = None
        self._noted = 0
        self._until = 0
        self.taken: list[TurnTaken] = []

    async def goes_on(self, now: int, pipeline: Pipeline, watch: Stopwatch) -> bool:
        """Until the last answer is over, or one does not come."""
        if now < self._until:
            return True
        if not (pipeline.resting or watch.waiting):
            return now < self._until + LONGEST_AFTER
        self._note(watch)
        if not self._left:
            return False
        self._saying, sound = self._left.pop(0)
        await self._room.say(sound)
        self._until = now + len(sound) // 2 + TAIL
        return True

    def _note(self, watch: Stopwatch) -> None:
        if self._saying is None:
            return
        exchanges = watch.turns[self._noted :]
        self._noted = len(watch.turns)
        self.taken.append(TurnTaken(turn=self._saying, exchanges=exchanges, cart=watch.cart))
        self._saying = None
