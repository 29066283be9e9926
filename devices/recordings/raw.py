"""Raw PCM: samples without a header, of which somebody has to say what they are."""

from pathlib import Path
from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.audio import SAMPLE_RATE
from assistant.errors import SettingsError

SUFFIXES = frozenset({".raw", ".pcm"})
"""Of the files that hold nothing but samples."""
SampleFormat = Literal[
    "s8", "u8", "s16le", "s16be", "s24le", "s24be", "s32le", "s32be", "f32le", "f32be", "f64le", "f64be",
    "mulaw", "alaw",
]  # fmt: skip
_SUBTYPES = {
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
_SIGNATURES = (b"RIFF", b"RF64", b"fLaC", b"OggS", b"FORM", b"caff", b"ID3", b".snd")
_PARTS = 3


class RawFormat(BaseModel):
    """What the samples of a raw file are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rate: int = Field(default=SAMPLE_RATE, ge=1_000, le=768_000)
    """Samples a second."""
    channels: int = Field(default=1, ge=1, le=1024)
    format: SampleFormat = "s16le"
    """Signed, unsigned or floating point; bits; the smaller or the larger part first."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """The format of "16000,1,s16le".

        Raises:
            SettingsError: if it is written in another way.
        """
        parts = [part.strip() for part in text.split(",")]
        try:
            if len(parts) == _PARTS:
                return cls.model_validate(dict(zip(cls.model_fields, parts, strict=True)))
        except ValidationError:
            pass
        raise SettingsError(
            f"{text!r} does not say what raw samples are.",
            "Write rate, channels and format, like 16000,1,s16le. The formats: "
            + ", ".join(get_args(SampleFormat))
            + ".",
        )

    @property
    def frame_bytes(self) -> int:
        """Of one sample of each channel."""
        bits = "".join(filter(str.isdigit, self.format))
        return self.channels * (int(bits) // 8 if bits else 1)

    def __str__(self) -> str:
        """As `parse` reads it."""
        return f"{self.rate},{self.channels},{self.format}"

    def as_soundfile(self) -> dict[str, Any]:
        """What `soundfile` must be told to read it."""
        return {
            "format": "RAW",
            "samplerate": self.rate,
            "channels": self.channels,
            "subtype": _SUBTYPES[self.format.removesuffix("le").removesuffix("be")],
            "endian": "BIG" if self.format.endswith("be") else "LITTLE",
        }


def is_raw(name: str, beginning: bytes) -> bool:
    """Whether a file is raw by its name, and does not begin as files with a header do.

    Args:
        name: the file's.
        beginning: its first bytes, four at least.
    """
    return Path(name).suffix.lower() in SUFFIXES and not beginning.startswith(_SIGNATURES)
