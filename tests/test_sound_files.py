"""Sound files in and out."""

import os
import socket
import struct
import wave
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import soundfile

from assistant.audio import SAMPLE_RATE
from assistant.errors import SettingsError, StorageError, UnusableInputError
from devices.recordings.files import LONGEST, WavWriter, duration, read, read_bytes, write_wav
from devices.recordings.raw import RawFormat, SampleFormat

FULL = Path("/dev/full")
KINDS = {
    "wav": ("WAV", "PCM_16"),
    "flac": ("FLAC", "PCM_16"),
    "ogg": ("OGG", "VORBIS"),
    "opus": ("OGG", "OPUS"),
    "mp3": ("MP3", "MPEG_LAYER_III"),
    "aiff": ("AIFF", "PCM_16"),
    "au": ("AU", "PCM_16"),
    "caf": ("CAF", "PCM_16"),
    "w64": ("W64", "PCM_16"),
    "rf64": ("RF64", "PCM_16"),
}


def tone(
    seconds: float = 1.0, rate: int = SAMPLE_RATE, level: float = 0.5
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)


def pitch(pcm: bytes) -> float:
    sound = np.frombuffer(pcm, "<i2").astype(np.float64)
    return float(np.argmax(np.abs(np.fft.rfft(sound))) * SAMPLE_RATE / len(sound))


def made(path: Path, kind: str, seconds: float = 1.0, rate: int = SAMPLE_RATE) -> Path:
    container, subtype = KINDS[kind]
    soundfile.write(path, tone(seconds, rate), rate, format=container, subtype=subtype)
    return path


def cut(path: Path, part: float) -> Path:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    return path


# --- in


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_every_kind_of_file_is_read(tmp_path: Path, kind: str, rate: int) -> None:
    if (kind, rate) == ("opus", 44_100):
        pytest.skip("Opus has no such rate")
    path = made(tmp_path / f"tone.{kind}", kind, rate=rate)
    recording = read(path)
    assert recording == read_bytes(path.read_bytes(), path.name)
    assert recording.seconds == pytest.approx(1, abs=0.001)
    assert pitch(recording.pcm) == pytest.approx(440, abs=2)
    assert (recording.sample_rate, recording.channels) == (rate, 1)
    assert not recording.is_silent


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["tone.wav", "tone.mp3", "tone.flac", "tone.txt", "tone"])
def test_what_a_file_is_its_content_tells(tmp_path: Path, kind: str, name: str) -> None:
    assert pitch(read(made(tmp_path / name, kind)).pcm) == pytest.approx(440, abs=2)


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


def test_any_number_of_channels_is_mixed(tmp_path: Path) -> None:
    path = tmp_path / "array.wav"
    soundfile.write(path, np.stack([tone()] * 200, axis=1), SAMPLE_RATE)
    recording = read(path)
    assert (recording.channels, recording.seconds) == (200, 1)
    assert pitch(recording.pcm) == pytest.approx(440, abs=2)


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
    path = cut(made(tmp_path / f"cut.{kind}", kind, 3), part)
    with pytest.raises(UnusableInputError, match=r"cut off|damaged"):
        read(path)
    with pytest.raises(UnusableInputError, match=r"cut off|damaged"):
        read_bytes(path.read_bytes(), path.name)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("part", [1, 0.9, 0.5, 0.01])
def test_the_length_of_a_file_is_told_without_reading_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], part: float
) -> None:
    path = cut(made(tmp_path / "tone.mp3", "mp3", 3), part)
    assert duration(path) == (pytest.approx(3, abs=0.001) if part > 0.1 else 0)
    assert capfd.readouterr() == ("", "")


def test_the_length_of_raw_samples_is_that_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.raw").write_bytes(bytes(8_000 * 2 * 2))
    assert duration(tmp_path / "a.raw") == 1
    assert duration(tmp_path / "a.raw", RawFormat.parse("8000,2,s16le")) == 1
    assert duration(tmp_path / "none.raw") == 0


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


# --- what is no file


