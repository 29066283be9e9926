"""The networks that are put together anew say what those of the wheel say."""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest
import soundfile
from numpy.typing import NDArray

from assistant.errors import MissingPartError
from assistant.speech.moonshine_kept import kept_networks
from assistant.speech.moonshine_model import Floats, MoonshineModel, bundled_model
from assistant.speech.moonshine_networks import lean_networks
from assistant.speech.moonshine_tokens import BEGIN, END

ENCODER = bundled_model() / "encoder_model.ort"
DECODER = bundled_model() / "decoder_model_merged.ort"
SAMPLES = Path(__file__).parents[1] / "devices" / "recordings" / "samples"


class ExportedNetworks:
    """The wheel's, run as they were exported."""

    def __init__(self) -> None:
        self.encoder = ort.InferenceSession(ENCODER, providers=["CPUExecutionProvider"])
        self.decoder = ort.InferenceSession(DECODER, providers=["CPUExecutionProvider"])

    def encode(self, audio: Floats) -> Floats:
        feed = {"input_values": audio[None], "attention_mask": np.ones((1, len(audio)), np.int64)}
        hidden: Floats = self.encoder.run(None, feed)[0]
        return hidden

    def follow(self, hidden: Floats, tokens: NDArray[np.int64]) -> Floats:
        """Log-probabilities, shape [tokens, vocabulary]."""
        feed: dict[str, Any] = {
            each.name: np.zeros((1, each.shape[1], 0, each.shape[3]), np.float32)
            for each in self.decoder.get_inputs()
            if each.name.startswith("past")
        }
        feed |= {
            "input_ids": tokens[None],
            "encoder_hidden_states": hidden,
            "encoder_attention_mask": np.ones((1, hidden.shape[1]), np.int64),
            "use_cache_branch": np.array([False]),
        }
        logits: Floats = self.decoder.run(["logits"], feed)[0][0]
        shifted = logits - logits.max(1, keepdims=True)
        scores: Floats = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
        return scores


@pytest.fixture(scope="module")
def exported() -> ExportedNetworks:
    return ExportedNetworks()


@pytest.fixture(scope="module")
def model() -> MoonshineModel:
    return MoonshineModel(bundled_model(), threads=2)


@pytest.fixture(scope="module")
def audio() -> Floats:
    recording = min(SAMPLES.rglob("*.flac"))
    samples, rate = soundfile.read(recording, dtype="float32", frames=4 * 16_000)
    assert rate == 16_000
    return np.asarray(samples, np.float32)


def said(model: MoonshineModel, audio: Floats) -> NDArray[np.int64]:
    """The likeliest tokens, the first included."""
    state, tokens = model.encode(audio), [BEGIN]
    while tokens[-1] != END and len(tokens) < 30:
        scores, state = model.step(state, np.array(tokens[-1:]))
        tokens.append(int(scores[0].argmax()))
    return np.array([token for token in tokens if token != END])


def test_they_score_words_as_the_exported_networks_do(
    model: MoonshineModel, exported: ExportedNetworks, audio: Floats
) -> None:
    tokens = said(model, audio)
    assert len(tokens) > 5
    lean, _ = model.follow(model.encode(audio), tokens)
    wheel = exported.follow(exported.encode(audio), tokens)
    assert (lean.argmax(1) == wheel.argmax(1)).all()
    likely = wheel > -5
    # Their quantised numbers are rounded elsewhere.
    assert np.abs(lean - wheel)[likely].mean() < 0.2
    np.testing.assert_allclose(np.exp(lean).sum(1), 1, atol=1e-3)


def test_token_by_token_is_the_same_as_all_at_once(model: MoonshineModel, audio: Floats) -> None:
    tokens = said(model, audio)
    state = model.encode(audio)
    at_once, whole = model.follow(state, tokens)
    for number, token in enumerate(tokens):
        scores, state = model.step(state, np.array([token]))
        # Numbers are quantised for all tokens together.
        assert np.abs(scores[0] - at_once[number])[at_once[number] > -5].max() < 0.5
    assert state.length == whole.length == len(tokens)


def test_hypotheses_side_by_side_are_the_same_as_alone(model: MoonshineModel, audio: Floats) -> None:
    first, second, *_ = said(model, audio)
    _, begun = model.step(model.encode(audio), np.array([first]))
    alone, _ = model.step(begun, np.array([second]))
    together, _ = model.step(begun.picked(np.array([0, 0, 0])), np.array([second, second, second]))
    np.testing.assert_allclose(together, alone.repeat(3, 0), atol=1e-3)


def test_other_networks_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        lean_networks(DECODER, DECODER)
    for name, source in (("encoder_model.ort", ENCODER), ("decoder_model_merged.ort", ENCODER)):
        (tmp_path / name).write_bytes(source.read_bytes())
    with pytest.raises(MissingPartError, match="damaged"):
        MoonshineModel(tmp_path, threads=1)


def test_the_networks_are_kept_and_found_again(tmp_path: Path) -> None:
    made = kept_networks(ENCODER, DECODER, tmp_path)
    (file,) = tmp_path.iterdir()
    written = file.stat().st_mtime_ns
    assert kept_networks(ENCODER, DECODER, tmp_path) == made
    assert file.stat().st_mtime_ns == written


def test_damaged_networks_are_made_again(tmp_path: Path) -> None:
    made = kept_networks(ENCODER, DECODER, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert kept_networks(ENCODER, DECODER, tmp_path) == made


def test_other_networks_are_not_taken_for_those_kept(tmp_path: Path) -> None:
    kept_networks(ENCODER, DECODER, tmp_path)
    with pytest.raises(LookupError):
        kept_networks(DECODER, DECODER, tmp_path)
