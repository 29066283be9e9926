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
        self._wanted = wanted
        self._baseline = None if wanted.baseline is None else read_report(wanted.baseline)
        self._journal: Journal | None = None

    def earlier(self, plan: "Plan", recordings: Sequence[Recording]) -> "list[Played]":
        """What is known from an earlier run; call before entering."""
        if not self._wanted.resume or self._wanted.json is None:
            return []
        from devices.recordings.resume import earlier

        return earlier(self._wanted.json, plan, recordings)

    def __enter__(self) -> Self:
        from devices.recordings.resume import Journal

        if self._wanted.json is not None and str(self._wanted.json) != "-":
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
        for change in _updates(recordings, report):
            if change.changes:
                console.print(change.shown(), soft_wrap=True)
                change.write()
            for left in change.left:
                console.print(Text(f"{change.file}: {left}", style="yellow"), soft_wrap=True)


def _updates(recordings: Iterable[Recording], report: Report) -> Iterator[Update]:
    """What changes in each scenario and in each corpus's index."""
    results = {each.key: each for each in report.results}
    of_index: defaultdict[Path, list[Result]] = defaultdict(list)
    for recording in recordings:
        result = results.get(recording.key)
        if result is None or recording.condition.steps or recording.repetition > 1:
            continue
        if recording.index is not None:
            of_index[recording.index].append(result)
        elif recording.kind is Kind.SCENARIO:
            yield updated(load(recording.path), result.steps)
    for index, found in of_index.items():
        yield updated_index(index, found)
