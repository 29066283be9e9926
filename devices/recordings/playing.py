"""Playing one recording in this process, with all that it takes written down."""

import time
import traceback
from pathlib import Path

from assistant.errors import AisleError
from devices.recordings.corpus import Kind, Problem, Recording
from devices.recordings.dispatch import Task
from devices.recordings.figures import peak_memory
from devices.recordings.files import duration
from devices.recordings.fingerprint import fingerprint
from devices.recordings.plan import Plan, Played, RecordingPlayer
from devices.recordings.results import Result

_LOADING = 120.0
"""Seconds in which engines are loaded on the slowest machine."""


def played(player: RecordingPlayer, plan: Plan, task: Task, slot: int) -> Played:
    """Play a recording.

    Args:
        player: plays it.
        plan: what it was made from.
        task: the recording.
        slot: which of those that play at once.

    Raises:
        AisleError: if no other recording can be played either.
    """
    wall, cpu = time.perf_counter() - player.loading, time.process_time() - player.loading_cpu
    outcome = _outcome(player, task.recording)
    wall = time.perf_counter() - player.loading - wall
    cpu = time.process_time() - player.loading_cpu - cpu
    if isinstance(outcome, Result):
        mark = fingerprint(plan, task.recording)
        took = {"wall_seconds": round(wall, 4), "cpu_seconds": round(cpu, 4), "fingerprint": mark}
        outcome = outcome.model_copy(update=took)
    return Played(outcome=outcome, index=task.index, process=slot, wall=wall, cpu=cpu, memory=peak_memory())


def limit(plan: Plan, recording: Recording, *, loaded: bool) -> float:
    """How many seconds playing a recording may take.

    Args:
        plan: says how many besides its length.
        recording: what is played.
        loaded: the engines are there already.
    """
    return (0 if loaded else _LOADING) + plan.longest + 4 * _length(plan, recording)


def _length(plan: Plan, recording: Recording) -> float:
    """How long a recording is, in seconds; 0 where only playing it can tell."""
    if recording.kind is not Kind.SOUND:
        return 0
    return recording.condition.stretch * duration(recording.path, plan.raw)


def _outcome(player: RecordingPlayer, recording: Recording) -> Result | Problem:
    try:
        return player.play(recording)
    except AisleError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one recording, and is told
        return Problem(recording.name, _fault(error))


def _fault(error: Exception) -> str:
    """Where in the program something is wrong; what the error says may be what was said."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}, line {place.lineno}"
    return f"Playing it failed: {type(error).__name__} in {where}."
