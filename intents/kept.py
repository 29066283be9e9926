"""What is read from this package's own files, kept on disk: reading it anew takes seconds at each start."""

import pickle
import sys
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

import platformdirs

from intents.disk_cache import DiskCache

_MOST_KEPT = 12
"""Things: three for each of two languages, and those of the version before."""
_SOURCES = (".py", ".yaml")
Made = TypeVar("Made")


def kept(name: str, make: Callable[[], Made]) -> Made:
    """What was made at an earlier start from the same files by the same Python, or else what is made now.

    It is kept as a pickle in the user's own cache, which is trusted as much as Python's compiled modules are.

    Args:
        name: tells it apart from other things that are kept: "templates en".
        make: makes it of this package's files and nothing else.
    """
    store = DiskCache(platformdirs.user_cache_path("aisle") / "intents", ".pickle", _MOST_KEPT)
    digest = sha256(f"{name} {_digest()}".encode()).hexdigest()
    content = store.load(digest)
    if content is not None:
        found: Made = pickle.loads(content)  # noqa: S301 - ours, see above
        return found
    made = make()
    store.keep(digest, pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    return made


@cache
def _digest() -> str:
    """Of all that decides what is made: Python, hassil, and every file of this package."""
    digest = sha256(f"{sys.version} {version('hassil')}".encode())
    for file in _files(files("intents")):
        content = file.read_bytes()
        digest.update(f"{file.name} {len(content)} ".encode() + content)
    return digest.hexdigest()


def _files(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_dir():
            found += _files(each)
        elif each.name.endswith(_SOURCES):
            found.append(each)
    return found
