"""`aisle record`: what makes a take good, scripts, and where takes go."""

from pathlib import Path

import numpy as np
import pytest

from assistant.audio import FRAME_SAMPLES, SAMPLE_RATE, frames
from assistant.errors import StorageError, UnusableInputError
from devices.recordings import files
from devices.recordings.capture.archive import Archive
from devices.recordings.capture.quality import Fault, checked
from devices.recordings.capture.script import Sentence, read_script
from devices.recordings.capture.session import Session
from devices.recordings.capture.take import MARGIN, Take, Taking
from devices.recordings.corpus import gather
from devices.recordings.expectation import Expectation
from takes import LOUD, SCRIPT, Loudness, lines, script, silence, speech


def spoken(level: float = LOUD, noise: float = 0.0003, *, seconds: float = 1.0) -> Take:
    """A take with a second of quiet around the speech."""
    pcm = silence(1, noise) + speech(seconds, level) + silence(1, noise)
    return Take(pcm, (1.0, 1.0 + seconds))


def followed(pcm: bytes) -> tuple[Taking, float]:
    """A taking that has heard sound until it was over, and the seconds that it has heard."""
    taking, activity, heard = Taking(), Loudness(), 0
    for frame in frames(pcm):
        taking.hear(frame, activity.feed(frame))
        heard += FRAME_SAMPLES
        if taking.over:
            break
    return taking, heard / SAMPLE_RATE


# --- a take


def test_a_take_is_over_a_second_after_the_speech() -> None:
    taking, heard = followed(silence(1) + speech(1.5) + silence(0.8) + speech(0.5) + silence(5))
    assert taking.over
    assert heard == pytest.approx(4.8, abs=0.05)
    begin, end = taking.take().speech or (0, 0)
    assert begin == pytest.approx(1, abs=0.15)
    assert end == pytest.approx(3.8, abs=0.03)


def test_nobody_is_waited_for_for_ever() -> None:
    taking, heard = followed(silence(20))
    assert heard == pytest.approx(10, abs=0.05)
    assert taking.take().speech is None


def test_who_never_ends_is_cut() -> None:
    taking, heard = followed(speech(40))
    assert heard == pytest.approx(30, abs=0.05)
    assert Fault.END_CUT in checked(taking.take(), 1).faults


def test_what_is_before_and_after_the_speech_is_cut_off_but_for_a_little() -> None:
    take = spoken().trimmed()
    assert take.seconds == pytest.approx(1 + 2 * MARGIN)
    assert take.speech == (MARGIN, MARGIN + 1)
    assert Take(silence(1)).trimmed() == Take(silence(1))
    assert Take(silence(1), (0.1, 0.9)).trimmed() == Take(silence(1), (0.1, 0.9))


def test_a_good_take_has_no_faults_and_its_levels_are_told() -> None:
    quality = checked(spoken(), 3)
    assert quality.faults == ()
    assert quality.level == pytest.approx(-23, abs=0.1)
    assert quality.peak == pytest.approx(-20, abs=0.1)
    assert quality.floor == pytest.approx(-70.5, abs=1)
    assert quality.clipped == 0


@pytest.mark.parametrize(
    ("take", "fault"),
    [
        (spoken(3.0), Fault.CLIPPED),
        (spoken(0.002, 0.0001), Fault.SOFT),
        (spoken(0.05, 0.02), Fault.NOISY),
        (spoken(seconds=0.3), Fault.SHORT),
        (Take(speech(1) + silence(1), (0.0, 1.0)), Fault.BEGIN_CUT),
        (Take(silence(1) + speech(1), (1.0, 2.0)), Fault.END_CUT),
        (Take(silence(1)), Fault.NOBODY),
        (Take(bytes(32_000)), Fault.DEAD),
        (Take(b""), Fault.DEAD),
        (Take(spoken().pcm, (1.0, 2.0), lost=3), Fault.LOST),
    ],
)
def test_what_is_wrong_with_a_take_is_found(take: Take, fault: Fault) -> None:
    assert checked(take, 5).faults == (fault,)


def test_a_microphone_with_a_constant_voltage_is_not_noisy() -> None:
    wave = np.frombuffer(spoken().pcm, "<i2").astype(int) + 3_000
    assert checked(Take(wave.astype("<i2").tobytes(), (1.0, 2.0)), 3).faults == ()


# --- a script


def test_a_script_is_a_sentence_a_line_with_what_is_expected_after_a_tab(tmp_path: Path) -> None:
    text = '\ufeffAdd  two eggs.\r\n\n# Not said.\n Yes.\t{"intent": "Yes"}\nAñade leche.\t\n'
    assert read_script(script(tmp_path, text)) == [
        Sentence("Add two eggs."),
        Sentence("Yes.", Expectation(intent="Yes")),
        Sentence("Añade leche."),
    ]


def test_the_texts_of_another_corpus_are_a_script(tmp_path: Path) -> None:
    lines = '{"audio": "a.wav", "text": "Yes.", "expect": {"intent": "Yes"}, "speech": [0, 1]}\n'
    path = script(tmp_path, lines, "corpus.jsonl")
    assert read_script(path) == [Sentence("Yes.", Expectation(intent="Yes"))]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        ("\n# nothing\n", "holds no sentences"),
        ("Yes.\n...\n", "line 2: There are no words in it"),
        ('Yes.\t{"intent"', "line 1: It is no valid JSON"),
        ('Yes.\t{"intnt": "Yes"}', 'line 1: There is no key "intnt"; did you mean "intent"'),
        ('\t{"intent": "Yes"}', "line 1: There are no words in it"),
        (b"Yes.\n\xff\n", "line 2: It is no text in UTF-8"),
        (b"a" * 2_000_000, "line 1: It is no text in UTF-8, or far too long"),
    ],
)
def test_a_script_that_cannot_be_used_is_told_with_the_line(
    tmp_path: Path, text: str | bytes, reason: str
) -> None:
    with pytest.raises(UnusableInputError, match=reason):
        read_script(script(tmp_path, text))


