"""Sound files in and out."""

import struct
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.audio import SAMPLE_RATE
from assistant.errors import StorageError, UnusableInputError
from devices.recordings.files import LONGEST, WavWriter, read, write_wav

FULL = Path("/dev/full")
KINDS = {"wav": "PCM_16", "flac": "PCM_16", "ogg": "VORBIS", "mp3": "MPEG_LAYER_III"}


def tone(
    seconds: float = 1.0, rate: int = SAMPLE_RATE, level: float = 0.5
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)


def pitch(pcm: bytes) -> float:
    sound = np.frombuffer(pcm, "<i2").astype(np.float64)
    return float(np.argmax(np.abs(np.fft.rfft(sound))) * SAMPLE_RATE / len(sound))


def cut(path: Path, part: float) -> Path:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    return path


# --- in


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_every_kind_of_file_is_read(tmp_path: Path, kind: str, rate: int) -> None:
    path = tmp_path / f"tone.{kind}"
    soundfile.write(path, tone(rate=rate), rate, subtype=KINDS[kind])
    recording = read(path)
    assert recording.seconds == pytest.approx(1, abs=0.001)
    assert pitch(recording.pcm) == pytest.approx(440, abs=2)
    assert (recording.sample_rate, recording.channels) == (rate, 1)
    assert not recording.is_silent


@pytest.mark.parametrize("rate", [1_000, 7_350, 8_000, 22_050, 96_000, 384_000])
def test_any_rate_becomes_sixteen_kilohertz(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(rate=rate), rate)
    recording = read(path)
    assert recording.seconds == pytest.approx(1, abs=0.001)
    assert pitch(recording.pcm) == pytest.approx(440, abs=2)


@pytest.mark.parametrize(
    "subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"]
)
def test_any_sample_form_becomes_sixteen_bits(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(), SAMPLE_RATE, subtype=subtype)
    expected = (tone() * 32_768).round()
    assert np.abs(np.frombuffer(read(path).pcm, "<i2") - expected).max() < 32_768 * 0.03


def test_sixteen_bit_mono_at_sixteen_kilohertz_is_read_bit_for_bit(tmp_path: Path) -> None:
    pcm = np.arange(-32_768, 32_768, dtype=np.int32).astype("<i2").tobytes()
    write_wav(tmp_path / "all.wav", pcm)
    assert read(tmp_path / "all.wav").pcm == pcm


def test_channels_are_mixed(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    soundfile.write(path, np.stack([tone(), np.zeros(SAMPLE_RATE)], axis=1), SAMPLE_RATE)
    recording = read(path)
    assert recording.channels == 2
    assert np.abs(np.frombuffer(recording.pcm, "<i2")).max() == pytest.approx(0.25 * 32_768, rel=0.01)


def test_a_file_longer_than_a_block_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.flac"
    soundfile.write(path, tone(10, 44_100), 44_100)
    recording = read(path)
    assert recording.seconds == pytest.approx(10, abs=0.001)
    assert pitch(recording.pcm) == pytest.approx(440, abs=0.2)


def test_samples_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    path = tmp_path / "odd.wav"
    odd = np.array([0.5, np.nan, np.inf, -np.inf, 9.0, -9.0], np.float32)
    soundfile.write(path, odd, SAMPLE_RATE, subtype="FLOAT")
    assert np.frombuffer(read(path).pcm, "<i2").tolist() == [16_384, 0, 0, 0, 32_767, -32_768]


@pytest.mark.parametrize(("level", "silent"), [(0.0, True), (0.0005, True), (0.01, False)])
def test_a_silent_recording_is_read_and_told(tmp_path: Path, level: float, silent: bool) -> None:
    path = tmp_path / "quiet.wav"
    soundfile.write(path, tone(level=level), SAMPLE_RATE)
    assert read(path).is_silent == silent


def test_a_wav_that_was_written_to_a_pipe_is_read(tmp_path: Path) -> None:
    path = tmp_path / "piped.wav"
    write_wav(path, bytes(3_200))
    data = bytearray(path.read_bytes())
    data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    assert read(path).seconds == pytest.approx(0.1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", [0.9, 0.5, 0.03])
def test_a_file_that_was_cut_off_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], kind: str, part: float
) -> None:
    path = tmp_path / f"cut.{kind}"
    soundfile.write(path, tone(3), SAMPLE_RATE, subtype=KINDS[kind])
    with pytest.raises(UnusableInputError, match=r"cut off|damaged"):
        read(cut(path, part))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["words.wav", "words.mp3", "words.flac", "words.ogg", "words"])
