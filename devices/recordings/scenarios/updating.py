"""Rewriting expectations to what came about, after somebody has seen the difference."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import UnusableInputError, unwritten
from devices.recordings.expectation import Expectation, ExpectedReply
from devices.recordings.judging import is_reply
from devices.recordings.outcome import Result, Step
from devices.recordings.scenarios.document import Place, at, parse, read_text, told
from devices.recordings.scenarios.model import Loaded
from devices.recordings.scenarios.rewriting import rewritten, with_value
from devices.recordings.scenarios.wording import wanted
from devices.recordings.writing import replacing

if TYPE_CHECKING:
    from rich.text import Text

_TURN = re.compile(r"turn (\d+)\b")
_LARGEST_INDEX = 1_000_000_000
"""Bytes."""
_STYLES = ((", ", ": ", False), (", ", ": ", True), (",", ":", False), (",", ":", True))
"""How lines of JSON are written: between items, behind keys, other letters escaped; the first is ours."""


@dataclass(frozen=True, slots=True)
class Update:
    """A file as it is, and as it would be."""

    file: Path
    before: str
    after: str
    left: tuple[str, ...] = ()
    """Expectations that did not hold and stay as they are, each with its reason, as sentences."""

    @property
    def changes(self) -> bool:
        """There is something to write."""
        return self.before != self.after

    @property
    def difference(self) -> str:
        """What would change, as a unified diff."""
        names = str(self.file), f"{self.file} (updated)"
        lines = unified_diff(_lines(self.before), _lines(self.after), *names)
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)

    def shown(self) -> "Text":
        """The difference, coloured."""
        from rich.text import Text

        styles = {"+": "green", "-": "red", "@": "cyan"}
        shown = Text()
        for line in _lines(self.difference):
            shown.append(line, "bold" if line.startswith(("+++", "---")) else styles.get(line[:1], ""))
        return shown

    def write(self) -> None:
        """Write the file; others see it as it was or as it is, nothing between.

        Raises:
            UnusableInputError: if the file is no longer what it was.
            StorageError: if it cannot be written.
        """
        if read_text(self.file, _LARGEST_INDEX) != self.before:
            raise UnusableInputError(
                f"{self.file} has been changed meanwhile, and was not updated.", "Play it again."
            )
        try:
            with replacing(self.file) as part:
                part.write_bytes(self.after.encode())
        except OSError as error:
            raise unwritten(str(self.file), error) from error


def updated(loaded: Loaded, steps: Iterable[Step]) -> Update:
    """A scenario with the expectations that did not hold rewritten to what came about; nothing else changes.

    Args:
        loaded: the scenario.
        steps: what came of it.

    Raises:
        UnusableInputError: if the file can no longer be read.
    """
    before = read_text(loaded.file)
    mark = "\ufeff" if before.startswith("\ufeff") else ""
    text = before.removeprefix(mark)
    left: list[str] = []
    for step in steps:
        place = _expectation(step.name)
        for name in _failed(step.verdicts):
            changed = _in_yaml(text, loaded.file, (*place, name), step.observed.get(name))
            where, there = told((*place, name)), getattr(step.expect, name, None)
            left += _left(where, name, there, step.observed, changed=changed is not None)
            text = text if changed is None else changed
    return Update(loaded.file, before, mark + text, tuple(left))


def updated_index(index: Path, results: Iterable[Result]) -> Update:
    """The index of a corpus with the expectations that did not hold rewritten to what came about.

    Lines of which all holds stay as they are, byte for byte. Where a recording was played several times, what
    counts is the first time that it was played as it is; what noise makes of it is none of the corpus's.

    Args:
        index: the file.
        results: what came of its recordings; others are passed over.

    Raises:
        UnusableInputError: if the file can no longer be read.
    """
    before = read_text(index, _LARGEST_INDEX)
    plain = {
        result.audio: result for result in results if result.repetition == 1 and not result.condition.steps
    }
    lines: list[str] = []
    left: list[str] = []
    for number, line in enumerate(_lines(before), start=1):
        entry = _entry(line)
        result = None if entry is None else _of(plain, index, entry["audio"])
        if entry is None or result is None:
            lines.append(line)
            continue
        changes = {
            name: _in_entry(entry, name, result.observed.get(name)) for name in _failed(result.verdicts)
        }
        for name, value in changes.items():
            where, there = f"line {number}, expect, {name}", getattr(result.expect, name, None)
            left += _left(where, name, there, result.observed, changed=value is not None)
        lines.append(_rewritten_line(line, entry, {k: v for k, v in changes.items() if v is not None}))
    return Update(index, before, "".join(lines), tuple(left))


def _failed(verdicts: Mapping[str, bool]) -> Iterator[str]:
    return (name for name, right in verdicts.items() if not right)


def _left(
    where: str, name: str, expected: Any, observed: Mapping[str, Any], *, changed: bool
) -> Iterator[str]:
    """What of an expectation that did not hold still does not.

    Args:
        where: it stands.
        name: of the field.
        expected: as it was.
        observed: what came about, by fields.
        changed: it was rewritten, as far as that can be.
    """
    still = list(_unsaid(expected, observed)) if name == "reply" else []
    yield from (f"{where}, {key}: what a reply must hold is for somebody to decide." for key in still)
    if changed or still:
        return
    if name not in Expectation.model_fields:
        yield f"{where.removesuffix(name).rstrip(', ')}: it did not have its moment, or not come to its end."
    elif name == "within":
        yield f"{where}: a limit of time is for somebody to decide."
    elif name in observed:
        yield f"{where}: it cannot be rewritten where it stands."
    else:
        yield f"{where}: there was nothing that could be expected instead."


def _unsaid(expected: Any, observed: Mapping[str, Any]) -> Iterator[str]:
    """The conditions of a reply's words that do not hold of what was said, which nobody can rewrite."""
    said = observed.get("reply")
    if isinstance(expected, ExpectedReply) and isinstance(said, Mapping):
        key, text = said["key"], said["text"]
        if not is_reply(ExpectedReply(pattern=expected.pattern), key, text):
            yield "pattern"
        if not is_reply(ExpectedReply(mentions=expected.mentions), key, text):
            yield "mentions"


