"""What kind of sound a file holds, by how it begins, and whether its name says so."""

from collections.abc import Mapping
from pathlib import Path

from devices.recordings import raw

_HELD: Mapping[str, tuple[str, ...]] = {
    ".wav": ("WAV", "RF64", "NIST SPHERE"),
    ".flac": ("FLAC",),
    ".oga": ("Ogg",),
    ".opus": ("Ogg",),
    ".ogg": ("Ogg",),
    ".mp3": ("MP3",),
    ".aif": ("AIFF",),
    ".aiff": ("AIFF",),
    ".au": ("AU",),
    ".caf": ("CAF",),
    ".w64": ("Wave64",),
    ".rf64": ("RF64", "WAV"),
    ".sph": ("NIST SPHERE",),
}
"""What files of a name may hold, the usual name of a kind last."""
SUFFIXES = raw.SUFFIXES | _HELD.keys()
"""The names of files that are read."""
UNREAD = frozenset(
    {".3g2", ".3gp", ".aac", ".ac3", ".amr", ".ape", ".awb", ".m4a", ".m4b", ".mka", ".mkv", ".mov", ".mp4"}
    | {".ra", ".spx", ".webm", ".wma", ".wv"}
)
"""The names of files with sound that are not read."""
_NAMES = {kinds[0]: suffix for suffix, kinds in _HELD.items()}
"""The usual suffix of each kind that is read."""
_SIGNATURES: Mapping[bytes, str] = {
    b"fLaC": "FLAC",
    b"OggS": "Ogg",
    b".snd": "AU",
    b"caff": "CAF",
    b"riff": "Wave64",
    b"RF64": "RF64",
    b"NIST_1A": "NIST SPHERE",
    b"#!AMR": "AMR",
    b"wvpk": "WavPack",
    b"\x1aE\xdf\xa3": "WebM",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "WMA",
}
_PICTURES = (b"avif", b"heic", b"heix", b"mif1", b"msf1")
"""What is MPEG-4, too, and no sound."""
_HEADER = 12
"""Bytes that tell the kind."""
_TAG = 10
"""Bytes of the header of an ID3 tag."""


def mislabelled(path: Path) -> str:
    """Why a file cannot be played by what its name says it is, and what to do; empty where it can.

    What cannot be told by how the file begins is left to who reads it.

    Args:
        path: the file, which is there.

    Raises:
        OSError: if it cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES | UNREAD:
        return ""
    kind = held(path)
    if suffix in UNREAD and kind not in _NAMES:
        return f"{suffix} files are not read: convert it to FLAC or WAV."
    return (
        ""
        if not kind or kind in _HELD.get(suffix, ())
        else f"It is {kind} inside a {suffix}: {_advice(path, kind)}"
    )


def unlabelled(path: Path) -> str:
    """Why a file of a folder is not played though it holds sound, and what to do; empty where it holds none.

    Args:
        path: the file, whose name is not one of a sound.

    Raises:
        OSError: if it cannot be read.
    """
    kind = held(path)
    return f"It is {kind}, which its name does not say: {_advice(path, kind)}" if kind else ""


def held(path: Path) -> str:
    """The kind of sound that a file holds, by its signature; empty where it has none that is known."""
    with path.open("rb") as data:
        beginning = data.read(_HEADER)
        if path.suffix.lower() in raw.SUFFIXES and raw.is_raw(path.name, beginning):
            return ""  # Samples may be anything, also what others begin with.
        if not beginning.startswith(b"ID3"):
            return _kind(beginning)
        data.seek(_TAG + _tag_length(beginning))
        return _kind(data.read(_HEADER)) or "MP3"


def _tag_length(beginning: bytes) -> int:
    """Of an ID3 tag, whose bytes hold seven bits each."""
    length = 0
    for byte in beginning[6:_TAG]:
        length = length << 7 | byte & 0x7F
    return length


def _kind(beginning: bytes) -> str:
    inside = beginning[8:_HEADER]
    if beginning.startswith((b"RIFF", b"RIFX")):
        return "WAV" if inside == b"WAVE" else ""
    if beginning.startswith(b"FORM"):
        return "AIFF" if inside in {b"AIFF", b"AIFC"} else ""
    if beginning[4:8] == b"ftyp":
        return "" if inside in _PICTURES else "MPEG-4"
    found = (kind for signature, kind in _SIGNATURES.items() if beginning.startswith(signature))
    return next(found, _of_frames(beginning))


def _of_frames(beginning: bytes) -> str:
    """MP3 and AAC have no header but that of their first frame: eleven ones, the version, and the layer."""
    if len(beginning) < 3 or beginning[0] != 0xFF:  # noqa: PLR2004 - three bytes of a frame's header are looked at
        return ""
    if beginning[1] & 0xF6 == 0xF0:  # noqa: PLR2004 - the twelve ones and layer 0 of ADTS
        return "AAC"
    is_mp3 = beginning[1] & 0xE6 == 0xE2 and beginning[1] & 0x18 != 0x08  # noqa: PLR2004 - ones, layer III, no reserved version
    rates = beginning[2] & 0xF0 not in {0x00, 0xF0} and beginning[2] & 0x0C != 0x0C  # noqa: PLR2004 - both reserved
    return "MP3" if is_mp3 and rates else ""


def _advice(path: Path, kind: str) -> str:
    return f"call it {path.stem}{_NAMES[kind]}." if kind in _NAMES else "convert it to FLAC or WAV."
