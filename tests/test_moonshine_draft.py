"""The draft of what was said: scripted networks, and Moonshine's own on real speech."""

from collections.abc import Sequence
from dataclasses import replace
from math import log
from zlib import crc32

import numpy as np
import pytest
import soxr
from hibari import Hibari
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.speech.moonshine_draft import Draft, drafted
from assistant.speech.moonshine_model import Floats, MoonshineModel, State, bundled_model
from assistant.speech.moonshine_search import circles, most_tokens
from assistant.speech.moonshine_tokens import BEGIN, END

VOCABULARY = 100
NOTHING_YET = Draft()


class ScriptedNetworks:
    """Want one sentence, each token with the same probability; then its last few for ever.

    The memory of what was said holds the tokens themselves.
    """

    def __init__(self, script: Sequence[int], forever: Sequence[int] = (END,), chance: float = 0.5) -> None:
        self._script = script
        self._forever = forever
        self._chance = chance
        self.followed: list[tuple[int, ...]] = []
        self.stepped: list[int] = []

    def follow(self, state: State, tokens: NDArray[np.int64]) -> tuple[Floats, State]:
        self.followed.append(tuple(tokens.tolist()))
        before, state = state.length, remembering(state, tokens)
        said = state.said[0][0, 0, :, 0].astype(int).tolist()
        return np.stack([self.scores(said[: at + 1]) for at in range(before, len(said))]), state

    def step(self, state: State, last: NDArray[np.int64]) -> tuple[Floats, State]:
        self.stepped += last.tolist()
        state = remembering(state, last)
        return self.scores(state.said[0][0, 0, :, 0].astype(int).tolist())[None], state

    def scores(self, said: list[int]) -> Floats:
        at = len(said) - 1
        beyond = at - len(self._script)
        token = self._script[at] if beyond < 0 else self._forever[beyond % len(self._forever)]
        scores = np.full(VOCABULARY, log(1e-6), np.float32)
        scores[token] = log(self._chance)
        return scores


class WhimsicalNetworks(ScriptedNetworks):
    """What follows depends on every token before, in no sensible way."""

    def __init__(self, seed: int) -> None:
        super().__init__(())
        self._seed = seed

    def scores(self, said: list[int]) -> Floats:
        whim = np.random.default_rng(crc32(bytes([self._seed, *said])))
        return np.log(whim.dirichlet(np.ones(VOCABULARY))).astype(np.float32)


def remembering(state: State, tokens: NDArray[np.int64]) -> State:
    more = tokens.reshape(1, 1, -1, 1).astype(np.float32)
    return replace(state, said=(np.concatenate([*state.said, more], axis=2),))


def sound(seconds: float) -> State:
    return State((np.zeros((1, 1, 1, 1), np.float32),), round(16_000 * seconds))


def test_the_likeliest_token_is_taken_at_each_step_until_the_end() -> None:
    networks = ScriptedNetworks([10, 11, 12])
    draft = drafted(networks, sound(2), NOTHING_YET)
    assert draft.tokens == (10, 11, 12)
    assert draft.ended
    assert networks.followed == [(BEGIN,)]
    assert networks.stepped == [10, 11, 12]


def test_a_draft_has_the_scores_after_each_token_and_the_memory_of_them_all() -> None:
    draft = drafted(ScriptedNetworks([10, 11]), sound(2), NOTHING_YET)
    assert [int(scores.argmax()) for scores in draft.scores] == [10, 11, END]
    assert draft.state is not None
    assert draft.state.said[0].ravel().tolist() == [BEGIN, 10, 11]


def test_confidence_is_the_mean_probability_of_the_tokens() -> None:
    draft = drafted(ScriptedNetworks([10, 11], chance=0.7), sound(2), NOTHING_YET)
    assert draft.score == pytest.approx(3 * log(0.7))
    assert draft.surprise == pytest.approx(-log(0.7))
    assert draft.confidence == pytest.approx(0.7)


def test_before_any_sound_nothing_is_drafted() -> None:
    assert (NOTHING_YET.tokens, NOTHING_YET.ended, NOTHING_YET.state) == ((), False, None)


def test_there_are_no_more_tokens_than_fit_in_the_sound() -> None:
    # Never the same ones over and over, and never an end.
    draft = drafted(ScriptedNetworks(range(10, 100), [3]), sound(4), NOTHING_YET)
    assert not draft.ended
    assert len(draft.tokens) == most_tokens(sound(4).samples)


