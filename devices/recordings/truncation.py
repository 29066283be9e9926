"""Tells a sound file that was cut off from a short one, where the decoder takes it for whole."""

from typing import BinaryIO

_UNKNOWN = 0xFFFF_FF00
"""What was written to a pipe has a length above this, or none."""
_LAST_PAGE = 4
"""The flag of the page that ends an Ogg stream."""
_HEADER = 27
"""Bytes of an Ogg page before the lengths of its segments."""
_TAIL = 65_536 + 512
"""Bytes; no Ogg page is longer."""
_CHUNK = 8
"""Bytes of a chunk's name and its length."""
_DS64_DATA = 28
"""Where an RF64 file says how long its data is."""
_W64_LENGTH = 16
"""Where a Wave64 file says how long it is."""


def is_cut_off(data: BinaryIO, size: int) -> bool:
    """Whether a WAV, RF64, Wave64, AIFF, AU or Ogg file ends before the end that it announces.

    Of other kinds nothing is known: False.

    Args:
        data: the file, which is read from its beginning.
        size: of the file, in bytes.

    Raises:
        OSError: if the file cannot be read.
    """
    data.seek(0)
    match data.read(4):
        case b"RIFF":
            return _chunks_are_cut_off(data, size, b"data", "little")
        case b"FORM":
            return _chunks_are_cut_off(data, size, b"SSND", "big")
        case b"RF64":
            return _rf64_is_cut_off(data, size)
        case b"riff":
            return _number(data, _W64_LENGTH, 8, "little") > size
        case b".snd":
            return _au_is_cut_off(data, size)
        case b"OggS":
            return _ogg_is_cut_off(data, size)
    return False


def _number(data: BinaryIO, at: int, length: int, order: str) -> int:
    data.seek(at)
    return int.from_bytes(data.read(length), "big" if order == "big" else "little")


def _chunks_are_cut_off(data: BinaryIO, size: int, wanted: bytes, order: str) -> bool:
    """Of a file that is made of chunks, whether the one with the samples is whole."""
    at = 12
    while at + _CHUNK <= size:
        data.seek(at)
        name, length = data.read(4), _number(data, at + 4, 4, order)
        if name == wanted:
            return at + _CHUNK + length > size and length < _UNKNOWN
        at += _CHUNK + length + length % 2
    return True


def _rf64_is_cut_off(data: BinaryIO, size: int) -> bool:
    return _number(data, _DS64_DATA, 8, "little") > size


def _au_is_cut_off(data: BinaryIO, size: int) -> bool:
    length = _number(data, 8, 4, "big")
    return _number(data, 4, 4, "big") + length > size and length < _UNKNOWN


def _ogg_is_cut_off(data: BinaryIO, size: int) -> bool:
    data.seek(max(0, size - _TAIL))
    tail = data.read()
    page = tail[tail.rfind(b"OggS") :]
    if len(page) < _HEADER or not page[5] & _LAST_PAGE:
        return True
    segments = page[_HEADER : _HEADER + page[26]]
    return len(page) < _HEADER + page[26] + sum(segments)
