"""A report against an older one: what got better, what got worse, and whether it is more than chance."""

import io
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from rich.console import Console

from assistant.errors import UnusableInputError
from devices.recordings.baseline import Comparison, compare, read_report
from devices.recordings.conditions.steps import Condition, Noise
from devices.recordings.corpus import Problem, Recording
from devices.recordings.expectation import Expectation
from devices.recordings.results import Report, Result, report, result
from devices.recordings.stopwatch import Exchange, Latency, Stopwatch
from devices.recordings.tables import print_comparison

CLEAN = Condition()
NOISY = Condition(steps=(Noise(file=Path("kitchen.flac"), snr=6),))


def played(
    name: str,
    right: bool | None,
    condition: Condition = CLEAN,
    repetition: int = 1,
) -> Result:
    expect = Expectation() if right is None else Expectation(intent="Yes" if right else "No")
    recording = Recording(name, Path(name), expect=expect, condition=condition, repetition=repetition)
    watch = Stopwatch()
    watch.turns.append(Exchange(text="Yes.", intent="Yes", latency=Latency(silence=500, sound=700)))
    return result(recording, 2.0, watch)


def run(*results: Result) -> Report:
    return report(results, [], wall=1)


def names(changes: Iterable[object]) -> list[str]:
    return [str(getattr(change, "audio", change)) for change in changes]


def printed(comparison: Comparison) -> str:
    out = io.StringIO()
    print_comparison(Console(file=out, width=150), comparison)
    return out.getvalue()


def test_what_got_better_and_worse_is_found_again_by_name() -> None:
    before = run(played("a", True), played("b", False), played("c", True), played("d", False))
    after = run(played("d", False), played("c", True), played("b", True), played("a", False))
    found = compare(before, after)
    assert (names(found.better), names(found.worse), found.compared) == (["b"], ["a"], 4)
    assert "No" in found.worse[0].why
    assert "No" in found.better[0].why
    assert (found.p, found.worse_beyond_chance) == (1, False)


def test_what_is_in_one_report_only_or_was_not_judged_is_not_compared() -> None:
    before = run(played("a", True), played("gone", True), played("free", None))
    after = run(played("a", True), played("new", False), played("free", False))
    found = compare(before, after)
    assert (found.only_before, found.only_after, found.compared) == (("gone",), ("new",), 1)
    assert (found.better, found.worse) == ((), ())


def test_conditions_are_compared_each_with_its_own() -> None:
    before = run(played("a", True), played("a", True, NOISY))
    found = compare(before, run(played("a", True), played("a", False, NOISY)))
    assert [(change.audio, change.condition) for change in found.worse] == [("a", "kitchen.flac at 6 dB")]
    assert (found.compared, found.recordings_worse, found.recordings_better) == (1, 1, 0)
    assert compare(before, run(played("a", True))).only_before == ("a: kitchen.flac at 6 dB",)


def test_nothing_in_common_is_no_comparison() -> None:
    before, after = run(played("in/a.wav", True)), run(played("a.wav", True))
    with pytest.raises(
        UnusableInputError, match=r"no recording in common .* has in/a\.wav, .* run has a\.wav\."
    ):
        compare(before, after)
    with pytest.raises(UnusableInputError, match=r"run has a\.wav: kitchen\.flac at 6 dB\."):
        compare(after, run(played("a.wav", True, NOISY)))
    with pytest.raises(UnusableInputError, match="it has none, this run has a"):
        compare(run(), after)
    # Where nothing was played, that is told by itself.
    assert compare(before, run()).compared == 0


def test_of_many_that_are_in_one_report_only_the_first_are_told() -> None:
    many = [played(f"clip {number}", True) for number in range(302)]
    told = printed(compare(run(played("a", True), *many), run(played("a", True), many[0])))
    assert "301 only in the older report: clip 1, clip 2, clip 3 and 298 more" in told
    assert "clip 4" not in told


def test_repetitions_of_a_recording_count_as_one() -> None:
    before = run(*(played("a", True, repetition=time) for time in range(1, 11)))
    after = run(*(played("a", time > 7, repetition=time) for time in range(1, 11)))
    found = compare(before, after)
    assert (names(found.worse), found.compared, found.p) == (["a"], 1, 1)
    assert not found.worse_beyond_chance


def test_conditions_of_a_recording_are_not_independent() -> None:
    noises = [Condition(steps=(Noise(file=Path("kitchen.flac"), snr=snr),)) for snr in range(8)]
    before = run(
        *(played("a", True, noise) for noise in noises), *(played("b", False, each) for each in noises)
    )
    after = run(*(played("a", False, noise) for noise in noises), played("b", False, noises[0]))
    found = compare(before, after)
    assert (len(found.worse), found.recordings_worse, found.p) == (8, 1, 1)
    assert not found.worse_beyond_chance
    assert "2 recordings, 0 better, 1 worse: worse, which may be chance" in printed(found)


