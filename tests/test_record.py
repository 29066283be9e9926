"""`aisle record`: the way through a script, a whole session, keys and screen."""

import asyncio
import io
import os
import pty
import select
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import soundfile
from rich.console import Console

import pulse
from assistant.audio import SAMPLE_RATE, Frame, frames
from assistant.errors import MissingPartError, UnusableInputError
from commands import PROGRAM, aisle, environment
from devices.recordings import files
from devices.recordings.capture.archive import Archive
from devices.recordings.capture.keyboard import keyboard
from devices.recordings.capture.quality import Fault, Quality
from devices.recordings.capture.recorder import Recorder
from devices.recordings.capture.script import Sentence
from devices.recordings.capture.session import Session
from devices.recordings.capture.take import MARGIN
from devices.recordings.capture.terminal import TerminalPrompter
from devices.recordings.corpus import Recording, gather
from devices.recordings.index import Entry
from repository import ROOT
from takes import SCRIPT, Loudness, lines, script, silence, speech

# --- the way through it


def test_a_session_leads_past_what_is_recorded() -> None:
    session = Session(SCRIPT, [Entry(audio="yes.flac", text="Yes.")])
    assert (session.number, session.recorded) == (1, 1)
    session.keep("a.flac")
    assert (session.number, session.recorded, session.file) == (3, 2, None)
    assert session.back()
    assert (session.sentence, session.file) == (SCRIPT[1], "yes.flac")
    session.skip()
    assert session.number == 3
    session.skip()
    assert (session.sentence, session.recorded) == (None, 2)


def test_there_is_nothing_before_the_first_sentence() -> None:
    assert not Session(SCRIPT).back()


# --- a whole session


class FakeMicrophone:
    """Gives the sounds that were laid ready, one each time that it is opened; then it is quiet."""

    def __init__(self, *sounds: bytes | MissingPartError) -> None:
        self._sounds = list(sounds)
        self.overruns = 0
        self.on = False

    @contextmanager
    def __call__(self) -> Iterator["FakeMicrophone"]:
        self.on = True
        yield self
        self.on = False

    async def __aiter__(self) -> AsyncIterator[Frame]:
        said = self._sounds.pop(0)
        if isinstance(said, MissingPartError):
            raise said
        for frame in frames(said + bytes(30 * 2 * SAMPLE_RATE)):
            await asyncio.sleep(0)
            yield frame


class FakeKeys:
    """Lines that are typed when they are asked for; and some at once, while something is recorded."""

    def __init__(self, *typed: str, meanwhile: Sequence[str | None] = ()) -> None:
        self._typed = list(typed)
        self._meanwhile = list(meanwhile)

    async def line(self) -> str:
        return self._typed.pop(0)

    def pressed(self) -> str | None:
        return self._meanwhile.pop(0) if self._meanwhile else None


GOOD = silence(0.5) + speech(1.2) + silence(2)
LONGER = silence(0.5) + speech(2) + silence(2)
CUT = speech(1.2) + silence(2)


def recorded(
    folder: Path, keys: FakeKeys, *sounds: bytes | MissingPartError, script: Sequence[Sentence] = SCRIPT
) -> tuple[Session, str]:
    """A session with a person who types and speaks, and what they saw."""
    out = io.StringIO()
    archive = Archive(folder, list(script))
    session = Session(script, archive.recorded())
    microphone = FakeMicrophone(*sounds)
    recorder = Recorder(
        session=session,
        archive=archive,
        microphone=microphone,
        activity=Loudness(),
        keys=keys,
        prompter=TerminalPrompter(Console(file=out, width=200)),
    )
    asyncio.run(recorder.run())
    assert not microphone.on
    return session, out.getvalue()


def test_a_script_is_recorded_sentence_by_sentence(tmp_path: Path) -> None:
    session, shown = recorded(tmp_path, FakeKeys("", "", ""), GOOD, silence(1) + GOOD, LONGER)
    assert session.recorded == 3
    assert [each.text for each in gather([tmp_path]) if isinstance(each, Recording)][:2] == [
        "Add two eggs.",
        "Yes.",
    ]
    assert shown.splitlines()[:4] == [
        "1/3  Add two eggs.",
        "  Enter records it, s skips, b goes back, q quits.",
        "  Speak now.",
        "  ✓ add-two-eggs.flac  speech -23 dB, peak -20 dB, noise -71 dB",
    ]
    sound = files.read(tmp_path / "add-two-eggs.flac")
    assert sound.seconds == pytest.approx(1.2 + 2 * MARGIN, abs=0.15)


