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
from devices.recordings.outcome import Step
from devices.recordings.room import Room
from devices.recordings.scenarios import sounds
from devices.recordings.scenarios.actor import NOT_TAKEN, Actor
from devices.recordings.scenarios.books import Books, Written
from devices.recordings.scenarios.log import End, LoggedClock
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


async def perform(  # noqa: PLR0913 - each is another part of what is performed, most of them optional
    loaded: Loaded,
    settings: Settings,
    engines: Engines,
    voices: Speakers,
    *,
    condition: Condition | None = None,
    repetition: int = 1,
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
        repetition: the how-manieth performance it is: in each, noise is other noise.
        observers: told of everything; of what came before a power cut, when that is over.
        load: loads the engines of a process that is going to be cut off.

    Raises:
        UnusableInputError: if a sound cannot be used, or the cart not be filled, naming file and line.
        SettingsError: if the shop sells for real, or a setting does not fit.
        MissingPartError: if an engine or a voice is not there.
        StorageError: if the household or the shop cannot be written.
    """
    chosen = staged(loaded, settings)
    await set_up(loaded, chosen)
    cues = await sounds.cues(loaded, voices, condition or Condition(), repetition)
    clock = LoggedClock(time.perf_counter)
    notes, heard = Notes(loaded, observers, clock.now), Sound()
    *cut, last = _parts(cues)
    for before, part in cut:
        notes.begin(heard.samples)
        sound, end = await _until_cut(chosen, part, before, notes, clock, load)
        heard += sound
        if end is End.BROKEN_OFF:
            left = cues[part[-1].number + 1 :]
            return _performance(loaded, notes, heard, await _given_up(chosen, left, notes))
    notes.begin(heard.samples)
    if not fits(settings, chosen):
        engines = await load(chosen)
    sound, written = await _to_the_end(chosen, engines, *last, notes)
    return _performance(loaded, notes, heard + sound, written)


def _performance(loaded: Loaded, notes: Notes, heard: Sound, written: Written) -> Performance:
    notes.end(written)
    return Performance(
        watch=notes.watch,
        steps=tuple(notes.steps),
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
) -> tuple[Sound, End]:
    with TemporaryDirectory(prefix="aisle-", ignore_cleanup_errors=True) as folder:
        sound, end = await cut_off(Part(settings, cues, taken, Path(folder), load), notes, clock)
    if cues[-1].number:
        # What was going on when the power was cut: the books are what is left of it.
        async with Books(settings) as books:
            notes.over(cues[-1].number - 1, await books.read())
    return sound, end


async def _to_the_end(
    settings: Settings, engines: Engines, taken: int | None, cues: Sequence[Cue], notes: Notes
) -> tuple[Sound, Written]:
    room = Room()
    async with Books(settings) as books:
        actor = Actor(room, cues, _Judged(notes, books), taken=taken)
        await run(settings, engines, room, actor, (notes, actor))
        return Sound(room.person, room.assistant), await books.read()


async def _given_up(settings: Settings, left: Sequence[Cue], notes: Notes) -> Written:
    """Note that turns are not taken, as one before the power cut before them did not come to its end."""
    async with Books(settings) as books:
        written = await books.read()
    for cue in left:
        notes.missed(cue.number, NOT_TAKEN)
        notes.over(cue.number, written)
    return written


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