@pytest.mark.parametrize("data", [b"not a sound" * 500, bytes(range(256)) * 40, b"RIFF", b"OggS"])
def test_what_is_no_sound_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnusableInputError, match=r"not a sound file|cut off"):
        read(tmp_path / name)
    assert capfd.readouterr() == ("", "")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match=r"There is no file .*nobody\.wav"):
        read(tmp_path / "nobody.wav")


def test_a_file_below_a_file_is_told(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", bytes(2))
    with pytest.raises(UnusableInputError, match="Not a directory"):
        read(tmp_path / "a.wav" / "b.wav")


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    with pytest.raises(UnusableInputError, match="is empty"):
        read(tmp_path / "empty.wav")


def test_a_file_without_samples_is_told(tmp_path: Path) -> None:
    write_wav(tmp_path / "nothing.wav", b"")
    with pytest.raises(UnusableInputError, match="holds no sound"):
        read(tmp_path / "nothing.wav")


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="is a folder"):
        read(tmp_path)


@pytest.mark.parametrize("rate", [999, 10_000_000])
def test_a_rate_that_is_no_speech_is_told(tmp_path: Path, rate: int) -> None:
    soundfile.write(tmp_path / "odd.wav", tone(), rate)
    with pytest.raises(UnusableInputError, match=f"has {rate} samples a second"):
        read(tmp_path / "odd.wav")


def test_a_recording_of_a_whole_day_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "day.wav"
    length = 2 * SAMPLE_RATE * (LONGEST + 1)
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(
            b"RIFF",
            36 + length,
            b"WAVE",
            b"fmt ",
            16,
            1,
            1,
            SAMPLE_RATE,
            2 * SAMPLE_RATE,
            2,
            16,
            b"data",
            length,
        ),
    )
    with path.open("wb") as file:
        file.write(header)
        file.truncate(len(header) + length)  # Takes no room on the disk.
    with pytest.raises(UnusableInputError, match="longer than four hours"):
        read(path)


# --- out


@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_written_is_read_by_others(tmp_path: Path, channels: int) -> None:
    pcm = (tone() * 20_000).astype("<i2").tobytes()
    with WavWriter(tmp_path / "out.wav", channels) as writer:
        for at in range(0, len(pcm), 640):
            writer.write(pcm[at : at + 640])
    with wave.open(str(tmp_path / "out.wav"), "rb") as file:
        assert file.getparams()[:4] == (channels, 2, SAMPLE_RATE, SAMPLE_RATE // channels)
        assert file.readframes(SAMPLE_RATE) == pcm


def test_what_was_written_before_a_failure_can_be_read(tmp_path: Path) -> None:
    def fail() -> None:
        with WavWriter(tmp_path / "part.wav") as writer:
            writer.write(bytes(6_400))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert read(tmp_path / "part.wav").seconds == pytest.approx(0.2)


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("size", [0, 100, 1_000_000])
def test_a_full_disk_is_told(size: int) -> None:
    with pytest.raises(StorageError, match=r"/dev/full cannot be written: No space left on device"):
        write_wav(FULL, bytes(size))


def test_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written: No such file or directory"):
        write_wav(tmp_path / "nowhere" / "out.wav", bytes(2))


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="Is a directory"):
        write_wav(tmp_path, bytes(2))
