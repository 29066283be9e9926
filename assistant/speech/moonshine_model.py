"""Moonshine's networks and tokenizer: sound to hidden states, tokens to the scores of the next one.

Moonshine tiny (Useful Sensors, MIT; Jeffries et al. 2024, arXiv:2410.15608) comes with the wheel of `moonshine-voice`.
How tokens are chosen is not decided here, but in a search on top of this.
"""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import MissingPartError

Floats = NDArray[np.float32]

BEGIN, END = 1, 2
"""The tokens around every sentence."""
_LAYERS, _HEADS, _WIDTH = 6, 8, 36
_SLOTS = [
    (f"{layer}.{side}.{part}", side)
    for layer in range(_LAYERS)
    for side in ("decoder", "encoder")
    for part in ("key", "value")
]
_BYTE = re.compile(rb"<0x([0-9A-F]{2})>")
_TWO_BYTES = 128


class State:
    """What the decoder remembers of some hypotheses of one utterance; made anew by each step."""

    __slots__ = ("cache", "hidden", "samples")

    def __init__(self, hidden: Floats, samples: int, cache: dict[str, Floats] | None = None) -> None:
        self.hidden = hidden
        self.samples = samples
        self.cache = cache


class MoonshineModel:
    """The networks, loaded once.

    Args:
        folder: where `encoder_model.ort`, `decoder_model_merged.ort` and `tokenizer.bin` are.
        threads: processor threads that a step may use.

    Raises:
        MissingPartError: if a file is missing or damaged.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            self.tokens = _read_tokens((folder / "tokenizer.bin").read_bytes())
            self._encoder, self._decoder = (
                ort.InferenceSession(folder / name, options, providers=["CPUExecutionProvider"])
                for name in ("encoder_model.ort", "decoder_model_merged.ort")
            )
        except (OSError, RuntimeError, ValueError, IndexError) as error:
            raise damaged(folder) from error
        except Exception as error:
            # ONNX Runtime's errors have no common class but this one.
            if type(error).__module__.startswith("onnxruntime"):
                raise damaged(folder) from error
            raise
        self._outputs = [output.name for output in self._decoder.get_outputs()]

    def encode(self, audio: Floats) -> State:
        """Listen to an utterance.

        Args:
            audio: shape [samples], 16 kHz, -1..1.
        """
        mask = np.ones((1, len(audio)), np.int64)
        [hidden] = self._encoder.run(None, {"input_values": audio[None], "attention_mask": mask})[:1]
        return State(hidden, len(audio))

    def step(self, state: State, last: NDArray[np.int64]) -> tuple[Floats, State]:
        """Score what may follow.

        Args:
            state: of the hypotheses so far.
            last: shape [hypotheses], the newest token of each.

        Returns:
            Log-probabilities, shape [hypotheses, vocabulary], and the state after `last`.
        """
        rows = len(last)
        cached = state.cache is not None
        cache = state.cache or {slot: np.zeros((rows, _HEADS, 0, _WIDTH), np.float32) for slot, _ in _SLOTS}
        feed: dict[str, Any] = {f"past_key_values.{slot}": value for slot, value in cache.items()}
        feed |= {
            "input_ids": last[:, None],
            "encoder_hidden_states": np.repeat(state.hidden, rows, 0),
            # Counted in samples; the model strides it itself.
            "encoder_attention_mask": np.ones((rows, state.samples), np.int64),
            "use_cache_branch": np.array([cached]),
        }
        out = dict(zip(self._outputs, self._decoder.run(None, feed), strict=True))
        # What is remembered of the sound is filled by the first step only.
        after = {
            slot: cache[slot] if cached and side == "encoder" else out[f"present.{slot}"]
            for slot, side in _SLOTS
        }
        return _log_softmax(out["logits"][:, -1]), State(state.hidden, state.samples, after)

    def text(self, tokens: list[int]) -> str:
        """The text of some tokens."""
        return "".join(self.tokens[token] for token in tokens).strip()


def find_model() -> Path:
    """The folder of the English model, without importing the package, which would load its own library.

    Raises:
        MissingPartError: if the package is not installed.
    """
    spec = find_spec("moonshine_voice")
    if spec is None or spec.origin is None:
        raise MissingPartError(
            "The package moonshine-voice is not installed.", "pip install moonshine-voice==0.1.0"
        )
    return Path(spec.origin).parent / "assets" / "tiny-en"


def damaged(folder: Path) -> MissingPartError:
    """The error for files that cannot be read."""
    return MissingPartError(
        f"The Moonshine model in {folder} is missing or damaged.",
        "pip install --force-reinstall moonshine-voice==0.1.0",
    )


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(1, keepdims=True)
    scores: Floats = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return scores


def _read_tokens(data: bytes) -> list[str]:
    """Read byte strings with their lengths before them; one of 128 or more takes two bytes, the low one first."""
    at, tokens = 0, []
    while at < len(data):
        size, at = data[at], at + 1
        if size >= _TWO_BYTES:
            size, at = data[at] * _TWO_BYTES + size - _TWO_BYTES, at + 1
        raw, at = data[at : at + size], at + size
        byte = _BYTE.fullmatch(raw)
        tokens.append(chr(int(byte[1], 16)) if byte else raw.decode("utf8", "replace").replace("\u2581", " "))
    return tokens
