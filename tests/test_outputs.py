"""What `aisle replay` writes, and what it is told that it cannot."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from assistant.errors import SettingsError
from devices.cli.outputs import Outputs, Wanted
from devices.cli.replay import _show
from devices.recordings.conditions.steps import Condition, Gain
from devices.recordings.corpus import Kind, Recording
from devices.recordings.expectation import Expectation
from devices.recordings.outcome import Result, result
from devices.recordings.results import report
from devices.recordings.stopwatch import Stopwatch


def recording(name: str, kind: Kind = Kind.SOUND, *, rejected: bool = True) -> Recording:
    """One that nothing comes of."""
    return Recording(name, Path(name), kind, expect=Expectation(rejected=rejected))


def told(recordings: list[Recording]) -> str:
    """What is said of an update of what came of these."""
    results = [result(each, 1, Stopwatch()) for each in recordings]
    console = Console(file=io.StringIO(), width=200)
    Outputs(Wanted(update=True)).update(console, recordings, report(results, [], wall=1))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_two_reports_do_not_go_to_the_standard_output_at_once() -> None:
    dash = Path("-")
    with pytest.raises(SettingsError, match="Name a file for one of them"):
        Outputs(Wanted(json=dash, junit=dash))
    assert Outputs(Wanted(json=dash, junit=Path("out.xml")))
    assert Outputs(Wanted())


def test_what_noise_makes_of_recordings_is_not_written_into_their_corpus() -> None:
    noisy = (Condition(), Condition(steps=(Gain(db=-6),)))
    with pytest.raises(SettingsError, match=r"--update .* not under other conditions"):
        Outputs(Wanted(update=True)).check(noisy, [])
    Outputs(Wanted(update=True)).check((Condition(),), [])
    Outputs(Wanted()).check(noisy, [])


def test_an_update_says_what_stands_in_no_file_that_it_could_write() -> None:
    recordings = [recording("a.wav", rejected=False), recording("b.jsonl", Kind.TRACE, rejected=False)]
    assert "a.wav and 1 more did otherwise" in told(recordings)
    assert "no file that could be updated" in told(recordings)


def test_an_update_of_what_came_about_says_that_there_was_nothing_to_do() -> None:
    assert "Nothing was updated" in told([recording("a.wav")])
    assert "Nothing was updated" in told([])


@pytest.mark.parametrize(("count", "shown"), [(50, True), (51, False)])
def test_so_many_results_that_nobody_reads_them_are_no_table(count: int, shown: bool) -> None:
    results: list[Result] = [result(recording(f"{number}.wav"), 1, Stopwatch()) for number in range(count)]
    console = Console(file=io.StringIO(), width=120, force_terminal=True)
    _show(console, report(results, [], wall=1))
    assert isinstance(console.file, io.StringIO)
    assert ("Recording" in console.file.getvalue().split("recordings")[0]) is shown
