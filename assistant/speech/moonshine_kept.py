"""Moonshine's networks kept on disk, as putting them together anew takes most of a second at each start."""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import platformdirs

from assistant.speech import moonshine_export, moonshine_graph, moonshine_networks
from assistant.speech.moonshine_networks import Networks, lean_networks
from intents.disk_cache import DiskCache

_MOST_KEPT = 2
_WIDTH = 8
"""Bytes of a length."""


def kept_networks(encoder: Path, decoder: Path, folder: Path | None = None) -> Networks:
    """The networks made of an exported encoder and decoder: those of the last start, where nothing changed.

    Args:
        encoder: the exported encoder, in ONNX Runtime's format.
        decoder: the exported decoder.
        folder: where they are kept; None for the user's cache.

    Raises:
        OSError: if an exported network cannot be read.
        LookupError: if a part of Moonshine is not in there.
    """
    cache = DiskCache(folder or platformdirs.user_cache_path("aisle") / "moonshine", ".networks", _MOST_KEPT)
    digest = _digest(encoder, decoder)
    content = cache.load(digest)
    if content is not None:
        return _unpacked(content)
    networks = lean_networks(encoder, decoder)
    cache.keep(digest, _packed(networks))
    return networks


def _digest(encoder: Path, decoder: Path) -> str:
    """Of all that decides what the networks are: the exported ones, and how they are put together."""
    digest = sha256(version("onnx").encode())
    modules = (moonshine_export, moonshine_graph, moonshine_networks)
    for file in (encoder, decoder, *(Path(str(module.__file__)) for module in modules)):
        with file.open("rb") as content:
            digest.update(content.read())
    return digest.hexdigest()


def _packed(networks: Networks) -> bytes:
    return len(networks.encoder).to_bytes(_WIDTH) + networks.encoder + networks.decoder


def _unpacked(content: bytes) -> Networks:
    end = _WIDTH + int.from_bytes(content[:_WIDTH])
    return Networks(content[_WIDTH:end], content[end:])
