"""Networks for Moonshine's search that score tokens as they were told."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.speech.moonshine_beam import BeamSearch, Found, Width
from assistant.speech.moonshine_hearing import Hearing
from assistant.speech.moonshine_model import Floats, State
from assistant.speech.moonshine_paths import Paths
from assistant.speech.moonshine_tokens import BEGIN, Spelling
from intents.automaton import Walker
from intents.network import Ending, Network

UNLIKELY = -20.0
OVER = "</s>"
WIDTH = Width(beam=8, margin=10.0)
Script = Mapping[str, Mapping[str, float]]
"""What follows each text so far, and its log-probability; all else is unlikely."""


class Networks:
    """A decoder that follows a script; its memory of what was said holds the tokens themselves."""

    def __init__(self, script: Script) -> None:
        pieces = dict.fromkeys(piece for follows in script.values() for piece in follows if piece != OVER)
        self._pieces = ["<unk>", "<s>", OVER, *pieces]
        self._script = script
        self.spelling = Spelling([b"", b"", b"", *(piece.encode() for piece in pieces)])
        self.asked: list[list[str]] = []
        """The hypotheses of each step."""

    def token(self, piece: str) -> int:
        return self._pieces.index(piece)

    def text(self, tokens: Iterable[int]) -> str:
        return "".join(self._pieces[token] for token in tokens if token != BEGIN)

    def step(self, state: State, last: NDArray[np.int64]) -> tuple[Floats, State]:
        return self._run(state, last[:, None])

    def follow(self, state: State, tokens: NDArray[np.int64]) -> tuple[Floats, State]:
        said = tokens.tolist()
        rows = [self._scores(self.text(said[: at + 1])) for at in range(len(said))]
        return np.stack(rows), self._run(state, tokens[None])[1]

    def _run(self, state: State, tokens: NDArray[np.int64]) -> tuple[Floats, State]:
        more = tokens[:, None, :, None].astype(np.float32)
        said = np.concatenate([*state.said, more], axis=2)
        texts = [self.text(row.astype(int).tolist()) for row in said[:, 0, :, 0]]
        self.asked.append(texts)
        heard = np.zeros((len(said), 1, 1, 1), np.float32)
        return np.stack(list(map(self._scores, texts))), replace(state, said=(said,), heard=(heard,))

    def _scores(self, text: str) -> Floats:
        scores = np.full(len(self._pieces), UNLIKELY, np.float32)
        for piece, score in self._script.get(text, {OVER: -0.1}).items():
            scores[self.token(piece)] = score
        return scores


def along(*pieces: str, score: float = -0.1) -> dict[str, dict[str, float]]:
    """The script of one sentence."""
    texts = ["".join(pieces[:at]) for at in range(len(pieces) + 1)]
    return {text: {piece: score} for text, piece in zip(texts, [*pieces, OVER], strict=True)}


def joined(*scripts: Script) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for script in scripts:
        for text, follows in script.items():
            found[text] = found.get(text, {}) | dict(follows)
    return found


def saying(*sentences: str) -> Walker:
    """A walker of some sentences."""
    network = Network()
    start, end = network.node(), network.node(Ending.FINISHED)
    for sentence in sentences:
        network.text(start, sentence, end)
    return Walker(network, [start], {})


def sound(seconds: float = 3) -> State:
    return State((np.zeros((1, 1, 1, 1), np.float32),), round(16_000 * seconds))


def search(networks: Networks, walker: Walker, width: Width = WIDTH, state: State | None = None) -> Found:
    paths = Paths(networks.spelling, walker)
    begun = paths.begin()
    assert begun is not None
    return BeamSearch(networks, paths, width).run(state or sound(), begun)


def texts(found: Found | Hearing) -> list[str]:
    return [each.text for each in found.sentences]
