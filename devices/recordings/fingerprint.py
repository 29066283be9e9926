"""What a result was made from, in a few letters: who finds the same again may keep the result."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from devices.recordings.corpus import Recording
from devices.recordings.parts import noises, parts
from devices.recordings.plan import Plan

PACKAGE = "aisle-voice"
"""As which this program is installed."""
_NO_MATTER = {"data_dir", "sound"}
"""Settings that lead to no other result: folders and sound cards."""
_NAME = re.compile(r"[\w.-]+")


def fingerprint(plan: Plan, recording: Recording) -> str:
    """The same for the same sound, expectation, condition, settings, versions; empty if it cannot be read."""
    digest = hashlib.sha256(repr((_made_with(plan), _described(recording))).encode())
    steady = noises(recording.condition)
    try:
        for path in parts(recording):
            digest.update(_steady_content(path) if path in steady else _content(path))
    except OSError:
        return ""
    return digest.hexdigest()[:20]


def _made_with(plan: Plan) -> tuple[object, ...]:
    # Secrets are written as stars.
    settings = plan.settings.model_dump_json(exclude=_NO_MATTER)
    return settings, plan.activation.value, str(plan.raw), _versions()


def _described(recording: Recording) -> tuple[object, ...]:
    told = recording.expect.model_dump_json(), recording.condition.model_dump_json()
    return recording.key, recording.kind.value, recording.text, recording.speech, *told


def _content(path: Path) -> bytes:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").digest()


@cache
def _steady_content(path: Path) -> bytes:
    return _content(path)


@cache
def _versions() -> tuple[str, ...]:
    """Of this program and of all that it needs: another engine may hear other words."""
    return tuple(_installed())


def _installed() -> Iterator[str]:
    for requirement in (PACKAGE, *_required()):
        name = _NAME.match(requirement)
        try:
            yield f"{requirement} {version(name[0])}" if name else requirement
        except PackageNotFoundError:
            yield requirement


def _required() -> list[str]:
    try:
        return requires(PACKAGE) or []
    except PackageNotFoundError:
        return []
