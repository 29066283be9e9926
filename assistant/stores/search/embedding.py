"""What a text means, as a vector: the mean of its tokens' vectors, of the model in the package `wordllama`.

No neural network runs: a text takes some 50 microseconds. Only the package's files are read, not its code.
"""

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import MissingPartError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACKAGE = "wordllama"
_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENS = "tokenizers/l2_supercat_tokenizer_config.json"
DIMENSIONS = 256
_LONGEST = 64
"""Tokens of a text that count."""


def available(package: str = PACKAGE) -> bool:
    """Whether the model is there."""
    return _folder(package) is not None and importlib.util.find_spec("tokenizers") is not None


class Embedding:
    """Makes vectors of texts.

    May be called from any thread.

    Args:
        package: that carries the model.

    Raises:
        MissingPartError: if the model is not installed.
    """

    def __init__(self, package: str = PACKAGE) -> None:
        folder = _folder(package)
        if folder is None or not available(package):
            raise MissingPartError(
                "Searching by meaning needs a model that is not installed.",
                'Install it: pip install "aisle-voice[meaning]".',
            )
        from tokenizers import Tokenizer

        self._vectors = _read(folder / _WEIGHTS)
        self._tokenizer: Any = Tokenizer.from_file(str(folder / _TOKENS))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_LONGEST)

    def vectors(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Vectors of length 1, one a row; of a text without words all are 0."""
        import numpy as np

        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for at, encoded in enumerate(self._tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            if encoded.ids:
                found[at] = self._vectors[encoded.ids].astype(np.float32).mean(axis=0)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        made: NDArray[np.float32] = found / np.maximum(lengths, 1e-9)
        return made


def _folder(package: str) -> Path | None:
    """The package's folder, without importing it."""
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    folder = Path(next(iter(places))) if places else None
    return folder if folder and (folder / _WEIGHTS).exists() and (folder / _TOKENS).exists() else None


def _read(path: Path) -> "NDArray[np.float16]":
    """The one tensor of a safetensors file: a length, a header in JSON, the numbers."""
    import numpy as np

    with path.open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        start = file.tell()
    described = next(value for name, value in header.items() if name != "__metadata__")
    rows, columns = described["shape"]
    mapped = np.memmap(
        path, dtype=np.float16, mode="r", offset=start + described["data_offsets"][0], shape=(rows, columns)
    )
    return np.asarray(mapped)
