"""Going on with a run that was broken off."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.errors import UnusableInputError
from assistant.settings import Household, Settings, Shop
from devices.recordings.activation import Activation
from devices.recordings.conditions.steps import Condition, Gain, Noise
from devices.recordings.corpus import Kind, Problem, Recording
from devices.recordings.expectation import Expectation
from devices.recordings.fingerprint import fingerprint
from devices.recordings.plan import EARLIER, Plan, Played
from devices.recordings.report.kept import outline_file
from devices.recordings.results import result
from devices.recordings.resume import Journal, earlier, journal_of
from devices.recordings.stopwatch import Stopwatch
from devices.recordings.traces import trace_file
from devices.recordings.workers import summed_up


@pytest.fixture
def plan() -> Plan:
    return Plan(settings=Settings(store=Shop(name="coffee")))


@pytest.fixture
def recordings(tmp_path: Path) -> list[Recording]:
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(name.encode())
    return [Recording(name, tmp_path / name) for name in ("a", "b", "c")]


def done(plan: Plan, recording: Recording, index: int, process: int = 0) -> Played:
    outcome = result(recording, 2.0, Stopwatch()).model_copy(
        update={"wall_seconds": 1.5, "cpu_seconds": 2.5, "fingerprint": fingerprint(plan, recording)}
    )
    return Played(outcome=outcome, index=index, process=process, wall=1.5, cpu=2.5, memory=100)


def killed(file: Path, plan: Plan, *recordings: Recording) -> None:
    """A run that was killed after it had played these."""
    with Journal(file) as journal:
        for index, recording in enumerate(recordings):
            journal.add(done(plan, recording, index))


def kept(file: Path, plan: Plan, recordings: list[Recording]) -> list[int]:
    return [each.index for each in earlier(file, plan, recordings)]


# --- what is written down as it goes


def test_what_a_killed_run_has_played_is_kept(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    file = tmp_path / "out.json"
    killed(file, plan, *recordings[:2])
    assert earlier(file, plan, recordings) == [
        done(plan, each, index, EARLIER) for index, each in enumerate(recordings[:2])
    ]


def test_a_journal_is_gone_when_the_report_is_written(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    file = tmp_path / "out.json"
    with Journal(file) as journal:
        journal.add(done(plan, recordings[0], 0))
        assert journal_of(file).stat().st_mode & 0o777 == 0o600
        journal.replaced()
    assert not journal_of(file).exists()


def test_a_line_that_was_cut_off_is_played_again_and_the_next_run_adds_to_what_there_is(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    file = tmp_path / "out.json"
    killed(file, plan, *recordings[:2])
    whole = journal_of(file).read_bytes()
    journal_of(file).write_bytes(whole[:-40])
    assert kept(file, plan, recordings) == [0]
    with Journal(file, resume=True) as journal:
        journal.add(done(plan, recordings[2], 2))
    assert kept(file, plan, recordings) == [0, 2]


def test_a_run_that_does_not_resume_begins_anew(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    file = tmp_path / "out.json"
    killed(file, plan, *recordings)
    with Journal(file):
        pass
    assert kept(file, plan, recordings) == []


def test_a_problem_is_looked_at_again(tmp_path: Path, plan: Plan, recordings: list[Recording]) -> None:
    file = tmp_path / "out.json"
    with Journal(file) as journal:
        journal.add(Played(outcome=Problem("a", "It is empty."), index=0, process=0))
    assert kept(file, plan, recordings) == []


# --- a report


def test_what_an_interrupted_run_has_reported_is_kept_with_its_times(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    file = tmp_path / "out.json"
    before = summed_up([done(plan, recordings[0], 0), done(plan, recordings[2], 1)], [], interrupted=True)
    file.write_text(before.model_dump_json())
    found = earlier(file, plan, recordings)
    assert [each.index for each in found] == [0, 2]
    after = summed_up([*found, done(plan, recordings[1], 1)], [])
    assert [each.audio for each in after.results] == ["a", "b", "c"]
    assert (after.wall_seconds, after.cpu_seconds, after.peak_memory_mb) == (4.5, 7.5, 100)
    assert not after.interrupted


def test_a_report_that_was_being_written_when_the_run_was_killed_is_in_the_journal(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    file = tmp_path / "out.json"
    killed(file, plan, *recordings)
    file.write_text('{"version": 2, "results": [{"id": ')
    assert kept(file, plan, recordings) == [0, 1, 2]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"results": 7}', "7", '{"results": [', "\0"])
def test_a_file_that_is_no_report_is_told(
    tmp_path: Path, plan: Plan, recordings: list[Recording], text: str
) -> None:
    file = tmp_path / "out.json"
    file.write_text(text)
    with pytest.raises(UnusableInputError, match=r"out.json is no report of `aisle replay`.*--json"):
        earlier(file, plan, recordings)


def test_results_of_another_version_are_played_again(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    file = tmp_path / "out.json"
    file.write_text(json.dumps({"version": 1, "results": [{"audio": "a", "accepted": True}]}))
    assert kept(file, plan, recordings) == []


def test_without_an_earlier_run_everything_is_played(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    assert kept(tmp_path / "out.json", plan, recordings) == []


# --- what has changed is played again


def test_a_recording_that_has_changed_is_played_again(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    file = tmp_path / "out.json"
    killed(file, plan, *recordings)
    recordings[0].path.write_bytes(b"other")
    recordings[2].path.unlink()
    assert kept(file, plan, recordings) == [1]


def test_another_expectation_or_condition_is_played_again(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    file = tmp_path / "out.json"
    killed(file, plan, *recordings)
    recordings[0] = replace(recordings[0], expect=Expectation(intent="Help"))
    recordings[1] = replace(recordings[1], condition=Condition(steps=(Gain(db=3),)))
    assert kept(file, plan, recordings) == [2]


@pytest.mark.parametrize(
    "changed",
    [
        {"activation": Activation.BUTTON},
        {"settings": Settings(store=Shop(name="market"))},
        {"settings": Settings.model_validate({"store": {"name": "coffee"}, "wake": {"sure": 0.9}})},
    ],
)
def test_another_way_of_playing_is_played_again(
    tmp_path: Path, plan: Plan, recordings: list[Recording], changed: dict[str, object]
) -> None:
    file = tmp_path / "out.json"
    killed(file, plan, *recordings)
    assert kept(file, plan.model_copy(update=changed), recordings) == []


def test_where_the_data_lies_and_how_many_may_wait_does_not_matter(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    file = tmp_path / "out.json"
    killed(file, plan, *recordings)
    elsewhere = plan.settings.model_copy(update={"data_dir": tmp_path})
    assert kept(file, plan.model_copy(update={"settings": elsewhere, "longest": 7}), recordings) == [0, 1, 2]


def test_the_noise_that_is_mixed_in_and_the_files_of_a_scenario_count_as_content(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    scenario = tmp_path / "scene.yaml"
    scenario.write_text("turns:\n  - recording: a\n  - typed: hello\n")
    scene = Recording("scene.yaml", scenario, Kind.SCENARIO)
    noisy = replace(recordings[0], condition=Condition(steps=(Noise(file=tmp_path / "b", snr=6),)))
    before = fingerprint(plan, scene)
    assert fingerprint(plan, noisy) not in {"", fingerprint(plan, recordings[0])}
    (tmp_path / "a").write_bytes(b"other")
    assert fingerprint(plan, scene) not in {"", before}


def test_a_fingerprint_is_made_without_secrets(plan: Plan, recordings: list[Recording]) -> None:
    household = Household.model_validate({"address": "1 Main Street", "payment": "tok_1"})
    other = household.model_copy(update={"payment": SecretStr("tok_2")})
    marks = {
        fingerprint(plan.model_copy(update={"settings": Settings(household=each)}), recordings[0])
        for each in (household, other)
    }
    assert len(marks) == 1


def test_a_result_whose_trace_or_sound_is_wanted_and_not_there_is_played_again(
    tmp_path: Path, plan: Plan, recordings: list[Recording]
) -> None:
    file = tmp_path / "out.json"
    killed(file, plan, *recordings)
    traces, folder = tmp_path / "traces", tmp_path / "report"
    outline = outline_file(folder, recordings[1].id)
    outline.parent.mkdir(parents=True)
    traces.mkdir()
    trace_file(traces, recordings[0]).touch()
    trace_file(traces, recordings[1]).touch()
    outline.touch()
    assert kept(file, plan.model_copy(update={"trace": traces}), recordings) == [0, 1]
    assert kept(file, plan.model_copy(update={"trace": traces, "media": folder}), recordings) == [1]


def test_traces_of_different_conditions_do_not_meet(tmp_path: Path) -> None:
    plain = Recording("../clips/a.flac", tmp_path / "a.flac")
    loud = replace(plain, condition=Condition(steps=(Gain(db=3),)))
    again = replace(plain, repetition=2)
    assert trace_file(tmp_path, plain) == tmp_path / "clips" / "a.flac.jsonl"
    assert len({trace_file(tmp_path, each) for each in (plain, loud, again)}) == 3
    assert trace_file(tmp_path, Recording("/far/b.wav", Path("/far/b.wav"))).parent == tmp_path / "far"