@pytest.mark.timeout(10)
def test_nobody_waits_at_a_pipe_a_socket_or_a_device(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    with socket.socket(socket.AF_UNIX) as listening:
        before = Path.cwd()
        os.chdir(tmp_path)  # The path of a socket must be short.
        listening.bind("socket.wav")
        os.chdir(before)
        for path, kind in (
            (tmp_path / "pipe.wav", "a pipe"),
            (tmp_path / "socket.wav", "a socket"),
            (Path("/dev/zero"), "a device"),
            (Path("/dev/null"), "a device"),
        ):
            with pytest.raises(UnusableInputError, match=f"is {kind}, not a file"):
                read(path)


def test_a_link_in_a_circle_and_an_impossible_name_are_told(tmp_path: Path) -> None:
    (tmp_path / "circle.wav").symlink_to(tmp_path / "circle.wav")
    for path in (tmp_path / "circle.wav", tmp_path / "a\0b.wav", tmp_path / ("a" * 300)):
        with pytest.raises(UnusableInputError, match="cannot be read"):
            read(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_others_have_locked_is_told(tmp_path: Path) -> None:
    path = made(tmp_path / "locked.wav", "wav")
    path.chmod(0)
    with pytest.raises(UnusableInputError, match="Permission denied"):
        read(path)


def test_nothing_in_memory_is_empty_too() -> None:
    with pytest.raises(UnusableInputError, match=r"a\.wav is empty"):
        read_bytes(b"", "a.wav")


# --- raw samples

RAW = {
    "s8": "PCM_S8",
    "u8": "PCM_U8",
    "s16": "PCM_16",
    "s24": "PCM_24",
    "s32": "PCM_32",
    "f32": "FLOAT",
    "f64": "DOUBLE",
    "mulaw": "ULAW",
    "alaw": "ALAW",
}


@pytest.mark.parametrize("form", get_args(SampleFormat))
@pytest.mark.parametrize("suffix", ["raw", "PCM"])
def test_raw_samples_of_every_form_are_read(tmp_path: Path, form: str, suffix: str) -> None:
    path = tmp_path / f"tone.{suffix}"
    stereo = np.stack([tone(rate=8_000)] * 2, axis=1)
    endian = "BIG" if form.endswith("be") else "LITTLE"
    subtype = RAW[form.removesuffix("le").removesuffix("be")]
    soundfile.write(path, stereo, 8_000, format="RAW", subtype=subtype, endian=endian)
    raw = RawFormat.parse(f"8000,2,{form}")
    recording = read(path, raw)
    assert (recording.sample_rate, recording.channels) == (8_000, 2)
    assert recording.seconds == pytest.approx(1, abs=0.001)
    assert pitch(recording.pcm) == pytest.approx(440, abs=2)
    assert recording == read_bytes(path.read_bytes(), path.name, raw)


def test_raw_samples_are_those_of_the_pipeline_where_nobody_says_otherwise(tmp_path: Path) -> None:
    pcm = np.arange(-32_768, 32_768, dtype=np.int32).astype("<i2").tobytes()
    (tmp_path / "all.raw").write_bytes(pcm)
    recording = read(tmp_path / "all.raw")
    assert (recording.pcm, recording.sample_rate, recording.channels) == (pcm, SAMPLE_RATE, 1)


@pytest.mark.parametrize(("form", "size"), [("16000,1,s16le", 3), ("16000,2,s24be", 13), ("8000,3,mulaw", 4)])
def test_raw_samples_that_are_not_whole_were_cut_off(tmp_path: Path, form: str, size: int) -> None:
    (tmp_path / "part.pcm").write_bytes(bytes(size))
    with pytest.raises(UnusableInputError, match=f"was cut off, or is not {form}"):
        read(tmp_path / "part.pcm", RawFormat.parse(form))


def test_a_file_with_a_header_is_not_taken_for_raw_samples(tmp_path: Path) -> None:
    assert pitch(read(made(tmp_path / "tone.raw", "flac", rate=48_000)).pcm) == pytest.approx(440, abs=2)


def test_raw_samples_of_a_whole_day_are_refused_before_they_are_read(tmp_path: Path) -> None:
    with (tmp_path / "day.raw").open("wb") as file:
        file.truncate(24 * 3600 * 2 * SAMPLE_RATE)
    with pytest.raises(UnusableInputError, match="longer than four hours"):
        read(tmp_path / "day.raw")


def test_what_raw_samples_are_may_be_written_with_spaces() -> None:
    raw = RawFormat.parse(" 8000, 2 ,mulaw")
    assert raw == RawFormat(rate=8_000, channels=2, format="mulaw")
    assert (str(raw), str(RawFormat())) == ("8000,2,mulaw", "16000,1,s16le")


@pytest.mark.parametrize(
    "text",
    ["", "16000", "16000,1", "16000,1,s16le,x", "x,1,s16le", "0,1,s16le", "16000,0,s16le", "8000,1,s17"],
)
def test_anything_else_does_not_say_what_raw_samples_are(text: str) -> None:
    with pytest.raises(SettingsError, match="like 16000,1,s16le"):
        RawFormat.parse(text)


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
