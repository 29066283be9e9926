"""Where a person is in a script: pure state."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from devices.recordings.capture.script import Sentence
from devices.recordings.index import Entry


class Session:
    """Leads through a script, past the sentences that are recorded.

    Args:
        sentences: the script.
        recorded: what is recorded, in this order; a sentence that the script has twice is to be there twice.
    """

    def __init__(self, sentences: Sequence[Sentence], recorded: Iterable[Entry] = ()) -> None:
        self._sentences = sentences
        self._files = _found(sentences, recorded)
        self._at = 0
        self._forward()

    @property
    def sentence(self) -> Sentence | None:
        """What is to be said now; None at the end."""
        return self._sentences[self._at] if self._at < self.size else None

    @property
    def file(self) -> str | None:
        """Where the present sentence is recorded; None where it is not."""
        return self._files[self._at]

    @property
    def number(self) -> int:
        """The present sentence's place in the script, from 1."""
        return self._at + 1

    @property
    def size(self) -> int:
        """How many sentences there are."""
        return len(self._sentences)

    @property
    def recorded(self) -> int:
        """How many of them are recorded."""
        return self.size - self._files.count(None)

    def keep(self, file: str) -> None:
        """The present sentence is recorded in a file: on to the next that is not."""
        self._files[self._at] = file
        self._forward()

    def skip(self) -> None:
        """On to the next that is not recorded; the present one is left as it is."""
        self._at += 1
        self._forward()

    def back(self) -> bool:
        """To the sentence before, recorded or not; False at the first."""
        if self._at == 0:
            return False
        self._at -= 1
        return True

    def _forward(self) -> None:
        while self._at < self.size and self._files[self._at] is not None:
            self._at += 1


def _found(sentences: Sequence[Sentence], recorded: Iterable[Entry]) -> list[str | None]:
    files: defaultdict[str, list[str]] = defaultdict(list)
    for entry in recorded:
        files[entry.text or ""].append(entry.audio)
    return [files[each.text].pop(0) if files[each.text] else None for each in sentences]
