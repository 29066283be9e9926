"""Lists of phrases kept on disk, as it takes seconds to find every way of saying 50,000 names."""

import json
from collections.abc import Mapping
from pathlib import Path

from intents.disk_cache import DiskCache
from intents.phrases import Phrases

_MOST_KEPT = 4
"""Catalogues."""
_SEPARATOR = "\n\f\n"
PhraseLists = Mapping[str, tuple[Phrases, ...]]


class PhraseCache:
    """A folder with the phrases of the catalogues that were used last.

    Args:
        folder: made where there is none. One that cannot be used is as good as none.
    """

    def __init__(self, folder: Path) -> None:
        self._cache = DiskCache(folder, ".phrases", _MOST_KEPT)

    def load(self, digest: str) -> PhraseLists | None:
        """What was kept for a catalogue; None where nothing was, or it is damaged."""
        content = self._cache.load(digest)
        if content is None:
            return None
        names, *texts = content.decode("ascii").split(_SEPARATOR)
        return {name: (Phrases.of_text(text),) for name, text in zip(json.loads(names), texts, strict=True)}

    def keep(self, digest: str, lists: PhraseLists) -> None:
        """Keep a catalogue's phrases: all or nothing, whoever writes at the same time."""
        texts = [those[0].text for those in lists.values()]
        self._cache.keep(digest, _SEPARATOR.join((json.dumps(list(lists)), *texts)).encode("ascii"))