# --- scenarios


def _expectation(step: str) -> Place:
    """Where the file holds what was expected in a step."""
    turn = _TURN.match(step)
    return ("turns", int(turn[1]) - 1, "expect") if turn else ("expect",)


def _in_yaml(text: str, file: Path, place: Place, found: Any) -> str | None:
    """The text with another expectation; None where there is none to write, or no way to write it there."""
    data = parse(text, file).data
    there = at(data, place)
    value = None if there is None or found is None else wanted(str(place[-1]), there, found)
    if value is None or value == there:
        return None
    after = rewritten(text, file, place, value)
    if after is None or parse(after, file).data != with_value(data, place, value):
        return None
    return after


# --- corpora


def _lines(text: str) -> list[str]:
    """With their ends; a corpus's lines end with line feeds only, whatever else stands in its texts."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    is_entry = isinstance(entry, dict) and isinstance(entry.get("audio"), str)
    return entry if is_entry and isinstance(entry.get("expect"), dict) else None


def _of(results: Mapping[str, Result], index: Path, audio: str) -> Result | None:
    """A line's result, by the name of its file or, where that is not the only one, by its whole path."""
    with suppress(OSError, ValueError):
        paths = index.parent / audio, (index.parent / audio).resolve()
        return next((results[name] for name in (audio, *map(str, paths)) if name in results), None)
    return None


def _in_entry(entry: Mapping[str, Any], name: str, found: Any) -> Any:
    there = entry["expect"].get(name)
    value = None if there is None or found is None else wanted(name, there, found)
    return None if value == there else value


def _rewritten_line(line: str, entry: dict[str, Any], changes: Mapping[str, Any]) -> str:
    if not changes:
        return line
    mark = "\ufeff" if line.startswith("\ufeff") else ""
    body = line.removeprefix(mark).strip()
    style = next((style for style in _STYLES if _json(entry, style) == body), _STYLES[0])
    # The keys keep their order.
    expect = {name: changes.get(name, value) for name, value in entry["expect"].items()}
    return line.replace(body, _json({**entry, "expect": expect}, style), 1)


def _json(entry: Mapping[str, Any], style: tuple[str, str, bool]) -> str:
    mark, colon, ascii_only = style
    return json.dumps(entry, separators=(mark, colon), ensure_ascii=ascii_only)
