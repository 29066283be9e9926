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
from assistant.speech.moonshine_tokens import read_tokens

Floats = NDArray[np.float32]

_REINSTALL = "pip install --force-reinstall moonshine-voice==0.1.0"
_BROKEN = "Recognition failed: the Moonshine model could not be run."
_FILES = ("encoder_model.ort", "decoder_model_merged.ort")


@dataclass(frozen=True, slots=True)
class State:
    """What the decoder remembers of some hypotheses of one utterance."""

    hidden: Floats
    """What the encoder heard, shape [1, time, width]."""
    samples: int
    """Length of the sound."""
    said: tuple[Floats, ...] = ()
    """Keys and values of the tokens, shape [hypotheses, heads, tokens, width]; none before the first step."""
    heard: tuple[Floats, ...] = ()
    """Keys and values of the sound, shape [hypotheses, heads, time, width]; the same for every hypothesis."""

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
        heard = self.heard
        if len(rows) != len(heard[0]):
            heard = tuple(np.repeat(each[:1], len(rows), 0) for each in heard)
        return replace(self, said=tuple(each[rows] for each in self.said), heard=heard)


class MoonshineModel:
    """The networks and their vocabulary, loaded once. Threads may use it side by side.

    Args:
        folder: where `encoder_model.ort`, `decoder_model_merged.ort` and `tokenizer.bin` are.
        threads: processor threads that a step may use.

    Raises:
        MissingPartError: if ONNX Runtime is not installed, or a file is missing or damaged.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        self._encoder, self._decoder = _sessions(folder, threads)
        outputs = self._decoder.get_outputs()
        slots = [output.name.removeprefix("present.") for output in outputs[1:]]
        self._said = [slot for slot in slots if ".decoder." in slot]
        self._heard = [slot for slot in slots if ".encoder." in slot]
        # The decoder takes an empty memory at the first step, in the shape of a full one.
        shapes = {each.name: each.shape for each in self._decoder.get_inputs()}
        self._nothing = [
            np.zeros((1, shapes[name][1], 0, shapes[name][3]), np.float32)
            for name in map(_past, [*self._said, *self._heard])
        ]
        try:
            self.tokens = read_tokens((folder / "tokenizer.bin").read_bytes())
        except (OSError, ValueError) as error:
            raise _damaged(folder) from error
        if len(self.tokens.pieces) != outputs[0].shape[-1]:
            raise _damaged(folder)

    def encode(self, audio: Floats) -> State:
        """Listen to an utterance.

        Args:
            audio: shape [samples], 16 kHz, -1..1; at least a tenth of a second.
        """
        mask = np.ones((1, len(audio)), np.int64)
        with _in_sentences(_BROKEN):
            hidden = self._encoder.run(None, {"input_values": audio[None], "attention_mask": mask})[0]
        return State(hidden, len(audio))

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
            state: before the first step.
            tokens: shape [tokens], from the one that begins a sentence on.

        Returns:
            Log-probabilities, shape [tokens, vocabulary], and the state after them all.
        """
        scores, after = self._run(state, tokens[None])
        return scores[0], after

    def _run(self, state: State, tokens: NDArray[np.int64]) -> tuple[Floats, State]:
        rows, begun = len(tokens), bool(state.said)
        memory = [*state.said, *state.heard] if begun else self._nothing
        feed: dict[str, Any] = dict(zip(map(_past, [*self._said, *self._heard]), memory, strict=True))
        feed |= {
            "input_ids": tokens,
            # Read by the first step only; later ones have the memory that it made.
            "encoder_hidden_states": state.hidden[:, :1].repeat(rows, 0) if begun else state.hidden,
            # All of the sound counts, so one number does for it: the full mask costs a third of a step.
            "encoder_attention_mask": np.ones((rows, 1), np.int64),
            "use_cache_branch": np.array([begun]),
        }
        # The memory of the sound is made by the first step, and only handed back by the others.
        wanted = self._said if begun else [*self._said, *self._heard]
        with _in_sentences(_BROKEN):
            logits, *made = self._decoder.run(["logits", *(f"present.{slot}" for slot in wanted)], feed)
        said, heard = tuple(made[: len(self._said)]), tuple(made[len(self._said) :])
        return _log_softmax(logits), replace(state, said=said, heard=state.heard if begun else heard)


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
    try:
        import onnxruntime as ort
    except ImportError as error:
        raise MissingPartError(
            "The package onnxruntime is not installed.", "pip install onnxruntime"
        ) from error
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # A plan of the memory for each length of sound would be kept, and never fit again.
    options.enable_mem_pattern = False
    # Waiting threads would burn the processor that other stages need.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    with _in_sentences(f"The Moonshine model in {folder} is missing or damaged."):
        encoder, decoder = (
            ort.InferenceSession(folder / name, options, providers=["CPUExecutionProvider"])
            for name in _FILES
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


def _past(slot: str) -> str:
    return f"past_key_values.{slot}"


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(-1, keepdims=True)
    scores: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return scores
