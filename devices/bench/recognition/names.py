"""The test of names: "add two ... to my cart".

Products are drawn by chance, and spoken in voices that are not the assistant's, without noise.
"""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Protocol, Self

from assistant.audio import seconds
from assistant.bootstrap import conversation
from assistant.dialogue.actions import FindProducts
from assistant.dialogue.happenings import ProductsFound, Said
from assistant.errands import Errands
from assistant.ports import Transcript
from assistant.reporting import Reporter
from assistant.settings import Settings
from assistant.shopping.household import HOUSEHOLD_FILE, Household
from devices.bench.made_names import made_names
from devices.bench.recognition.contestants import Contestant, Facts, Heard, Kind
from devices.bench.recognition.cuts import TAIL, Cutting
from devices.bench.recognition.outside import Speakers
from devices.bench.recognition.reports import NamesReport
from devices.bench.recognition.summing import factor, tally, waits
from devices.bench.recognition.trial import Hearer
from devices.bench.recognition.worker import Worker
from devices.recordings.fresh import fresh_settings, rehearsal
from intents.meaning import Understood
from intents.normal import normalized, stems

DEMO = "demo"
_QUANTITIES = ("a", "one", "two", "three", "four", "five", "six", "ten", "a dozen")
_LISTS = ("cart", "list")


class First(Protocol):
    """Tells which product a transcript puts first."""

    def right(self, text: str, name: str) -> bool:
        """Whether it is the one of this name."""


class SaidName:
    """Of a catalogue that no shop has: right is what holds the whole name."""

    def right(self, text: str, name: str) -> bool:
        """Whether the name is in the transcript, in whatever spelling of numbers and plurals."""
        heard, wanted = stems(normalized(text)), stems(normalized(name))
        return any(heard[at : at + len(wanted)] == wanted for at in range(len(heard) - len(wanted) + 1))


class ShopsAnswer:
    """Of a shop: right is the product that the assistant offers first; a context manager.

    Args:
        settings: which shop.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stack = ExitStack()
        self.names: tuple[str, ...] = ()
        """What it sells."""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._runner = stack.enter_context(asyncio.Runner())
            settings = stack.enter_context(fresh_settings(self._settings))
            opened = AsyncExitStack()
            stack.callback(lambda: self._runner.run(opened.aclose()))
            self._runner.run(self._open(settings, opened))
            self._stack = stack.pop_all()
        return self

    async def _open(self, settings: Settings, stack: AsyncExitStack) -> None:
        store = await stack.enter_async_context(rehearsal(settings))
        home = Household(settings.data_dir / HOUSEHOLD_FILE)
        stack.callback(home.close)
        self.names = (await store.names()).products
        self._talk = await stack.enter_async_context(conversation(settings, store=store, household=home))
        self._errands = Errands(store, home, settings.household, Reporter(()))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def right(self, text: str, name: str) -> bool:
        """Whether the first product that is found for the sentence is called so, among other names."""
        said = self._talk.understood(Transcript(text=text, confidence=1.0))
        if not isinstance(said, Said) or not isinstance(said.meaning, Understood) or not said.meaning.items:
            return False
        found = self._runner.run(self._errands.run(FindProducts(items=said.meaning.items[:1])))
        if not isinstance(found, ProductsFound) or not found.results[0].offers:
            return False
        offer = found.results[0].offers[0]
        return _same(name) in {_same(each) for each in (offer.name, *offer.aliases)}


class Nearest:
    """The name that is most like freely heard words, by `rapidfuzz`, once those around it are left out.

    Args:
        names: all that there are.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = [" ".join(_same(name)) for name in names]

    def right(self, text: str, name: str) -> bool:
        """Whether it is this one."""
        from rapidfuzz import fuzz, process

        heard = " ".join(_without_carrier(normalized(text).replace(",", "").split()))
        found: Any = process.extractOne(heard, self._names, scorer=fuzz.WRatio)
        return found is not None and tuple(found[0].split()) == _same(name)


def _same(name: str) -> tuple[str, ...]:
    return stems(normalized(name))


def _without_carrier(words: Sequence[str]) -> tuple[str, ...]:
    """The words between "add two" and "to my cart"."""
    said = list(words)
    if "to" in said[-4:]:
        said = said[: len(said) - 1 - said[::-1].index("to")]
    if said and said[0] in {"add", "at", "had", "and"}:
        said = said[1:]
    quantities = {word for each in _QUANTITIES for word in each.split()} | {"to", "too", "for"}
    while said and said[0] in quantities:
        said = said[1:]
    return stems(" ".join(said))