def test_better_under_one_condition_and_worse_under_another_is_neither() -> None:
    before = run(played("a", True), played("a", False, NOISY))
    found = compare(before, run(played("a", False), played("a", True, NOISY)))
    assert (names(found.better), names(found.worse)) == (["a"], ["a"])
    assert (found.recordings_better, found.recordings_worse) == (0, 0)


def test_what_was_accepted_and_can_no_longer_be_played_got_worse() -> None:
    before = run(played("a", True), played("b", False), played("c", None))
    problems = [Problem(name, "It is empty.") for name in "abc"]
    after = report([], problems, wall=1)
    found = compare(before, after)
    assert [(change.audio, change.why) for change in found.worse] == [("a", "It is empty.")]
    assert (found.compared, found.better, found.only_before) == (2, (), ("c",))
    found = compare(after, before)
    assert (names(found.better), found.worse, found.only_after) == (["a"], (), ("c",))


@pytest.mark.parametrize(
    ("lost", "won", "beyond"), [(5, 0, False), (6, 0, True), (0, 9, False), (9, 2, False)]
)
def test_worse_beyond_chance_takes_more_than_a_few(lost: int, won: int, beyond: bool) -> None:
    worse, better = [f"lost {each}" for each in range(lost)], [f"won {each}" for each in range(won)]
    before = run(*(played(name, True) for name in worse), *(played(name, False) for name in better))
    after = run(*(played(name, False) for name in worse), *(played(name, True) for name in better))
    assert compare(before, after).worse_beyond_chance is beyond


def test_figures_of_both_reports_stand_beside_each_other() -> None:
    found = compare(run(played("a", True), played("b", False)), run(played("a", True), played("b", True)))
    movements = {each.name: (each.before, each.after) for each in found.figures}
    assert movements["command_acceptance"] == (0.5, 1)
    assert movements["latency_ms.p50"] == (700, 700)
    assert "word_error_rate" not in movements


def test_a_report_does_not_differ_from_itself() -> None:
    one = run(played("a", True), played("b", False))
    found = compare(one, one)
    assert (found.better, found.worse, found.only_before, found.only_after, found.p) == ((), (), (), (), 1)


def test_the_comparison_is_told_by_name_and_in_a_sentence() -> None:
    lost = [f"lost {each}" for each in range(6)]
    before = run(*(played(name, True) for name in lost), played("gone", True), played("b", False))
    after = run(*(played(name, False) for name in lost), played("new", True), played("b", True))
    told = printed(compare(before, after))
    assert all(f"worse | {name} | The intent" in told for name in lost)
    assert "better | b" in told
    assert "1 only in the older report: gone" in told
    assert "1 only in this one: new" in told
    assert "7 recordings, 1 better, 6 worse: worse, which may be chance" in told
    assert "p = 0.125" in told
    told = printed(compare(run(*(played(name, True) for name in lost)), after))
    assert "worse beyond chance" in told


# --- reading


def test_a_report_is_read_back(tmp_path: Path) -> None:
    written, file = run(played("a", True)), tmp_path / "old.json"
    file.write_text(written.model_dump_json(), encoding="utf-8")
    assert read_report(file) == written


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("RIFF\0\xff", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "no report"),
        ('{"version": 2}', "no report"),
        ('{"version": 1, "results": []}', "another version"),
        ('{"results": []}', "another version"),
        ('{"version": 2, "results": [{"audio": "a secret"}]}', "does not fit"),
    ],
)
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "old.json"
    file.write_text(text, encoding="latin-1")
    with pytest.raises(UnusableInputError, match=reason) as refused:
        read_report(file)
    assert str(file) in str(refused.value)
    assert "--json" in refused.value.fix
    assert "secret" not in str(refused.value)


def test_a_report_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="cannot be read"):
        read_report(tmp_path / "none.json")
    with pytest.raises(UnusableInputError, match="cannot be read"):
        read_report(tmp_path)


def test_a_damaged_report_names_what_does_not_fit(tmp_path: Path) -> None:
    found = json.loads(run(played("a", True)).model_dump_json())
    found["results"][0]["seconds"] = "long"
    (tmp_path / "old.json").write_text(json.dumps(found), encoding="utf-8")
    with pytest.raises(UnusableInputError, match=r"results\.0\.seconds"):
        read_report(tmp_path / "old.json")
