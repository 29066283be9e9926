"""How good the assistant is: each figure against hand-made cases, other libraries, and its own laws."""

import math
from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from devices.recordings.conditions.steps import Condition, Gain, Speed
from devices.recordings.expectation import ExpectedLine
from devices.recordings.figures import Spread, peak_memory, percentile, spread
from devices.recordings.matching import same_cart
from devices.recordings.metrics.endpoints import TurnEnd, as_heard, ends_of_turn, speech_span, turn_end
from devices.recordings.metrics.intervals import percentile_interval, ratio_interval
from devices.recordings.metrics.significance import mcnemar
from devices.recordings.metrics.slots import (
    Counts,
    agreement,
    best_slot_counts,
    cart_counts,
    slot_counts,
)
from devices.recordings.metrics.words import WordCounts, all_words, spoken, word_counts

RATE = 16_000


# --- slots and carts


@pytest.mark.parametrize(
    ("expected", "found", "counts"),
    [
        ({"a": 1, "b": "Oat Milk"}, {"a": 1, "b": "oat milk"}, (2, 0, 0)),
        ({"a": 1}, {"a": 2}, (0, 1, 1)),
        ({"a": 1}, {}, (0, 1, 0)),
        ({}, {"a": 1}, (0, 0, 1)),
        ({"a": 1}, {"a": 1, "unit": "carton"}, (1, 0, 1)),
        ({"a": None}, {"a": None, "b": None}, (0, 0, 0)),
        ({"a": None}, {"a": 1}, (0, 0, 1)),
        ({"a": {"b": {"c": 1, "d": 2}}}, {"a": {"b": {"c": 1, "d": 3}}}, (1, 1, 1)),
        ({"a": [1]}, {"a": 1}, (0, 1, 1)),
        ({"a": {"b": 1}}, {"a": "b"}, (0, 1, 1)),
    ],
)
def test_slots_are_compared_value_by_value(
    expected: dict[str, Any], found: dict[str, Any], counts: tuple[int, int, int]
) -> None:
    assert told(slot_counts(expected, found)) == counts


def test_an_item_that_is_missing_shifts_none_of_the_others() -> None:
    milk, eggs = {"text": "oat milk", "quantity": 2}, {"text": "eggs", "quantity": 3}
    assert told(slot_counts({"items": [milk, eggs]}, {"items": [eggs]})) == (2, 2, 0)
    assert told(slot_counts({"items": [eggs]}, {"items": [milk, eggs]})) == (2, 0, 2)


def test_quantities_that_were_swapped_are_wrong() -> None:
    expected = {"items": [{"text": "milk", "quantity": 2}, {"text": "eggs", "quantity": 3}]}
    found = {"items": [{"text": "milk", "quantity": 3}, {"text": "eggs", "quantity": 2}]}
    assert told(slot_counts(expected, found)) == (2, 2, 2)


def test_of_several_sentences_the_one_that_agrees_best_counts() -> None:
    turns = [{"a": 2}, {"a": 1, "c": 3}, {"a": 1}]
    assert told(best_slot_counts({"a": 1, "b": 2}, turns)) == (1, 1, 0)
    assert told(best_slot_counts({"a": 1, "b": 2}, [])) == (0, 2, 0)


def test_carts_are_compared_by_product_quantity_and_each_option() -> None:
    expected = [
        ExpectedLine(product="Latte", quantity=2, options={"size": "large", "milk": "oat"}),
        ExpectedLine(product="mocha"),
    ]
    latte = {"product": "latte", "quantity": 2, "options": {"milk": "oat", "size": "Large"}}
    mocha = {"product": "mocha", "quantity": 1, "options": {}}
    assert told(cart_counts(expected, [mocha, latte])) == (6, 0, 0)
    assert told(cart_counts(expected, [latte])) == (4, 2, 0)
    assert told(cart_counts(expected, [mocha, latte | {"options": {"milk": "soy"}}])) == (4, 2, 1)
    assert told(cart_counts([], [mocha])) == (0, 0, 2)


