"""A scenario shown: through the whole pipeline to the order in the shop's books, with all that was said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.bootstrap import Engines
from assistant.errors import StorageError
from assistant.events import Event, Replied, SpeakingEnded, SpeakingStarted, StageTimed
from assistant.ports import Observer
from assistant.settings import Settings
from assistant.shopping.orders import Order
from assistant.trace import TraceWriter
from devices.recordings import files
from devices.recordings.outcome import Step
from devices.recordings.room import mixed
from devices.recordings.scenarios.model import Loaded, RecordingTurn, SpeechTurn, TypedTurn
from devices.recordings.scenarios.performing import Performance, perform
from devices.recordings.scenarios.sounds import Speakers

CONVERSATION, REPLIES, TRACE = "conversation.wav", "replies", "trace.jsonl"


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """What came of a scenario."""

    loaded: Loaded
    performance: Performance

    @property
    def order(self) -> Order | None:
        """The shop's latest."""
        return next(iter(self.performance.orders), None)

    @property
    def complaints(self) -> Sequence[str]:
        """How the end differs from the expected one; empty where it does not."""
        return () if self._end is None else self._end.complaints

    @property
    def wrong(self) -> str:
        """What is not as expected at the end, in a word."""
        return "order" if self._end is not None and missed(self._end) == ["orders"] else "end"

    @property
    def ordered_as_expected(self) -> bool:
        """The shop's books were looked into, and found to hold what was expected."""
        return self._end is not None and self._end.verdicts.get("orders", False)

    @property
    def missed(self) -> Sequence[tuple[str, Step]]:
        """The turns of which something did not come about, each with what was said."""
        steps = zip(self.loaded.scenario.turns, self.performance.steps, strict=False)
        return [(_said(turn) or step.name, step) for turn, step in steps if step.complaints]

    @property
    def _end(self) -> Step | None:
        steps = self.performance.steps
        return steps[-1] if len(steps) > len(self.loaded.scenario.turns) else None


def missed(step: Step) -> list[str]:
    """What was expected and did not come about: "intent", "cart"."""
    return [what for what, right in step.verdicts.items() if not right]


async def demonstrate(
    loaded: Loaded,
    settings: Settings,
    engines: Engines,
    voices: Speakers,
    out: Path,
    observers: Iterable[Observer] = (),
) -> Demonstrated:
    """Perform a scenario, and write down the conversation, each reply and the trace.

    Args:
        loaded: what is said, and what is to come of it.
        settings: with a data folder in which nothing has happened yet.
        engines: loaded ones.
        voices: say what is synthesised.
        out: the folder to write to; it is there.
        observers: told of everything.

    Raises:
        UnusableInputError: if a recording cannot be used.
        StorageError: if the folder, the household or the shop cannot be written.
    """
    marks = _Marks()
    with TraceWriter(out / TRACE) as trace:
        performance = await perform(loaded, settings, engines, voices, observers=(marks, trace, *observers))
    _write(out, performance, marks)
    return Demonstrated(loaded, performance)


def _said(turn: object) -> str | None:
    match turn:
        case RecordingTurn(text=said) | SpeechTurn(say=said) | TypedTurn(typed=said):
            return said
    return None


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


def _write(out: Path, performance: Performance, marks: _Marks) -> None:
    files.write_wav(out / CONVERSATION, mixed(performance.person, performance.assistant))
    folder = out / REPLIES
    try:
        folder.mkdir(exist_ok=True)
        for old in folder.glob("[0-9][0-9]-*.wav"):
            old.unlink()
    except OSError as error:
        raise StorageError(
            f"The folder {folder} cannot be used: {error.strerror}.", "Name another one with --out."
        ) from error
    sound = performance.assistant
    for number, (key, begin, end) in enumerate(marks.replies, start=1):
        files.write_wav(folder / f"{number:02}-{key}.wav", sound[2 * begin : 2 * end])
