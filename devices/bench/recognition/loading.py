"""Loading a contestant, and measuring what its grammar takes."""

import asyncio
import os
import time
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from typing import Any, cast

from assistant.bootstrap import conversation, engine
from assistant.choosing import chosen
from assistant.conversation import Conversation
from assistant.ports import Recognizer, Store, Transcript
from assistant.settings import Recognition, Settings
from assistant.shopping.household import HOUSEHOLD_FILE, Household
from assistant.shopping.products import Names
from devices.bench.made_names import made_names
from devices.bench.recognition.contestants import Contestant, Engine, Facts, Kind, Piped
from devices.bench.recognition.whisper import WhisperEngine
from devices.recordings.fresh import fresh_settings, rehearsal
from intents.grammar import Grammar
from intents.spoken_names import Named

UNSURE = {"reject_below": 0.0}
"""The options of a recogniser whose every answer is taken."""
_BUNDLED = Recognition(engine="moonshine", options=UNSURE)
_ASKS_WHICH = "add some milk to my cart"
"""After this a market asks which one is meant."""


def loaded(contestant: Contestant, stack: ExitStack) -> tuple[Engine, Facts]:
    """Load a contestant.

    Args:
        contestant: who.
        stack: what is to be closed afterwards is put there.

    Raises:
        SettingsError: if the recogniser or the shop is unknown, or an option does not fit.
        MissingPartError: if an engine is not installed.
    """
    if contestant.cache is not None:
        os.environ["XDG_CACHE_HOME"] = str(contestant.cache)
    began = time.perf_counter()
    match contestant.kind:
        case Kind.WHISPER:
            found: Engine = WhisperEngine()
            return found, Facts(load_seconds=_since(began))
        case Kind.FREE:
            found = Piped(engine("recognizers", _BUNDLED))
            return found, Facts(load_seconds=_since(began))
    recognizer: Recognizer = engine("recognizers", _chosen(contestant))
    took = _since(began)
    if contestant.made:
        with ExitStack() as once:
            _Talk(contestant.model_copy(update={"made": 0}), once).open(recognizer)
    before, began = _resident(), time.perf_counter()
    talk = _Talk(contestant, stack)
    talk.open(recognizer)
    facts = Facts(
        load_seconds=took,
        compile_seconds=_since(began),
        grammar_mb=None if before is None else _resident_after(before),
        switch_ms=talk.switched(recognizer),
    )
    return Piped(recognizer, talk.grammar), facts


def _chosen(contestant: Contestant) -> Recognition:
    recognition = chosen(contestant.settings.recognition).recognition
    if contestant.kind is not Kind.UNSURE:
        return recognition
    return recognition.model_copy(update={"options": {**recognition.options, **UNSURE}})


class _Talk:
    """A talk that has not begun, in a shop of its own.

    Args:
        contestant: says in which shop.
        stack: what is to be closed afterwards is put there.
    """

    def __init__(self, contestant: Contestant, stack: ExitStack) -> None:
        self._runner = stack.enter_context(asyncio.Runner())
        settings = stack.enter_context(fresh_settings(contestant.settings))
        opened = AsyncExitStack()
        stack.callback(lambda: self._runner.run(opened.aclose()))
        self._talk = self._runner.run(_opened(settings, contestant, opened))

    def grammar(self) -> Grammar:
        """What may be said now."""
        return self._talk.grammar()

    def open(self, recognizer: Recognizer) -> None:
        """Open an utterance."""
        recognizer.open(self.grammar())

    def switched(self, recognizer: Recognizer) -> float:
        """How long opening one takes after an answer, in milliseconds; the talk is as before afterwards."""
        self._runner.run(_said(self._talk, _ASKS_WHICH))
        began = time.perf_counter()
        self.open(recognizer)
        took = 1000 * (time.perf_counter() - began)
        self._runner.run(_said(self._talk, "never mind"))
        return round(took, 2)


async def _opened(settings: Settings, contestant: Contestant, stack: AsyncExitStack) -> Conversation:
    store: Store = await stack.enter_async_context(rehearsal(settings))
    if contestant.made:
        store = cast("Store", _Renamed(store, _names(contestant.made, contestant.seed)))
    home = Household(settings.data_dir / HOUSEHOLD_FILE)
    stack.callback(home.close)
    return await stack.enter_async_context(conversation(settings, store=store, household=home))


def _names(count: int, seed: int) -> Names:
    made = made_names(count, seed)
    entries = tuple(Named((each.name,), each.brand, each.size) for each in made)
    return Names(products=tuple(each.name for each in made), entries=entries)


class _Renamed:
    """A shop that says it sells something else."""

    def __init__(self, store: Store, names: Names) -> None:
        self._store = store
        self._names = names

    async def names(self) -> Names:
        return self._names

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


async def _said(talk: Conversation, text: str) -> None:
    happening = talk.understood(Transcript(text=text, confidence=1.0))
    if happening is not None:
        async for _ in talk.replies(happening):
            pass


def _resident() -> float | None:
    """The memory that this process has now, in MB; None where the system does not tell."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return None
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2


def _resident_after(before: float) -> float:
    return round((_resident() or before) - before, 1)


def _since(began: float) -> float:
    return round(time.perf_counter() - began, 3)