def test_precision_recall_and_f1_follow_from_the_counts() -> None:
    found = agreement([[Counts(right=6, missed=2, added=1)], [Counts(missed=1), Counts(added=1)]])
    assert (found.right, found.missed, found.added, found.recordings) == (6, 3, 2, 3)
    assert (found.precision, found.recall) == (0.75, 0.6667)
    # Of precision 6/8 and recall 6/9.
    assert found.f1 == round(2 * 0.75 * (6 / 9) / (0.75 + 6 / 9), 4)


def test_there_is_no_f1_of_nothing() -> None:
    nothing = agreement([])
    assert (nothing.precision, nothing.recall, nothing.f1, nothing.f1_interval) == (None, None, None, None)


leaves = st.one_of(st.integers(0, 2), st.sampled_from(["a", "b", "A"]), st.none(), st.booleans())
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner)
)
slots = st.dictionaries(st.sampled_from("xyz"), trees)
lines = st.lists(
    st.builds(
        ExpectedLine,
        product=st.sampled_from(["latte", "Latte", "mocha"]),
        quantity=st.integers(1, 2),
        options=st.dictionaries(st.sampled_from(["size", "milk"]), st.sampled_from(["x", "X", "y"])),
    ),
    max_size=4,
)


@given(slots, slots)
def test_what_is_missed_on_one_side_is_added_on_the_other(one: dict[str, Any], other: dict[str, Any]) -> None:
    there, back = slot_counts(one, other), slot_counts(other, one)
    assert told(there) == (back.right, back.added, back.missed)
    assert min(told(there)) >= 0


@given(slots)
def test_the_same_slots_agree_in_all(tree: dict[str, Any]) -> None:
    assert told(slot_counts(tree, tree))[1:] == (0, 0)


@given(lines, lines)
def test_two_carts_are_the_same_just_if_nothing_is_missed_or_added(
    expected: list[ExpectedLine], found: list[ExpectedLine]
) -> None:
    there = [line.model_dump() for line in found]
    counts = cart_counts(expected, there)
    assert same_cart(expected, there) is (counts.missed == counts.added == 0)


def told(counts: Counts) -> tuple[int, int, int]:
    return counts.right, counts.missed, counts.added


# --- words


def test_words_are_counted_without_case_and_punctuation() -> None:
    found = word_counts("Two cartons of oat milk, please.", "two cartons of oak milk please now")
    assert found == WordCounts(hits=5, substitutions=1, insertions=1)
    assert (found.words, found.wrong) == (6, 2)
    assert word_counts("Yes.", "") == WordCounts(deletions=1)
    assert word_counts("", "well then") == WordCounts(insertions=2)
    assert word_counts("?!", "...") == WordCounts()


@pytest.mark.parametrize("heard", ["What's in my cart?", "what\u2019s in my cart", "whats in my cart"])
def test_apostrophes_make_no_other_word(heard: str) -> None:
    assert (
        word_counts("whats in my cart", heard) == word_counts(heard, "whats in my cart") == WordCounts(hits=4)
    )


def test_words_of_all_recordings_are_added_up() -> None:
    counts = [WordCounts(hits=3, deletions=1), WordCounts(hits=1, substitutions=2, insertions=4)]
    assert all_words(counts) == WordCounts(hits=4, substitutions=2, deletions=1, insertions=4)
    assert all_words([]) == WordCounts()


@given(st.text("ab c.'", max_size=20), st.text("ab c.'", max_size=20))
def test_the_wrong_words_are_the_fewest_edits(said: str, heard: str) -> None:
    words = spoken(said).split(), spoken(heard).split()
    counts = word_counts(said, heard)
    assert counts.wrong == Levenshtein.distance(*words)
    assert counts.words == len(words[0])


# --- chance


@pytest.mark.parametrize(
    ("worse", "better", "p"), [(0, 0, 1), (5, 0, 0.0625), (6, 0, 0.03125), (1, 1, 1), (1, 9, 22 / 1024)]
)
def test_mcnemars_test_of_cases_worked_out_by_hand(worse: int, better: int, p: float) -> None:
    assert mcnemar(worse, better) == pytest.approx(p)


@pytest.mark.parametrize(("worse", "better"), [(3, 8), (8, 3), (20, 41), (0, 30), (2400, 2600), (5000, 4000)])
def test_mcnemars_test_is_the_binomial_test_of_a_fair_coin(worse: int, better: int) -> None:
    from scipy import stats  # only here: it takes a second

    expected = stats.binomtest(worse, worse + better, 0.5).pvalue
    assert mcnemar(worse, better) == pytest.approx(expected, rel=1e-9)