def test_going_round_in_circles_is_noticed_and_ends_the_draft() -> None:
    draft = drafted(ScriptedNetworks([10, 11], [20, 21, 22, 23]), sound(30), NOTHING_YET)
    assert not draft.ended
    assert len(draft.tokens) == 2 + 3 * 4


@pytest.mark.parametrize(
    ("tokens", "circling"),
    [
        ([5] * 12, True),
        ([5] * 11, False),
        ([1, 2] * 6, True),
        ([1, 2] * 5, False),
        ([1, 2, 3, 4, 5] * 3, True),
    ],
    ids=["one, a dozen times", "one, less often", "two", "two, less often", "a clause, three times"],
)
def test_only_what_nobody_says_is_a_circle(tokens: list[int], circling: bool) -> None:
    assert circles([90, 91, *tokens]) is circling


# --- with an earlier draft


def test_an_earlier_draft_that_still_holds_is_checked_in_one_run() -> None:
    before = drafted(ScriptedNetworks([10, 11, 12]), sound(2), NOTHING_YET)
    networks = ScriptedNetworks([10, 11, 12])
    assert drafted(networks, sound(3), before).tokens == (10, 11, 12)
    assert networks.followed == [(BEGIN, 10, 11, 12)]
    assert networks.stepped == []


def test_an_earlier_draft_is_gone_on_with() -> None:
    before = drafted(ScriptedNetworks([10, 11]), sound(2), NOTHING_YET)
    networks = ScriptedNetworks([10, 11, 12, 13])
    assert drafted(networks, sound(3), before).tokens == (10, 11, 12, 13)
    assert networks.followed == [(BEGIN, 10, 11)]
    assert networks.stepped == [12, 13]


def test_an_earlier_draft_is_cut_at_the_first_token_that_is_no_longer_the_likeliest() -> None:
    before = drafted(ScriptedNetworks([10, 11, 12, 13]), sound(2), NOTHING_YET)
    networks = ScriptedNetworks([10, 21, 12, 13])
    draft = drafted(networks, sound(3), before)
    assert draft.tokens == (10, 21, 12, 13)
    assert networks.stepped == [21, 12, 13]
    assert draft.state is not None
    assert draft.state.said[0].ravel().tolist() == [BEGIN, 10, 21, 12, 13]


def test_an_earlier_draft_may_prove_to_be_too_long() -> None:
    before = drafted(ScriptedNetworks([10, 11, 12]), sound(2), NOTHING_YET)
    draft = drafted(ScriptedNetworks([10]), sound(3), before)
    assert (draft.tokens, draft.ended, len(draft.scores)) == ((10,), True, 2)


def test_an_earlier_draft_that_went_on_for_ever_is_left() -> None:
    before = drafted(ScriptedNetworks([10], [11]), sound(4), NOTHING_YET)
    assert not before.ended
    assert drafted(ScriptedNetworks([10, 12]), sound(4), before).tokens == (10, 12)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 255), st.integers(0, 255), st.floats(0.1, 4), st.floats(0.1, 4))
def test_an_earlier_draft_changes_nothing_but_the_work(
    seed: int, other: int, shorter: float, longer: float
) -> None:
    before = drafted(WhimsicalNetworks(other), sound(shorter), NOTHING_YET)
    draft = drafted(WhimsicalNetworks(seed), sound(longer), before)
    afresh = drafted(WhimsicalNetworks(seed), sound(longer), NOTHING_YET)
    assert (draft.tokens, draft.ended) == (afresh.tokens, afresh.ended)
    np.testing.assert_array_equal(draft.scores, afresh.scores)
    assert draft.state is not None
    assert afresh.state is not None
    np.testing.assert_array_equal(draft.state.said, afresh.state.said)


# --- on speech


def test_a_draft_of_growing_sound_is_the_draft_of_it_all() -> None:
    sentence = "Can I have a large latte with soy milk?"
    model = MoonshineModel(bundled_model(), 1)
    wave = np.asarray(Hibari()(sentence, seed=0), np.float64)
    audio = soxr.resample(wave, 24_000, 16_000).astype(np.float32)
    draft = NOTHING_YET
    for end in (*range(16_000, len(audio), 8_000), len(audio)):
        draft = drafted(model, model.encode(audio[:end]), draft)
    afresh = drafted(model, model.encode(audio), NOTHING_YET)
    assert model.tokens.text(draft.tokens) == model.tokens.text(afresh.tokens) == sentence
    # Numbers are quantised for all tokens of a run together.
    assert draft.surprise == pytest.approx(afresh.surprise, abs=0.05)
