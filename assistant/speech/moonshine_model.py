"""Moonshine's networks: from sound to hidden states, from tokens to the scores of the next one.

Moonshine tiny (Useful Sensors, MIT; Jeffries et al. 2024, arXiv:2410.15608) comes with the wheel of
`moonshine-voice`. How tokens are chosen is not decided here, but by a search on top of this.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import MissingPartError
from assistant.speech.moonshine_kept import kept_networks
from assistant.speech.moonshine_tokens import read_tokens

Floats = NDArray[np.float32]

_REINSTALL = "pip install --force-reinstall moonshine-voice==0.1.0"
_BROKEN = "Recognition failed: the Moonshine model could not be run."
_ENCODER = "encoder_model.ort"
_DECODER = "decoder_model_merged.ort"
_UNSEEN = -1e9
"""Added to the nearness of what must not be looked at."""


@dataclass(frozen=True, slots=True)
class State:
    """What the decoder remembers of some hypotheses of one utterance."""

    heard: tuple[Floats, ...]
    """Keys and values of the sound, which all hypotheses share; shapes [1, heads, width, time] and
    [1, heads, time, width] by turns."""
    samples: int
    """Length of the sound."""
    said: tuple[Floats, ...] = ()
    """Keys and values of the tokens, shape [hypotheses, heads, tokens, width]; none before the first step."""

    @property
    def frames(self) -> int:
        """Length of the sound as the decoder sees it."""
        return int(self.heard[0].shape[-1])

    @property
    def length(self) -> int:
        """How many tokens were said, the one that begins a sentence included."""
        return self.said[0].shape[2] if self.said else 0

    def cut(self, length: int) -> "State":
        """The state after the first tokens only."""
        return replace(self, said=tuple(each[:, :, :length] for each in self.said))

    def picked(self, rows: NDArray[np.intp]) -> "State":
        """The state of the hypotheses that a search goes on with, after a step.

        Args:
            rows: shape [new hypotheses], the row of the old hypothesis that each one continues.
        """
        return replace(self, said=tuple(each[rows] for each in self.said))


class MoonshineModel:
    """The networks and their vocabulary, loaded once. Threads may use it side by side.

    Args:
        folder: where `encoder_model.ort`, `decoder_model_merged.ort` and `tokenizer.bin` are.
        threads: processor threads that a step may use.

    Raises:
        MissingPartError: if ONNX or its runtime is not installed, or a file is missing or damaged.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        self._encoder, self._decoder = _sessions(folder, threads)
        *said, scores = self._decoder.get_outputs()
        self._heard = [output.name for output in self._encoder.get_outputs()]
        self._past = [output.name.replace("said", "past") for output in said]
        _, heads, _, width = said[0].shape
        self._nothing = np.zeros((1, heads, 0, width), np.float32)
        try:
            self.tokens = read_tokens((folder / "tokenizer.bin").read_bytes())
        except (OSError, ValueError) as error:
            raise _damaged(folder) from error
        if len(self.tokens.pieces) != scores.shape[-1]:
            raise _damaged(folder)

    def encode(self, audio: Floats) -> State:
        """Listen to an utterance.

        Args:
            audio: shape [samples], 16 kHz, -1..1; at least a tenth of a second.
        """
        with _in_sentences(_BROKEN):
            return State(tuple(self._encoder.run(None, {"audio": audio[None]})), len(audio))

    def step(self, state: State, last: NDArray[np.int64]) -> tuple[Floats, State]:
        """Score what may follow.

        The numbers are quantised for all hypotheses together, so a score differs with those beside it: by a
        tenth or so.

        Args:
            state: of the hypotheses so far; at the first step there is one.
            last: shape [hypotheses], the newest token of each.

        Returns:
            Log-probabilities, shape [hypotheses, vocabulary], and the state after `last`.
        """
        scores, after = self._run(state, last[:, None])
        return scores[:, -1], after

    def follow(self, state: State, tokens: NDArray[np.int64]) -> tuple[Floats, State]:
        """Score what may follow each token of a sentence, all at once.

        Args:
            state: of one hypothesis, or before the first step.
            tokens: shape [tokens], those that come next.

        Returns:
            Log-probabilities, shape [tokens, vocabulary], and the state after them all.
        """
        scores, after = self._run(state, tokens[None])
        return scores[0], after

    def _run(self, state: State, tokens: NDArray[np.int64]) -> tuple[Floats, State]:
        said, new = state.length, tokens.shape[1]
        memory = [*(state.said or [self._nothing] * len(self._past)), *state.heard]
        feed: dict[str, Any] = dict(zip([*self._past, *self._heard], memory, strict=True))
        feed |= {
            "tokens": tokens,
            "positions": np.tile(np.arange(said, said + new), (len(tokens), 1)),
            # No token looks at those after it.
            "mask": np.triu(np.full((new, said + new), _UNSEEN, np.float32), said + 1),
        }
        with _in_sentences(_BROKEN):
            *made, scores = self._decoder.run(None, feed)
        return scores, replace(state, said=tuple(made))


def bundled_model() -> Path:
    """The folder of the English model, without importing its package, which would load a library of its own.

    Raises:
        MissingPartError: if the package is not installed.
    """
    spec = find_spec("moonshine_voice")
    if spec is None or spec.origin is None:
        raise MissingPartError(
            "The package moonshine-voice, which holds the model, is not installed.",
            "pip install moonshine-voice==0.1.0",
        )
    return Path(spec.origin).parent / "assets" / "tiny-en"


def _sessions(folder: Path, threads: int) -> tuple[Any, Any]:
    with _in_sentences(f"The Moonshine model in {folder} is missing or damaged."):
        try:
            import onnxruntime as ort

            networks = kept_networks(folder / _ENCODER, folder / _DECODER)
        except ImportError as error:
            raise MissingPartError(
                f"The package {error.name} is not installed.", f"pip install {error.name}"
            ) from error
        except (OSError, LookupError, ValueError) as error:
            raise _damaged(folder) from error
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # A plan of the memory for each length of sound would be kept, and never fit again.
        options.enable_mem_pattern = False
        # Waiting threads would burn the processor that other stages need.
        options.add_session_config_entry("session.force_spinning_stop", "1")
        encoder, decoder = (
            ort.InferenceSession(network, options, providers=["CPUExecutionProvider"]) for network in networks
        )
    return encoder, decoder


@contextmanager
def _in_sentences(what: str) -> Iterator[None]:
    """Turn ONNX Runtime's errors, which share no class but the most general one, into ours."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.startswith("onnxruntime"):
            raise MissingPartError(what, _REINSTALL) from error
        raise


def _damaged(folder: Path) -> MissingPartError:
    return MissingPartError(f"The Moonshine model in {folder} is missing or damaged.", _REINSTALL)
