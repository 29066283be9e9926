"""Assistants are killed over and over while they buy and import; the next one must find all in order."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from devices.bench.store.killing_audit import Witness
from devices.bench.store.killing_doom import Doom, Moment
from devices.bench.store.killing_life import Life, live, made
from devices.bench.store.processes import prepared

VERSION: Final = 1
_LONGEST = 60.0
"""Seconds in which a process must have recovered."""
_WAITED_FOR = 4.0
"""Seconds in which its moment should have come; it is killed then, whatever it does."""
_BUSY = 0.6
"""Seconds in which it is killed at any moment."""
_AT_ONCE = 5.0
"""Seconds in which a process that says nothing any more has died."""


class Report(BaseModel):
    """What came of it."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    version: Literal[1] = VERSION
    seed: int
    kills: int
    moments: Mapping[str, int]
    """How often it was killed when."""
    journalled: int
    """Orders in the journal."""
    placed: int
    """Those of them that are in the shop."""
    refused: int
    imports: int
    """Feeds that were taken in."""
    cut_off: int
    """Imports that were killed."""
    seconds: float
    faults: tuple[str, ...]
    """What must not be."""


@dataclass(slots=True)
class _Run:
    folder: Path
    began: float
    seed: int
    witness: Witness = field(default_factory=Witness)
    moments: Counter[str] = field(default_factory=Counter)
    beginning: float = 0.1
    """Seconds that the last process took to open the shop and to recover."""


def killed(times: int, seed: int, tell: Callable[[int], None]) -> Report:
    """Kill processes that serve a shop.

    Args:
        times: how often.
        seed: of what they do, and when they are killed.
        tell: told how many are dead.
    """
    began = time.monotonic()
    chance = random.Random(seed)  # noqa: S311 - no secret
    with TemporaryDirectory(prefix="aisle-kill-") as folder:
        made(Path(folder))
        run = _Run(Path(folder), time.time(), seed)
        context = prepared("devices.bench.store.killing_life")
        lives = 0
        while run.moments.total() < times:
            _one(run, context, Doom.drawn(chance), chance, lives)
            lives += 1
            tell(run.moments.total())
        _one(run, context, None, chance, lives)
    return _report(run, time.monotonic() - began)


def _one(run: _Run, context: Any, doom: Doom | None, chance: random.Random, number: int) -> None:
    """One life; without a doom it has to end by itself."""
    here, there = context.Pipe(duplex=False)
    life = Life(run.folder, run.began, f"{run.seed} {number}", run.witness.next_edition, doom)
    process = context.Process(target=live, args=(there, life), daemon=True)
    process.start()
    there.close()
    moment = Moment.ANY
    try:
        _watch(run, here, process, doom, chance)
    finally:
        if doom is not None and (doom.moment is Moment.BEGINNING or process.exitcode is not None):
            moment = doom.moment
        process.kill()
        process.join()
        run.witness.died(here)
        here.close()
    if doom is not None and process.exitcode == -signal.SIGKILL:
        run.moments[moment] += 1
    else:
        run.witness.ended(process.exitcode, well=doom is None)


def _watch(
    run: _Run, connection: Connection, process: BaseProcess, doom: Doom | None, chance: random.Random
) -> None:
    """Listen until the process is to be killed, or has died."""
    if doom is not None and doom.moment is Moment.BEGINNING:
        process.join(chance.uniform(0, run.beginning))
        return
    start = time.monotonic()
    if not run.witness.listen(connection, start + _LONGEST, until="found"):
        # Its moment may have come while it recovered.
        process.join(_AT_ONCE)
        if process.exitcode != -signal.SIGKILL:
            run.witness.faults.append("A process has not recovered.")
        return
    run.beginning = time.monotonic() - start
    if doom is not None:
        end = time.monotonic() + (chance.uniform(0, _BUSY) if doom.moment is Moment.ANY else _WAITED_FOR)
        run.witness.listen(connection, end)
        if time.monotonic() < end:
            # It says nothing any more: its moment has come.
            process.join(_AT_ONCE)
    else:
        run.witness.listen(connection, time.monotonic() + _LONGEST)
        process.join(_LONGEST)


def _report(run: _Run, seconds: float) -> Report:
    witness = run.witness
    return Report(
        seed=run.seed,
        kills=run.moments.total(),
        moments=dict(sorted(run.moments.items())),
        journalled=witness.journalled,
        placed=witness.placed,
        refused=witness.refused,
        imports=witness.imports,
        cut_off=witness.cut_off,
        seconds=round(seconds, 1),
        faults=tuple(witness.faults),
    )
