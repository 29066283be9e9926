"""A trip from recordings, through the whole pipeline to the order in the shop's books."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.audio import seconds
from assistant.bootstrap import Engines, open_store
from assistant.errors import StorageError
from assistant.events import Event, Replied, SpeakingEnded, SpeakingStarted, StageTimed
from assistant.ports import Observer
from assistant.settings import Settings
from assistant.shopping.orders import Order
from assistant.trace import TraceWriter
from devices.recordings import files
from devices.recordings.room import Room
from devices.recordings.session import run
from devices.recordings.shopper import Shopper, TurnTaken
from devices.recordings.stopwatch import Stopwatch
from devices.recordings.trip import Trip, complaints

CONVERSATION, REPLIES, TRACE = "conversation.wav", "replies", "trace.jsonl"


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """What came of a trip."""

    taken: Sequence[TurnTaken]
    watch: Stopwatch
    seconds: float
    """How long it would take to listen to."""
    order: Order | None
    """The shop's latest."""
    complaints: Sequence[str]
    """How it differs from the expected one; empty where it does not."""


async def demonstrate(
    trip: Trip, settings: Settings, engines: Engines, out: Path, observers: Iterable[Observer] = ()
) -> Demonstrated:
    """Go on a trip, and write down the conversation, each reply and the trace.

    Args:
        trip: what is said, and what is to come of it.
        settings: with a data folder in which nothing has happened yet.
        engines: loaded ones.
        out: the folder to write to; it is there.
        observers: told of everything.

    Raises:
        UnusableInputError: if a sample cannot be read.
        StorageError: if the folder, the household or the shop cannot be written.
    """
    turns = trip.script.turns
    room, marks = Room(), _Marks()
    shopper = Shopper(room, turns, [files.read(trip.audio(turn)).pcm for turn in turns])
    with TraceWriter(out / TRACE) as trace:
        watch = await run(trip.over(settings), engines, room, shopper, (marks, trace, *observers))
    _write(out, room, marks)
    orders = await _orders(trip.over(settings))
    return Demonstrated(
        taken=shopper.taken,
        watch=watch,
        seconds=seconds(len(room.person) // 2),
        order=orders[0] if orders else None,
        complaints=complaints(trip.script.order, orders),
    )


async def _orders(settings: Settings) -> list[Order]:
    """What the shop's own books say, read anew."""
    store = open_store(settings)
    try:
        return await store.orders(1)
    finally:
        await store.close()


class _Marks:
    """An observer that notes where in the sound each reply is."""

    def __init__(self) -> None:
        self._key = ""
        self._began: int | None = None
        self.replies: list[tuple[str, int, int]] = []
        """Name, begin and end, in samples."""

    def saw(self, event: Event) -> None:
        match event:
            case Replied():
                self._key = event.key
            case SpeakingStarted():
                self._began = event.at
            case SpeakingEnded() if self._began is not None:
                self.replies.append((self._key, self._began, event.at))
                self._began = None

    def timed(self, timing: StageTimed) -> None:
        pass


def _write(out: Path, room: Room, marks: _Marks) -> None:
    files.write_wav(out / CONVERSATION, room.mixed)
    folder = out / REPLIES
    try:
        folder.mkdir(exist_ok=True)
        for old in folder.glob("[0-9][0-9]-*.wav"):
            old.unlink()
    except OSError as error:
        raise StorageError(
            f"The folder {folder} cannot be used: {error.strerror}.", "Name another one with --out."
        ) from error
    sound = room.assistant
    for number, (key, begin, end) in enumerate(marks.replies, start=1):
        files.write_wav(folder / f"{number:02}-{key}.wav", sound[2 * begin : 2 * end])
