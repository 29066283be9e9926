"""Recordings sent to machines that do not have their files, and what comes back."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import unwritten
from devices.recordings.conditions.steps import Condition, Noise, Step
from devices.recordings.corpus import Problem, Recording
from devices.recordings.fingerprint import fingerprint
from devices.recordings.parts import noises, parts
from devices.recordings.plan import Plan, Played
from devices.recordings.results import Result

Files = Mapping[str, bytes]
"""What files hold, by their names."""
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Returned:
    """What came of a recording that was played elsewhere."""

    played: Played
    root: str
    """The folder that stood for the root of all folders there."""
    written: Files
    """Traces and sounds, by their place in the folder of those that are wanted."""


def packed(paths: Iterable[Path]) -> Files:
    """Files as they are sent; without those that cannot be read, as whoever plays them tells why.

    Raises:
        OSError: if the first of them is there and cannot be read.
    """
    found = {}
    for number, path in enumerate(paths):
        try:
            found[os.path.abspath(path)] = path.read_bytes()  # noqa: PTH100 - links are left as they are
        except FileNotFoundError:
            continue
        except OSError:
            if not number:
                raise
    return found


def all_noises(recordings: Iterable[Recording]) -> list[Path]:
    """The noises that are mixed into any of the recordings: they are sent once."""
    return list(dict.fromkeys(path for each in recordings for path in noises(each.condition)))


def own_parts(recording: Recording) -> list[Path]:
    """What is sent with a recording: all but the noises."""
    mixed_in = noises(recording.condition)
    return [path for path in parts(recording) if path not in mixed_in]


def unpack(files: Files, root: Path) -> list[Path]:
    """Write files below a folder.

    Raises:
        StorageError: if they cannot be written.
    """
    made = [below(root, Path(name)) for name in files]
    for path, content in zip(made, files.values(), strict=True):
        write(path, content)
    return made


def below(root: Path, path: Path) -> Path:
    """Where a file lies for whom a folder stands for the root of all folders."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - links are left as they are
    return root / whole.relative_to(whole.anchor)


def write(path: Path, content: bytes) -> None:
    """Write a file that nobody else may read, with the folders around it.

    Raises:
        StorageError: if it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE), "wb") as file:
            file.write(content)
    except OSError as error:
        raise unwritten(str(path), error) from error


def elsewhere(recording: Recording, root: Path) -> Recording:
    """A recording whose files lie below a folder."""
    steps = tuple(_elsewhere(step, root) for step in recording.condition.steps)
    condition = Condition(steps=steps, seed=recording.condition.seed)
    return replace(recording, path=below(root, recording.path), condition=condition)


def _elsewhere(step: Step, root: Path) -> Step:
    return step.model_copy(update={"file": below(root, step.file)}) if isinstance(step, Noise) else step


def brought_home(plan: Plan, recording: Recording, returned: Returned) -> Played:
    """What came of it, as if it had been played here; its trace and sounds are written here.

    Raises:
        StorageError: if they cannot be written.
    """
    for name, content in returned.written.items():
        wanted, _, rest = name.partition("/")
        folder = {"trace": plan.trace, "media": plan.media}[wanted]
        assert folder is not None
        write(folder / rest, content)
    return returned.played.model_copy(update={"outcome": _at_home(plan, recording, returned)})


def _at_home(plan: Plan, recording: Recording, returned: Returned) -> Result | Problem:
    outcome = returned.played.outcome
    if isinstance(outcome, Result):
        mark = fingerprint(plan, recording)
        return outcome.model_copy(update={"condition": recording.condition, "fingerprint": mark})
    there = str(below(Path(returned.root), recording.path))
    reason = outcome.reason.replace(there, str(recording.path)).replace(returned.root, "")
    return replace(outcome, reason=reason)
