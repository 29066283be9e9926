"""What `aisle replay` writes besides what it shows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.text import Text

from assistant.errors import SettingsError
from devices.recordings.baseline import Comparison, compare, read_report
from devices.recordings.conditions.steps import Condition
from devices.recordings.corpus import Kind, Recording
from devices.recordings.report.junit import junit
from devices.recordings.results import Report, Result
from devices.recordings.scenarios.loading import load
from devices.recordings.scenarios.updating import Update, updated, updated_index
from devices.recordings.tables import print_comparison
from devices.recordings.writing import write_text

if TYPE_CHECKING:
    from devices.recordings.plan import Plan, Played
    from devices.recordings.resume import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be written; None for what is not."""

    json: Path | None = None
    junit: Path | None = None
    report: Path | None = None
    """The folder of the page."""
    baseline: Path | None = None
    """The older report to compare with."""
    update: bool = False
    """Rewrite what was expected and did not come about."""
    resume: bool = False
    """Keep what `json` holds already."""

    @property
    def to_stdout(self) -> bool:
        """Something is to be written to the standard output, where nothing else may be then."""
        return "-" in {str(self.json), str(self.junit)}


class Outputs:
    """Writes what is wanted; a context manager, in which each result is written down as it comes.

    Args:
        wanted: what.

    Raises:
        SettingsError: if it cannot be done together.
        UnusableInputError: if the baseline is no report.
        StorageError: if the results cannot be written down.
    """

    def __init__(self, wanted: Wanted) -> None:
        if wanted.resume and (wanted.json is None or wanted.to_stdout):
            raise SettingsError(
                "--resume does not say what to go on from.", "Name the file of the earlier run with --json."
            )
        if str(wanted.json) == str(wanted.junit) == "-":
            raise SettingsError(
                "--json and --junit cannot both be written to the standard output.",
                "Name a file for one of them.",
            )
        self._wanted = wanted
        self._baseline = None if wanted.baseline is None else read_report(wanted.baseline)
        self._journal: Journal | None = None

    @property
    def can_be_resumed(self) -> bool:
        """There is a file to go on from."""
        return self._wanted.json is not None and str(self._wanted.json) != "-"

    def check(self, conditions: Iterable[Condition], recordings: Iterable[Recording]) -> None:
        """Make sure that what is wanted can come of these recordings, and overwrites none of them.

        Args:
            conditions: how they are heard.
            recordings: what is played.

        Raises:
            SettingsError: if not.
        """
        inputs = {
            path.resolve() for each in recordings for path in (each.path, each.index) if path is not None
        }
        for file in (self._wanted.json, self._wanted.junit):
            if file is not None and file.resolve() in inputs:
                raise SettingsError(
                    f"{file} is to be played, and would be overwritten.", "Name another file."
                )
        if self._wanted.update and any(condition.steps for condition in conditions):
            raise SettingsError(
                "--update writes down what comes of recordings as they are, not under other conditions.",
                "Leave out --noise and the like, or --update.",
            )

    def earlier(self, console: Console, plan: "Plan", recordings: Sequence[Recording]) -> "list[Played]":
        """What is known from an earlier run, and tell how much; call before entering.

        Args:
            console: where to tell.
            plan: how it is played now.
            recordings: what is to be played now.

        Raises:
            UnusableInputError: if there is a file that is no report.
        """
        if not self._wanted.resume or self._wanted.json is None:
            return []
        from devices.recordings.resume import earlier

        kept = earlier(self._wanted.json, plan, recordings)
        left = len(recordings) - len(kept)
        console.print(
            f"{len(kept)} of {self._wanted.json} are kept, {left} are to be played.", soft_wrap=True
        )
        return kept

    def __enter__(self) -> Self:
        from devices.recordings.resume import Journal

        if self._wanted.json is not None and self.can_be_resumed:
            self._journal = Journal(self._wanted.json, resume=self._wanted.resume)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._journal is not None:
            self._journal.__exit__(kind, error, trace)

    def add(self, played: "Played") -> None:
        """Write a result down, so that it is not lost if this process is killed."""
        if self._journal is not None:
            self._journal.add(played)

    def write(self, console: Console, report: Report) -> Comparison | None:
        """Write the reports, and tell where they are.

        Args:
            console: where to tell.
            report: what came of all.

        Returns:
            What got better and worse, where there is a baseline.
        """
        wanted = self._wanted
        if wanted.json is not None:
            write_text(wanted.json, report.model_dump_json(indent=2))
        if self._journal is not None:
            self._journal.replaced()
        if wanted.junit is not None:
            write_text(wanted.junit, junit(report))
        if wanted.report is not None:
            from devices.recordings.report.page import write_page

            page = write_page(wanted.report, report)
            console.print(Text(f"The report is {page}"), soft_wrap=True)
        if self._baseline is None:
            return None
        comparison = compare(self._baseline, report)
        print_comparison(console, comparison)
        return comparison

    def update(self, console: Console, recordings: Iterable[Recording], report: Report) -> None:
        """Show and rewrite the expectations that did not hold, where that is wanted.

        Args:
            console: where to show the differences.
            recordings: that were played.
            report: what came of them.
        """
        if not self._wanted.update:
            return
        results = {each.key: each for each in report.results if each.repetition == 1}
        played = [(each, results[each.key]) for each in recordings if each.key in results]
        changes = list(_updates(played))
        for change in changes:
            if change.changes:
                console.print(change.shown(), soft_wrap=True)
                change.write()
            for left in change.left:
                _tell(console, f"{change.file}: {left}")
        nowhere = [each.name for each, found in played if found.accepted is False and not _is_updated(each)]
        if nowhere:
            _tell(console, _unwritten(nowhere))
        elif not any(change.changes or change.left for change in changes):
            _tell(console, "Nothing was updated: nothing came about otherwise than it is expected.")


def _is_updated(recording: Recording) -> bool:
    """What is expected of it stands in a file that can be rewritten."""
    return recording.index is not None or recording.kind is Kind.SCENARIO


def _updates(played: Iterable[tuple[Recording, Result]]) -> Iterator[Update]:
    """What changes in each scenario and in each corpus's index."""
    of_index: defaultdict[Path, list[Result]] = defaultdict(list)
    for recording, result in played:
        if recording.index is not None:
            of_index[recording.index].append(result)
        elif recording.kind is Kind.SCENARIO:
            yield updated(load(recording.path), result.steps)
    for index, found in of_index.items():
        yield updated_index(index, found)


def _unwritten(names: Sequence[str]) -> str:
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return (
        f"{names[0]}{others} did otherwise than is expected, which stands in no file that could be updated:"
        " a trace is what a device did, and a folder expects by its name."
    )


def _tell(console: Console, told: str) -> None:
    console.print(Text(told, style="yellow"), soft_wrap=True)
