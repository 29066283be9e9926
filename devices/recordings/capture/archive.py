"""The corpus that is being recorded: FLAC files named by their words, and the index."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import UnusableInputError, unwritten
from devices.recordings.capture.script import Sentence
from devices.recordings.capture.take import Take
from devices.recordings.corpus import Kind, Recording, gather
from devices.recordings.files import write_flac
from devices.recordings.index import INDEX, Entry, entries, lines
from devices.recordings.naming import name_of, words

_SUFFIX = ".flac"


class Archive:
    """A corpus's folder. Every take is there for good, file and line, as soon as it is kept.

    Lines of the index that are not about a recorded sentence are left as they are, broken ones too.
    Recordings that lie in the folder and are named by their words are taken into the index: those of the
    script, as an interruption may have left them there, and where there is no index yet, all.

    Args:
        folder: made where there is none.
        script: the sentences that are to be recorded.

    Raises:
        StorageError: if the folder cannot be made or written.
        UnusableInputError: if there is a file in its place, or its index cannot be read.
    """

    def __init__(self, folder: Path, script: list[Sentence]) -> None:
        self.folder = folder
        self._index = folder / INDEX
        with _storing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for left in filter(Path.is_file, folder.glob(".*.part")):
                left.unlink()
        self._adopt(script)

    def recorded(self) -> list[Entry]:
        """The recordings that are there, with the words of each."""
        return [entry for entry in self._entries() if entry.text and (self.folder / entry.audio).is_file()]

    def keep(self, sentence: Sentence, take: Take, replacing: str | None = None) -> str:
        """Write a take.

        Args:
            sentence: what is said in it.
            take: the sound.
            replacing: the file of an earlier take, whose place it takes.

        Returns:
            The file's name.

        Raises:
            StorageError: if it cannot be written; what was there is there still.
        """
        audio = replacing or self._free(sentence)
        with self._replaced(self.folder / audio) as part:
            write_flac(part, take.pcm)
        self._note(Entry(audio=audio, text=sentence.text, expect=sentence.expect, speech=take.speech))
        return audio

    def _free(self, sentence: Sentence) -> str:
        taken = {Path(entry.audio).stem for entry in self._entries()}
        taken |= {file.stem for file in self.folder.iterdir()}
        return name_of(sentence.text, taken) + _SUFFIX

    @property
    def _begun(self) -> bool:
        """There is an index with something in it."""
        return self._index.exists() and self._index.stat().st_size > 0

    def _entries(self) -> list[Entry]:
        return [entry for _, entry in self._lines() if entry is not None]

    def _note(self, *noted: Entry) -> None:
        """Put lines into the index, each in the place of the one about the same file."""
        new = {entry.audio: entry for entry in noted}
        kept: list[bytes] = []
        for line, entry in self._lines():
            replacing = new.pop(entry.audio, None) if entry is not None else None
            kept.append(line if replacing is None else _line(replacing))
        kept += map(_line, new.values())
        with self._replaced(self._index) as part, part.open("wb") as file:
            file.write(b"".join(line + b"\n" for line in kept))

    def _lines(self) -> Iterator[tuple[bytes, Entry | None]]:
        """The index's lines, and what each says where it is not broken."""
        if not self._begun:
            return
        found = dict(entries(self._index))
        for number, line in lines(self._index):
            if line is None:
                raise UnusableInputError(
                    f"{self._index}, line {number}, is too long to be kept.",
                    "Remove it, or name another folder.",
                )
            entry = found[number]
            yield line, entry if isinstance(entry, Entry) else None

    def _adopt(self, script: list[Sentence]) -> None:
        wanted = {name_of(sentence.text): sentence for sentence in reversed(script)}
        left = self._unlisted() if self._begun else self._all()
        adopted = [_worded(entry, wanted.get(name_of(entry.text)) if entry.text else None) for entry in left]
        if self._begun:
            adopted = [entry for entry in adopted if entry.text in {each.text for each in script}]
        if adopted:
            self._note(*adopted)

    def _all(self) -> list[Entry]:
        """All that a replay of the folder would have played."""
        found = [each for each in gather([self.folder]) if isinstance(each, Recording)]
        return [
            Entry(audio=each.name, text=each.text, expect=each.expect)
            for each in found
            if each.kind is Kind.SOUND
        ]

    def _unlisted(self) -> list[Entry]:
        known = {entry.audio for entry in self._entries()}
        there = sorted(file for file in self.folder.glob(f"[!.]*{_SUFFIX}") if file.name not in known)
        return [Entry(audio=file.name, text=words(file.stem)) for file in there]

    @contextmanager
    def _replaced(self, file: Path) -> Iterator[Path]:
        """A file beside another, which takes its place at the end: whole, or not at all."""
        part = file.with_name(f".{file.name}.part")
        with _storing(file):
            yield part
            _flush(part)
            part.replace(file)
            _flush(file.parent)


def _worded(entry: Entry, sentence: Sentence | None) -> Entry:
    """The entry with the script's own words, where it is about one of its sentences."""
    if sentence is None:
        return entry
    return entry.model_copy(update={"text": sentence.text, "expect": sentence.expect})


def _line(entry: Entry) -> bytes:
    return entry.model_dump_json(exclude_defaults=True).encode()


def _flush(path: Path) -> None:
    """Wait until the disk has it, for the power may fail."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _storing(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise UnusableInputError(f"{path} is a file, not a folder.", "Name a folder.") from error
    except OSError as error:
        raise unwritten(str(path), error) from error