def test_what_is_recorded_already_is_passed_over(tmp_path: Path) -> None:
    recorded(tmp_path, FakeKeys("", "q"), GOOD)
    session, shown = recorded(tmp_path, FakeKeys("", ""), GOOD, GOOD)
    assert session.recorded == 3
    assert "Add two eggs." not in shown
    assert len(lines(tmp_path)) == 3


def test_a_bad_take_is_to_be_said_again(tmp_path: Path) -> None:
    session, shown = recorded(tmp_path, FakeKeys("", "", "q"), CUT, GOOD)
    assert session.recorded == 1
    assert "The beginning is missing. Wait a moment before you speak." in shown
    assert "Enter records it again, k keeps it as it is, s skips" in shown
    assert files.read(tmp_path / "add-two-eggs.flac").seconds > 1.9


def test_a_bad_take_may_be_kept_all_the_same(tmp_path: Path) -> None:
    session, _ = recorded(tmp_path, FakeKeys("", "k", "k", "q"), CUT)
    assert session.recorded == 1
    assert files.read(tmp_path / "add-two-eggs.flac").seconds == pytest.approx(1.6, abs=0.1)


def test_sentences_are_skipped_and_gone_back_to(tmp_path: Path) -> None:
    keys = FakeKeys("b", "s", "", "b", "", "b", "b", "", "x", "q")
    session, shown = recorded(tmp_path, keys, GOOD, LONGER, GOOD)
    assert shown.count("That is not possible here.") == 2  # back at the first, and x
    assert "Enter records it again, s skips" in shown
    assert session.recorded == 2
    assert [path.name for path in sorted(tmp_path.glob("*.flac"))] == ["add-two-eggs.flac", "yes.flac"]
    assert files.read(tmp_path / "yes.flac").seconds > 2.7


def test_enter_ends_a_take_and_other_keys_give_it_up(tmp_path: Path) -> None:
    whole = round(2.5 / 0.02)
    keys = FakeKeys("", "", "q", meanwhile=[*[None] * 10, "s", *[None] * whole, ""])
    session, _ = recorded(tmp_path, keys, GOOD, silence(0.5) + speech(1.8) + silence(9))
    assert (session.recorded, session.number) == (1, 3)
    assert [path.name for path in tmp_path.glob("*.flac")] == ["yes.flac"]


def test_enter_in_the_middle_of_a_word_is_told(tmp_path: Path) -> None:
    _, shown = recorded(tmp_path, FakeKeys("", "q", meanwhile=[*[None] * 60, ""]), silence(0.5) + speech(9))
    assert "The end is missing." in shown


def test_nothing_is_lost_when_the_disk_is_full_for_a_while(tmp_path: Path) -> None:
    part = tmp_path / ".add-two-eggs.flac.part"
    part.mkdir(parents=True)
    (part / "full").touch()

    class Keys(FakeKeys):
        async def line(self) -> str:
            typed = await super().line()
            if typed == "room":
                (part / "full").unlink()
                part.rmdir()
            return typed

    session, shown = recorded(tmp_path, Keys("", "", "room", "q"), GOOD)
    assert shown.count("cannot be written") == 2
    assert session.recorded == 1


def test_a_microphone_that_is_gone_ends_the_session_and_leaves_what_there_is(tmp_path: Path) -> None:
    gone = MissingPartError("The microphone 'x' has stopped.", "Check that it is plugged in.")
    with pytest.raises(MissingPartError):
        recorded(tmp_path, FakeKeys("", ""), GOOD, gone)
    assert len(lines(tmp_path)) == 1


# --- keys and screen


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """The two ends of a terminal: the person's and the program's."""
    ends = pty.openpty()
    yield ends
    for end in ends:
        os.close(end)


async def test_lines_are_read_from_a_terminal_as_they_are_typed(terminal: tuple[int, int]) -> None:
    person, program = terminal
    with os.fdopen(program, closefd=False) as keys, keyboard(keys) as board:
        assert board.pressed() is None
        os.write(person, b" s \n\nb\n")
        assert [await board.line() for _ in range(3)] == ["s", "", "b"]
        os.write(person, b"\x04")
        assert await board.line() == "q"


