"""A scenario through the whole pipeline: set up, turn by turn, and across power cuts."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.audio import SAMPLE_RATE
from assistant.bootstrap import Engines, load_engines
from assistant.ports import Observer
from assistant.settings import Settings
from assistant.shopping.orders import Order
from devices.recordings.conditions.steps import Condition
from devices.recordings.judging import Observed
from devices.recordings.outcome import Step
from devices.recordings.room import Room
from devices.recordings.scenarios import sounds
from devices.recordings.scenarios.actor import Actor
from devices.recordings.scenarios.books import Books
from devices.recordings.scenarios.log import LoggedClock
from devices.recordings.scenarios.model import Loaded, PowerCutTurn
from devices.recordings.scenarios.notes import Notes
from devices.recordings.scenarios.power_cut import Loader, Part, Sound, cut_off
from devices.recordings.scenarios.sounds import Cue, Speakers
from devices.recordings.scenarios.staging import fits, set_up, staged
from devices.recordings.session import run
from devices.recordings.stopwatch import Stopwatch


@dataclass(frozen=True, slots=True)
class Performance:
    """What came of a scenario."""

    watch: Stopwatch
    """All that was seen, over all power cuts; positions count from the scenario's beginning."""
    steps: tuple[Step, ...]
    """One for each turn, and one for the end where something is expected of it."""
    observed: tuple[Observed, ...]
    """What each step was judged by."""
    person: bytes
    """What the person was heard to say, silence included: signed 16-bit samples at 16 kHz."""
    assistant: bytes
    """What the assistant was heard to say at the same time, sample for sample."""
    orders: tuple[Order, ...]
    """In the shop's books at the end, newest first."""
    said: str | None
    """All words that were said or typed, where they are known."""

    @property
    def seconds(self) -> float:
        """How long the talk took."""
        return len(self.person) / 2 / SAMPLE_RATE

    @property
    def complaints(self) -> tuple[str, ...]:
        """All that was expected and did not come about, as sentences."""
        return tuple(complaint for step in self.steps for complaint in step.complaints)


async def perform(
    loaded: Loaded,
    settings: Settings,
    engines: Engines,
    voices: Speakers,
    *,
    condition: Condition | None = None,
    observers: Sequence[Observer] = (),
    load: Loader = load_engines,
) -> Performance:
    """Set up a scenario, take its turns, and judge what came of them.

    Args:
        loaded: the scenario.
        settings: with a data folder in which nothing has happened yet.
        engines: loaded for these settings; where the scenario's own name others, those are loaded.
        voices: say what is synthesised.
        condition: how people are heard; without it as they are.
        observers: told of everything; of what came before a power cut, when that is over.
        load: loads the engines of a process that is going to be cut off.

    Raises:
        UnusableInputError: if a sound cannot be used, or the cart not be filled, naming file and line.
        SettingsError: if a setting does not fit.
        MissingPartError: if an engine or a voice is not there.
        StorageError: if the household or the shop cannot be written.
    """
    cues = await sounds.cues(loaded, voices, condition or Condition())
    chosen = staged(loaded, settings)
    await set_up(loaded, chosen)
    clock = LoggedClock(time.perf_counter)
    notes, heard = Notes(loaded, observers, clock.now), Sound()
    *cut, (taken, last) = _parts(cues)
    for before, part in cut:
        notes.begin(heard.samples)
        heard += await _until_cut(chosen, part, before, notes, clock, load)
    notes.begin(heard.samples)
    if not fits(settings, chosen):
        engines = await load(chosen)
    room = Room()
    async with Books(chosen) as books:
        actor = Actor(room, last, _Judged(notes, books), taken=taken)
        await run(chosen, engines, room, actor, (notes, actor))
        written = await books.read()
    heard += Sound(room.person, room.assistant)
    notes.end(written)
    return Performance(
        watch=notes.watch,
        steps=tuple(notes.steps),
        observed=tuple(notes.observed),
        person=heard.person,
        assistant=heard.assistant,
        orders=tuple(written.orders),
        said=sounds.said(loaded.scenario.turns),
    )


def _parts(cues: Sequence[Cue]) -> list[tuple[int | None, list[Cue]]]:
    """The turns up to each power cut and after the last one, each with the power cut before them."""
    parts: list[tuple[int | None, list[Cue]]] = [(None, [])]
    for cue in cues:
        parts[-1][1].append(cue)
        if isinstance(cue.turn, PowerCutTurn):
            parts.append((cue.number, []))
    return parts


async def _until_cut(
    settings: Settings,
    cues: Sequence[Cue],
    taken: int | None,
    notes: Notes,
    clock: LoggedClock,
    load: Loader,
) -> Sound:
    with TemporaryDirectory(prefix="aisle-", ignore_cleanup_errors=True) as folder:
        sound = await cut_off(Part(settings, cues, taken, Path(folder), load), notes, clock)
    if cues[-1].number:
        # What was going on when the power was cut: the books are what is left of it.
        async with Books(settings) as books:
            notes.over(cues[-1].number - 1, await books.read())
    return sound


class _Judged:
    """The notes of an actor in this process.

    Args:
        notes: judge each turn.
        books: carts and orders are looked up there.
    """

    def __init__(self, notes: Notes, books: Books) -> None:
        self._notes = notes
        self._books = books

    async def over(self, turn: int) -> None:
        self._notes.over(turn, await self._books.read())

    def missed(self, turn: int, why: str) -> None:
        self._notes.missed(turn, why)