@given(st.integers(0, 300), st.integers(0, 300))
def test_mcnemars_test_takes_no_side(one: int, other: int) -> None:
    assert mcnemar(one, other) == mcnemar(other, one)
    assert 0 < mcnemar(one, other) <= 1


def bootstrapped(data: Sequence[Any], statistic: Any) -> tuple[float, float]:
    """The same interval as others compute it, of 20,000 samples."""
    from scipy import stats

    found = stats.bootstrap(
        data, statistic, n_resamples=20_000, method="percentile", paired=True, rng=np.random.default_rng(1)
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def test_the_interval_of_a_share_is_the_percentile_bootstraps() -> None:
    right = [1] * 130 + [0] * 20
    low, high = bootstrapped((np.array(right),), np.mean)
    found = ratio_interval(right, [1] * 150)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.01)
    assert found.low < 130 / 150 < found.high


def test_the_interval_of_an_error_rate_draws_recordings_with_all_their_words() -> None:
    drawing = np.random.default_rng(2)
    words = drawing.integers(1, 12, 120)
    wrong = drawing.binomial(words, 0.1)

    def rate(some: Any, of: Any, axis: int = -1) -> Any:
        return np.sum(some, axis=axis) / np.sum(of, axis=axis)

    low, high = bootstrapped((wrong, words), rate)
    found = ratio_interval(wrong.tolist(), words.tolist())
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.006)


@pytest.mark.parametrize("percent", [50, 95])
def test_the_interval_of_a_percentile_is_the_percentile_bootstraps(percent: float) -> None:
    waits = np.random.default_rng(3).gamma(9, 100, 200)

    def statistic(values: Any, axis: int = -1) -> Any:
        return np.percentile(values, percent, axis=axis)

    low, high = bootstrapped((waits,), statistic)
    found = percentile_interval([[wait] for wait in waits.tolist()], percent)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), rel=0.02)


def test_nineteen_intervals_in_twenty_hold_the_true_share() -> None:
    drawing = np.random.default_rng(4)
    held = 0
    for _ in range(100):
        found = ratio_interval(drawing.binomial(1, 0.7, 100).tolist(), [1] * 100)
        assert found is not None
        held += found.low <= 0.7 <= found.high
    assert 90 <= held <= 99


def test_the_same_results_give_the_same_interval() -> None:
    parts, wholes = [3, 0, 1, 1, 0], [4, 1, 2, 1, 3]
    assert ratio_interval(parts, wholes) == ratio_interval(parts, wholes)
    groups = [[800.0, 900.0], [], [700.0], [1000.0]]
    assert percentile_interval(groups, 95) == percentile_interval(groups, 95)


def test_one_recording_tells_nothing_of_how_they_differ() -> None:
    assert ratio_interval([], []) is None
    assert ratio_interval([1], [1]) is None
    assert ratio_interval([1, 0, 0], [3, 0, 0]) is None
    assert percentile_interval([[1.0, 2.0], []], 50) is None


def test_where_all_agree_there_is_no_certainty_and_no_interval() -> None:
    assert ratio_interval([1] * 9, [1] * 9) is None
    assert ratio_interval([0] * 9, [2] * 9) is None
    assert percentile_interval([[800.0], [800.0]], 95) is None
    assert ratio_interval([1] * 9 + [0], [1] * 10) is not None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4)), min_size=2, max_size=20))
def test_an_interval_lies_within_what_the_recordings_show(pairs: list[tuple[int, int]]) -> None:
    parts, wholes = [part for part, _ in pairs], [whole for _, whole in pairs]
    shares = [part / whole for part, whole in pairs]
    found = ratio_interval(parts, wholes)
    if found is None:
        assert max(shares) == pytest.approx(min(shares))
        return
    assert min(shares) - 1e-4 <= found.low < found.high <= max(shares) + 1e-4


# --- percentiles, memory


