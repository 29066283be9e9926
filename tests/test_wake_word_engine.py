"""The wake word engine, on speech that is made here and on people's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from hibari import Hibari

from assistant.audio import frames
from assistant.errors import MissingPartError, SettingsError
from assistant.ports import Detection
from assistant.speech.micro_wake_word import MicroWakeWord

ALEXA = Path(__file__).parents[2] / "shared" / "data" / "wake" / "alexa"
PAUSE = bytes(16_000)
SENTENCES = {
    "alexa": "Alexa, add two cartons of oat milk to my cart.",
    "hey jarvis": "Hey Jarvis, what is in my cart?",
    "okay nabu": "Okay Nabu, check out, please.",
    "hey mycroft": "Hey Mycroft, where is my order?",
}


@pytest.fixture(scope="module")
def say() -> Callable[[str], bytes]:
    voice = Hibari()

    def spoken(text: str) -> bytes:
        sound = soxr.resample(np.asarray(voice(text, seed=0), np.float64), 24_000, 16_000)
        return PAUSE + bytes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes()) + PAUSE

    return spoken


def hear(engine: MicroWakeWord, pcm: bytes, start: int = 0) -> list[Detection]:
    heard = (engine.feed(frame) for frame in frames(pcm, start))
    return [detection for detection in heard if detection is not None]


@pytest.mark.parametrize("phrase", SENTENCES)
def test_each_phrase_is_heard_in_its_own_sentence_and_in_no_other(
    phrase: str, say: Callable[[str], bytes]
) -> None:
    heard = {said: hear(MicroWakeWord({"phrase": phrase}), say(text)) for said, text in SENTENCES.items()}
    assert [said for said, detections in heard.items() if detections] == [phrase]
    assert {detection.phrase for detection in heard[phrase]} == {phrase}


def test_alexa_is_the_word_unless_another_is_chosen_and_is_heard_surely(say: Callable[[str], bytes]) -> None:
    engine = MicroWakeWord({})
    detections = hear(engine, say(SENTENCES["alexa"]))
    assert engine.phrase == "alexa"
    assert max(detection.score for detection in detections) > 0.97
    assert all(0 <= detection.score <= 1 for detection in detections)


def test_a_detection_is_at_the_end_of_its_frame(say: Callable[[str], bytes]) -> None:
    pcm = say(SENTENCES["alexa"])
    early, late = (hear(MicroWakeWord({}), pcm, start) for start in (0, 320_000))
    assert [detection.at for detection in late] == [detection.at + 320_000 for detection in early]
    assert all(detection.at % 320 == 0 for detection in early)
    # Half a second of silence, and the word at the start of the sentence.
    assert 8_000 < early[0].at < 8_000 + 24_000


def test_nothing_is_reported_below_the_score_asked_for(say: Callable[[str], bytes]) -> None:
    pcm = say(SENTENCES["alexa"])
    many, few = (hear(MicroWakeWord({"report_from": least}), pcm) for least in (0.1, 0.9))
    assert few == [detection for detection in many if detection.score > 0.9]
    assert len(few) < len(many)


def test_silence_is_no_wake_word() -> None:
    assert hear(MicroWakeWord({"report_from": 0.1}), bytes(320_000)) == []


def test_after_a_reset_the_engine_hears_exactly_as_a_new_one(say: Callable[[str], bytes]) -> None:
    pcm, other = say(SENTENCES["alexa"]), say(SENTENCES["hey mycroft"])
    new = hear(MicroWakeWord({"report_from": 0}), pcm)
    used = MicroWakeWord({"report_from": 0})
    # An odd number of frames leaves sound in the features and in the network's window.
    hear(used, other[: 640 * 41])
    used.reset()
    assert hear(used, pcm) == new
    used.reset()
    assert hear(used, pcm) == new


def test_two_engines_do_not_disturb_each_other(say: Callable[[str], bytes]) -> None:
    pcm, other = say(SENTENCES["alexa"]), say(SENTENCES["hey jarvis"])
    first, second = MicroWakeWord({}), MicroWakeWord({"phrase": "hey jarvis"})
    alone = hear(MicroWakeWord({}), pcm)
    together = []
    for frame, noise in zip(frames(pcm), [*frames(other), *frames(other)], strict=False):
        second.feed(noise)
        detection = first.feed(frame)
        together += [detection] if detection else []
    assert together == alone


def test_an_unknown_phrase_is_told_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match="alexa, hey jarvis, hey mycroft, okay nabu"):
        MicroWakeWord({"phrase": "open sesame"})


@pytest.mark.parametrize("options", [{"report_from": 1.5}, {"report_from": "low"}, {"loud": True}])
def test_an_option_that_does_not_fit_is_told(options: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=r"wake\.options"):
        MicroWakeWord(options)


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymicro_wakeword", None)
    with pytest.raises(MissingPartError, match="pip install pymicro-wakeword"):
        MicroWakeWord({})


@pytest.mark.parametrize("damage", ["missing", "truncated", "garbled"])
def test_a_damaged_model_is_told_and_crashes_nothing(damage: str, tmp_path: Path) -> None:
    spec = find_spec("pymicro_wakeword")
    assert spec is not None
    assert spec.origin is not None
    package = tmp_path / "pymicro_wakeword"
    shutil.copytree(Path(spec.origin).parent, package)
    model = package / "models" / "alexa.tflite"
    data = model.read_bytes()
    match damage:
        case "missing":
            model.unlink()
        case "truncated":
            model.write_bytes(data[: len(data) // 2])
        case "garbled":
            model.write_bytes(data[:20_000] + bytes(1_000) + data[21_000:])
    code = (
        "from assistant.speech.micro_wake_word import MicroWakeWord\n"
        "try:\n    MicroWakeWord({})\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
    )
    # A process of its own, with the damaged package before the sound one.
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(
        "MissingPartError The model of the wake word 'alexa' is missing or damaged."
    )


@pytest.mark.skipif(not ALEXA.is_dir(), reason="the recordings of people are not here")
def test_people_are_heard() -> None:
    engine, heard = MicroWakeWord({}), 0
    clips = sorted(ALEXA.glob("*.flac"))[:20]
    for clip in clips:
        engine.reset()
        pcm = soundfile.read(clip, dtype="int16")[0].tobytes()
        heard += any(detection.score > 0.9 for detection in hear(engine, PAUSE + pcm + PAUSE))
    assert heard >= 18
