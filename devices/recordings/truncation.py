"""Tells a sound file that was cut off from a short one, where the decoder takes it for whole."""

from pathlib import Path
from typing import BinaryIO

_UNKNOWN = 0xFFFF_FF00
"""A WAV that was written to a pipe has a length above this, or none."""
_LAST_PAGE = 4
"""The flag of the page that ends an Ogg stream."""
_HEADER = 27
"""Bytes of an Ogg page before the lengths of its segments."""
_TAIL = 65_536 + 512
"""Bytes; no Ogg page is longer."""


def is_cut_off(file: Path) -> bool:
    """Whether a WAV or Ogg file ends before the end that it announces; False for files of other kinds.

    Raises:
        OSError: if the file cannot be read.
    """
    with file.open("rb") as data:
        match data.read(4):
            case b"RIFF":
                return _wav_is_cut_off(data, file.stat().st_size)
            case b"OggS":
                return _ogg_is_cut_off(data, file.stat().st_size)
    return False


def _wav_is_cut_off(data: BinaryIO, size: int) -> bool:
    data.seek(12)
    while len(header := data.read(8)) == 8:  # noqa: PLR2004 - a chunk's name and its length
        length = int.from_bytes(header[4:], "little")
        if header[:4] == b"data":
            return data.tell() + length > size and length < _UNKNOWN
        data.seek(length + length % 2, 1)
    return True


def _ogg_is_cut_off(data: BinaryIO, size: int) -> bool:
    data.seek(max(0, size - _TAIL))
    tail = data.read()
    page = tail[tail.rfind(b"OggS") :]
    if len(page) < _HEADER or not page[5] & _LAST_PAGE:
        return True
    segments = page[_HEADER : _HEADER + page[26]]
    return len(page) < _HEADER + page[26] + sum(segments)
