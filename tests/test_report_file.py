"""The report's page as a file, and what is kept for it of each recording."""

import json
import re
import tracemalloc
from pathlib import Path

import pytest

from assistant.audio import SAMPLE_RATE
from assistant.errors import StorageError
from devices.recordings.report.kept import Outline, outline_file, outline_of, sound_file
from devices.recordings.report.media import PAIRS, write_media
from devices.recordings.report.page import write_page
from devices.recordings.results import report
from reported import few, folder_of, keep, outcome, tone, trace


def kept_of(folder: Path, recording_id: str) -> Outline:
    outline = outline_of(folder, recording_id)
    assert outline is not None
    return outline


# --- what is kept of a recording


def test_both_voices_are_heard_where_they_spoke(tmp_path: Path) -> None:
    import soundfile

    keep(tmp_path, found := outcome("a.wav"))
    sound, rate = soundfile.read(sound_file(tmp_path, found.id))
    level = [float(abs(sound[at : at + rate // 2]).max()) for at in range(0, len(sound), rate // 2)]
    assert (rate, len(sound)) == (SAMPLE_RATE, 6 * SAMPLE_RATE)
    assert [round(each, 1) > 0.1 for each in level] == [
        False,
        False,
        *[True] * 4,
        False,
        *[True] * 3,
        *[False] * 2,
    ]


def test_an_outline_has_the_same_size_for_any_length_and_shows_who_spoke_when(tmp_path: Path) -> None:
    keep(tmp_path, found := outcome("a.wav"))
    outline = kept_of(tmp_path, found.id)
    person, assistant = outline["person"], outline["assistant"]
    assert (outline["seconds"], len(person), len(assistant)) == (6.0, 2 * PAIRS, 2 * PAIRS)
    spoken = [at for at in range(PAIRS) if person[2 * at + 1] > 8]
    assert min(spoken) / 100 == pytest.approx(1.2, abs=0.05)
    assert max(spoken) / 100 == pytest.approx(3, abs=0.05)
    assert min(person) < -20
    assert max(person) > 20
    assert outline["events"] == [event.model_dump(mode="json") for event in trace(found.text, found.reply)]


def test_a_voice_that_is_never_heard_has_no_outline_and_no_sound_at_all_no_file(tmp_path: Path) -> None:
    write_media(tmp_path, "quiet", tone(1, 0.1, 0.5), b"", [])
    write_media(tmp_path, "empty", b"", b"", [])
    assert kept_of(tmp_path, "quiet")["assistant"] == []
    assert not sound_file(tmp_path, "empty").exists()
    assert kept_of(tmp_path, "empty")["person"] == []


def test_sound_that_is_shorter_than_an_outline_is_drawn_too(tmp_path: Path) -> None:
    write_media(tmp_path, "short", tone(0.01, 0, 0.01), bytes(64), [])
    assert 0 < len(kept_of(tmp_path, "short")["person"]) <= 2 * PAIRS


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(StorageError, match="taken"):
        write_media(tmp_path / "taken", "a", b"", b"", [])
    with pytest.raises(StorageError, match="taken"):
        write_page(tmp_path / "taken", report([], [], wall=0))


def test_an_outline_that_was_not_finished_counts_as_missing(tmp_path: Path) -> None:
    keep(tmp_path, found := outcome("a.wav"))
    file = outline_file(tmp_path, found.id)
    file.write_text(file.read_text()[:100])
    assert outline_of(tmp_path, found.id) is None
    assert write_page(tmp_path, report([found], [], wall=1)).exists()


# --- the file


def test_the_page_asks_nobody_for_anything(tmp_path: Path) -> None:
    text = folder_of(tmp_path, few(), few().results[:2]).read_text(encoding="utf-8")
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", text))
    assert addresses == {"http://www.w3.org/2000/svg"}  # a name, not a place
    assert re.findall(r"<(?:script|img|iframe|audio)[^>]*\ssrc=", text) == []
    assert re.findall(r"url\(|@import", text) == []


def test_the_same_report_gives_the_same_page(tmp_path: Path) -> None:
    pages = [folder_of(tmp_path / name, few(), few().results[:2]).read_bytes() for name in ("one", "two")]
    assert pages[0] == pages[1]


def test_much_sound_stays_beside_the_page(tmp_path: Path) -> None:
    found = few()
    within = folder_of(tmp_path, found, found.results[:2]).stat().st_size
    beside = folder_of(tmp_path, found, largest=10_000).stat().st_size
    sounds = sum(file.stat().st_size for file in (tmp_path / "media").glob("*.mp3"))
    assert within - beside == pytest.approx(sounds * 4 / 3, rel=0.05)


def test_writing_a_page_takes_little_memory(tmp_path: Path) -> None:
    found = report([outcome(f"{number}.wav", number) for number in range(40)], [], wall=1)
    keep(tmp_path, found.results[0])
    file = outline_file(tmp_path, found.results[0].id)
    long = json.loads(file.read_text())
    long["events"] = [{"kind": "heard", "at": 0, "text": "word " * 40_000, "confidence": 1}]
    for result in found.results:
        outline_file(tmp_path, result.id).write_text(json.dumps(long))
    tracemalloc.start()
    write_page(tmp_path, found)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4_000_000 < 40 * file.stat().st_size