def test_a_corpus_without_texts_is_no_script(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="line 1: There are no words"):
        read_script(script(tmp_path, '{"audio": "a.wav"}', "corpus.jsonl"))


# --- where takes go


def test_a_take_becomes_a_file_named_by_its_words_and_a_line(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "new" / "corpus", SCRIPT)
    assert [archive.keep(sentence, spoken().trimmed()) for sentence in SCRIPT] == [
        "add-two-eggs.flac",
        "yes.flac",
        "yes_2.flac",
    ]
    assert sorted(path.name for path in archive.folder.iterdir()) == [
        "add-two-eggs.flac",
        "corpus.jsonl",
        "yes.flac",
        "yes_2.flac",
    ]
    assert lines(archive.folder)[1] == {
        "audio": "yes.flac",
        "text": "Yes.",
        "expect": {"intent": "Yes"},
        "speech": [0.4, 1.4],
    }
    recording = files.read(archive.folder / "yes.flac")
    assert (recording.pcm, recording.sample_rate, recording.channels) == (spoken().trimmed().pcm, 16_000, 1)
    assert Session(SCRIPT, Archive(archive.folder, SCRIPT).recorded()).sentence is None


def test_a_new_take_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    archive = Archive(tmp_path, SCRIPT)
    for sentence in SCRIPT[:2]:
        archive.keep(sentence, spoken())
    archive.keep(SCRIPT[0], spoken(seconds=2), "add-two-eggs.flac")
    assert [each.name for each in gather([tmp_path])] == ["add-two-eggs.flac", "yes.flac"]
    assert len(lines(tmp_path)) == 2
    assert files.read(tmp_path / "add-two-eggs.flac").seconds == pytest.approx(4)


def test_lines_of_others_are_left_as_they_are(tmp_path: Path) -> None:
    before = '{"audio":  "old.wav", "text": "Old."}\nbroken\n{"audio": "yes.flac", "note": 1}\n'
    (tmp_path / "corpus.jsonl").write_text(before)
    Archive(tmp_path, SCRIPT).keep(SCRIPT[0], spoken())
    assert (tmp_path / "corpus.jsonl").read_text().startswith(before)


def test_an_empty_index_is_begun(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").touch()
    Archive(tmp_path, SCRIPT).keep(SCRIPT[0], spoken())
    assert len(lines(tmp_path)) == 1


def test_a_take_whose_line_was_not_written_is_found_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path, SCRIPT)
    archive.keep(SCRIPT[1], spoken())
    archive.keep(SCRIPT[0], spoken())
    (tmp_path / "corpus.jsonl").write_text('{"audio": "add-two-eggs.flac", "text": "Add two eggs."}\n')
    (tmp_path / "stray.flac").write_bytes((tmp_path / "yes.flac").read_bytes())
    (tmp_path / ".yes.flac.part").write_bytes(b"half")
    archive = Archive(tmp_path, SCRIPT)
    assert [entry.audio for entry in archive.recorded()] == ["add-two-eggs.flac", "yes.flac"]
    assert lines(tmp_path)[1] == {"audio": "yes.flac", "text": "Yes.", "expect": {"intent": "Yes"}}
    assert not (tmp_path / ".yes.flac.part").exists()


def test_a_folder_of_named_recordings_becomes_a_corpus_with_all_of_them(tmp_path: Path) -> None:
    for name, level in (("oov-sing.wav", 0.1), ("no-thanks.wav", 0.2), ("yes.wav", 0.3)):
        files.write_wav(tmp_path / name, speech(1, level))
    archive = Archive(tmp_path, SCRIPT)
    assert [entry.text for entry in archive.recorded()] == ["no thanks", "Yes."]
    assert {"audio": "oov-sing.wav", "expect": {"rejected": True}} in lines(tmp_path)


def test_a_recording_that_was_removed_is_to_be_made_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path, SCRIPT)
    archive.keep(SCRIPT[0], spoken())
    (tmp_path / "add-two-eggs.flac").unlink()
    assert Session(SCRIPT, Archive(tmp_path, SCRIPT).recorded()).number == 1


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnusableInputError, match="is a file, not a folder"):
        Archive(tmp_path / "file", SCRIPT)
    with pytest.raises(StorageError, match="Not a directory"):
        Archive(tmp_path / "file" / "below", SCRIPT)


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    archive = Archive(tmp_path, SCRIPT)
    archive.keep(SCRIPT[0], spoken())
    before = (tmp_path / "add-two-eggs.flac").read_bytes()
    (tmp_path / ".add-two-eggs.flac.part").mkdir()  # Not even root writes there.
    with pytest.raises(StorageError, match="cannot be written"):
        archive.keep(SCRIPT[0], spoken(), "add-two-eggs.flac")
    assert (tmp_path / "add-two-eggs.flac").read_bytes() == before
    assert len(lines(tmp_path)) == 1