@dataclass(frozen=True, slots=True)
class Request:
    """Something that is asked for."""

    name: str
    text: str
    voice: str


def requests(names: Sequence[str], voices: Sequence[str], count: int, seed: int) -> Iterator[Request]:
    """Sentences with products drawn by chance, each in every voice.

    Args:
        names: of the catalogue.
        voices: that speak.
        count: products at most.
        seed: of what is drawn.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret
    for name in rng.sample(list(names), min(count, len(names))):
        quantity, place = rng.choice(_QUANTITIES), rng.choice(_LISTS)
        for voice in voices:
            yield Request(name, f"Add {quantity} {name} to my {place}.", voice)


@dataclass(slots=True)
class NameTest:
    """Lets the recogniser, and a free one, hear requests.

    Args:
        own: the recogniser, which knows the names.
        free: the free one; None where it is left out.
        first: tells what the recogniser's transcript puts first.
        nearest: tells it of the free one's.
        cutter: finds what is heard of a sound.
    """

    own: Hearer
    free: Hearer | None
    first: First
    nearest: First
    cutter: Cutting
    seconds: float = 0.0
    """How long all that was spoken is."""
    heard: list[Heard] = field(default_factory=list)
    rights: list[bool] = field(default_factory=list)
    free_rights: list[bool] = field(default_factory=list)

    def run(
        self,
        asked: Sequence[Request],
        speak: Callable[[str, str], bytes],
        told: Callable[[], object],
        stopped: Callable[[], bool],
    ) -> None:
        """Hear all requests.

        Args:
            asked: the requests.
            speak: makes the sound of a text in a voice.
            told: called after each.
            stopped: asked before each whether that is enough.
        """
        for request in asked:
            if stopped():
                return
            pcm = speak(request.text, request.voice)
            cut = self.cutter.cut(pcm + bytes(2 * TAIL))
            heard = self.own.hear(cut)
            self.seconds += seconds(len(pcm) // 2)
            self.heard.append(heard)
            self.rights.append(heard.text is not None and self.first.right(heard.text, request.name))
            if self.free is not None:
                freely = self.free.hear(cut).text
                self.free_rights.append(freely is not None and self.nearest.right(freely, request.name))
            told()

    def report(self, catalogue: str, names: int, voices: Sequence[str], facts: Facts) -> NamesReport:
        """Sum up.

        Args:
            catalogue: its name.
            names: how many it has.
            voices: that spoke.
            facts: what the grammar took.
        """
        return NamesReport(
            catalogue=catalogue,
            names=names,
            voices=tuple(voices),
            right=tally(self.rights),
            free_right=None if self.free is None else tally(self.free_rights),
            rejected=sum(each.text is None for each in self.heard),
            latency_ms=waits(self.heard),
            real_time_factor=factor(self.heard, self.seconds),
            facts=facts,
            peak_memory_mb=self.own.memory(),
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Whose names are said."""

    title: str
    names: Sequence[str]
    first: First
    made: bool = False
    """No shop has it."""
    seed: int = 0
    """Of the made-up names."""


def catalogue(wanted: str, settings: Settings, seed: int, stack: ExitStack) -> Catalogue:
    """A catalogue by what it is asked for as.

    Args:
        wanted: "demo" for the settings' shop, or how many names are to be made up.
        settings: which shop.
        seed: of the names.
        stack: what is closed afterwards.
    """
    if wanted != DEMO:
        names = [made.name for made in made_names(int(wanted), seed)]
        return Catalogue(f"{len(names):,} made-up names", names, SaidName(), made=True, seed=seed)
    shop = stack.enter_context(ShopsAnswer(settings))
    return Catalogue(f"{settings.store.name}, {len(shop.names)} names", shop.names, shop)


def named(chosen: Catalogue, settings: Settings, stack: ExitStack) -> tuple[Worker, Facts]:
    """The recogniser with a catalogue's names, loaded twice: the second time the grammar may have been kept.

    Args:
        chosen: the catalogue.
        settings: the recogniser.
        stack: what is closed afterwards.
    """
    cache = stack.enter_context(TemporaryDirectory(prefix="aisle-", ignore_cleanup_errors=True))
    made = len(chosen.names) if chosen.made else 0
    contestant = Contestant(
        kind=Kind.NAMED, settings=settings, made=made, seed=chosen.seed, cache=Path(cache)
    )
    with Worker(contestant) as once:
        first = once.facts
    again = stack.enter_context(Worker(contestant))
    return again, first.model_copy(update={"again_seconds": again.facts.compile_seconds})


def speakers() -> Callable[[str, str], bytes]:
    """Speaks a text in a voice."""
    return Speakers().english