async def test_lines_are_read_from_a_pipe_to_its_end() -> None:
    out, into = os.pipe()
    with os.fdopen(out) as keys, keyboard(keys) as board:
        os.write(into, b"s\nb")
        assert await board.line() == "s"
        os.write(into, b"\n")
        os.close(into)
        assert [await board.line() for _ in range(2)] == ["b", "q"]
        assert board.pressed() is None


async def test_without_a_keyboard_nothing_can_be_recorded(tmp_path: Path) -> None:
    (tmp_path / "keys").touch()
    with (tmp_path / "keys").open() as keys:
        for absent in (None, keys, io.StringIO()):
            with pytest.raises(UnusableInputError, match="no keyboard"), keyboard(absent):
                pass


def test_a_terminal_shows_how_loud_it_is() -> None:
    out = io.StringIO()
    prompter = TerminalPrompter(Console(file=out, force_terminal=True, width=100, color_system=None))
    with prompter.listening() as show:
        for level in (-96, -30, 0):
            show(level)
    assert "Speak now" in out.getvalue()
    assert all("█" * filled + "░" * (30 - filled) in out.getvalue() for filled in (0, 15, 30))


def test_the_share_that_is_cut_off_is_told() -> None:
    out = io.StringIO()
    TerminalPrompter(Console(file=out, width=100)).found(Quality(-3, 0, -60, 0.25, (Fault.CLIPPED,)))
    assert out.getvalue().splitlines() == [
        "  Too loud: the sound is cut off. Move back, or turn the microphone down.",
        "  speech -3 dB, peak 0 dB, noise -60 dB, 25.0% cut off",
    ]


# --- the command


def test_a_script_that_is_missing_is_told(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "record", tmp_path / "corpus", "--script", tmp_path / "none.txt")
    assert (ended.code, ended.out) == (2, "")
    assert "There is no file" in ended.err
    assert not (tmp_path / "corpus").exists()


@pytest.fixture
def sound_server() -> Iterator[pulse.PulseAudio]:
    if lacking := pulse.missing():
        pytest.skip(f"not installed: {lacking}")
    with tempfile.TemporaryDirectory() as folder, pulse.PulseAudio(Path(folder)) as server:
        yield server


def original(words: str) -> Path:
    """A sample that is named by its words."""
    return next((ROOT / "devices" / "recordings" / "samples").rglob(f"{words}.flac"))


class Seen:
    """What a program shows on a terminal."""

    def __init__(self, person: int) -> None:
        self._person = person
        self._text = ""

    def until(self, words: str) -> None:
        while words not in self._text:
            assert select.select([self._person], [], [], 30)[0], f"{words!r} is not in {self._text!r}"
            self._text += os.read(self._person, 4096).decode(errors="replace")
        self._text = self._text.split(words, 1)[1]


# A sound server runs by the clock on the wall, which a busy machine does not keep.
@pytest.mark.slow
@pytest.mark.flaky(reruns=2)
def test_a_person_records_a_corpus_at_a_terminal(
    tmp_path: Path, sound_server: pulse.PulseAudio, terminal: tuple[int, int]
) -> None:
    person, program = terminal
    said = script(tmp_path, 'Make that three.\nYes.\t{"intent": "Yes"}\n')
    arguments = [*PROGRAM, "record", str(tmp_path / "corpus"), "--script", str(said)]
    variables = os.environ | environment(tmp_path) | sound_server.environment
    process = os.posix_spawn(
        arguments[0],
        arguments,
        variables,
        file_actions=[(os.POSIX_SPAWN_DUP2, program, number) for number in (0, 1, 2)],
    )
    seen = Seen(person)
    for words in ("make-that-three", "yes"):
        seen.until("q quits.")
        os.write(person, b"\n")
        seen.until("Speak now")
        sound_server.say(silence(0.5) + files.read(original(words)).pcm + silence(0.5))
        seen.until("✓")
    seen.until("2 of 2 sentences are recorded")
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    found = [each for each in gather([tmp_path / "corpus"]) if isinstance(each, Recording)]
    assert [(each.name, each.text, each.expect.intent) for each in found] == [
        ("make-that-three.flac", "Make that three.", None),
        ("yes.flac", "Yes.", "Yes"),
    ]
    for each in found:
        assert soundfile.info(each.path).samplerate == SAMPLE_RATE
        spoken_at, ended_at = each.speech or (0, 0)
        assert 0.2 < ended_at - spoken_at <= files.read(original(each.path.stem)).seconds + 0.2