def test_percentiles_lie_between_the_values_next_to_them() -> None:
    assert spread([4, 1, 3, 2]) == Spread(p50=2.5, p95=3.9)
    assert spread([7]) == Spread(p50=7, p95=7)
    assert spread([]) == Spread()


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 100))
def test_percentiles_are_numpys(values: list[float], percent: float) -> None:
    assert percentile(sorted(values), percent) == pytest.approx(np.percentile(values, percent), abs=1e-6)


def test_the_peak_memory_of_this_process_is_known() -> None:
    assert (peak_memory() or 0) > 10


# --- the ends of turns


def tone(seconds: float, level: float) -> bytes:
    """A tone of 200 Hz, its level in dB of the loudest one."""
    peak = 32767 * 10 ** (level / 20)
    count = round(seconds * RATE)
    return array("h", [round(peak * math.sin(2 * math.pi * at / 80)) for at in range(count)]).tobytes()


def noise(seconds: float, level: float) -> bytes:
    drawing = np.random.default_rng(5)
    rms = 32768 * 10 ** (level / 20)
    return drawing.normal(0, rms, round(seconds * RATE)).astype("<i2").tobytes()


def silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * RATE))


def test_speech_spans_from_the_first_loud_frame_to_the_last() -> None:
    pcm = silence(1) + tone(0.5, -10) + silence(0.4) + tone(0.6, -20) + silence(1.5)
    assert speech_span(pcm) == pytest.approx((1, 2.5))


def test_speech_stands_out_of_a_quiet_background() -> None:
    quiet = np.frombuffer(noise(4, -60), dtype="<i2").astype(int)
    quiet[RATE : 2 * RATE] += np.frombuffer(tone(1, -12), dtype="<i2")
    assert speech_span(quiet.astype("<i2").tobytes()) == pytest.approx((1, 2))


def test_a_click_is_no_speech() -> None:
    pcm = silence(0.5) + tone(0.04, -3) + silence(0.5) + tone(0.5, -15) + silence(0.46) + tone(0.02, -3)
    span = speech_span(pcm + silence(1))
    assert span == pytest.approx((1.04, 1.54))


@pytest.mark.parametrize(
    "pcm", [b"", b"\0", silence(2), noise(2, -70), noise(2, -20), silence(2) + tone(0.04, -3)]
)
def test_where_nothing_stands_out_there_is_no_speech(pcm: bytes) -> None:
    assert speech_span(pcm) is None


@given(st.binary(max_size=3000))
def test_any_bytes_have_a_span_within_them_or_none(pcm: bytes) -> None:
    span = speech_span(pcm)
    assert span is None or 0 <= span[0] < span[1] <= len(pcm) / 2 / RATE


def test_speech_ends_sooner_in_a_recording_that_is_played_faster() -> None:
    assert as_heard((1, 3), Condition(steps=(Speed(factor=2), Gain(db=-6)))) == (0.5, 1.5)
    assert as_heard((1, 3), Condition()) == (1, 3)


@pytest.mark.parametrize(
    ("decided", "span", "end"),
    [
        ([3.6], (1, 3), TurnEnd(cut_off=False, delay_ms=600)),
        ([2.2, 3.8], (1, 3), TurnEnd(cut_off=True, delay_ms=800)),
        ([2.2], (1, 3), TurnEnd(cut_off=True)),
        ([], (1, 3), TurnEnd()),
        ([2.2], None, TurnEnd()),
    ],
)
def test_an_end_is_early_or_late_against_the_end_of_the_speech(
    decided: list[float], span: tuple[float, float] | None, end: TurnEnd
) -> None:
    assert turn_end(decided, span) == end


def test_early_and_late_ends_are_counted() -> None:
    found = ends_of_turn(
        [
            TurnEnd(cut_off=False, delay_ms=500),
            TurnEnd(cut_off=False, delay_ms=1400),
            # A cut-off turn is over early, however long the rest of it takes.
            TurnEnd(cut_off=True, delay_ms=1900),
            TurnEnd(cut_off=True),
            TurnEnd(),
        ]
    )
    assert (found.measured, found.cut_off, found.cut_off_rate) == (4, 2, 0.5)
    assert (found.late, found.late_rate) == (1, 0.25)
    assert found.delay_ms == Spread(p50=950, p95=1355)
    assert ends_of_turn([]).cut_off_rate is None
