"""The automaton: words, lists and open places, walked letter by letter."""

import math
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.automaton import DEAD, KNOWN, Walker
from intents.network import Ending, Network, plain
from intents.phrases import Phrases

WORDS = st.text("abc", min_size=1, max_size=3)
PHRASES = st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), max_size=12)


def cost_of(walker: Walker, text: str, size: int = 100) -> float:
    """What a sentence costs, walked in pieces of so many letters; infinite where it may not be said."""
    at, total, said = walker.start, 0.0, f" {plain(text)}"
    for start in range(0, len(said), size):
        if at == DEAD:
            return math.inf
        at, cost = walker.walk(at, said[start : start + size])
        total += cost
    reached = walker.ending(at) if at != DEAD else None
    return total + reached.cost if reached and reached.ending else math.inf


def listed(phrases: Iterable[str]) -> Walker:
    """One phrase of a list, or several with "and" between them."""
    network = Network()
    start, end = network.node(), network.node(Ending.FINISHED)
    network.phrases(start, "things", end)
    network.word(end, "and", start, 0.5)
    return Walker(network, [start], {"things": [Phrases(phrases)]})


def test_text_is_seen_without_case_accents_punctuation_and_apostrophes() -> None:
    assert plain(" I'd like a 12-oz. Café, please: $4.99 & 5%") == (
        " id like a 12 oz cafe please $499 and 5 percent"
    )


def test_a_sentence_costs_what_its_cheapest_way_costs() -> None:
    network = Network()
    start, middle, end = network.node(), network.node(), network.node(Ending.BRIEF)
    network.text(start, "go on", end, 3.0)
    network.word(start, "go", middle, 1.0)
    network.word(middle, "on", end, 0.5)
    network.skip(start, middle, 9.0)
    walker = Walker(network, [start], {})
    assert cost_of(walker, "go on") == pytest.approx(1.5)
    assert cost_of(walker, "on") == pytest.approx(9.5)
    assert cost_of(walker, "go") == math.inf


def test_open_words_cost_by_the_word_and_end_where_a_known_word_follows() -> None:
    network = Network()
    start, after, end = network.node(), network.node(), network.node(Ending.FINISHED)
    network.open(start, after, 2.0)
    network.word(after, "please", end)
    walker = Walker(network, [start], {})
    assert cost_of(walker, "fresh figs please") == pytest.approx(4.0)
    assert cost_of(walker, "please please") == pytest.approx(2.0)
    assert cost_of(walker, "please") == math.inf
    assert cost_of(Walker(network, [start], {}, breadth=KNOWN), "fresh figs please") == math.inf


def test_a_brief_ending_is_told_from_a_finished_one() -> None:
    network = Network()
    start, brief, more = network.node(), network.node(Ending.BRIEF), network.node(Ending.FINISHED)
    network.word(start, "yes", brief)
    network.word(brief, "indeed", more)
    walker = Walker(network, [start], {})
    at, _ = walker.walk(walker.start, " yes")
    assert walker.ending(at).ending is Ending.BRIEF
    at, _ = walker.walk(at, " inde")
    assert walker.ending(at).ending is Ending.NONE
    at, _ = walker.walk(at, "ed")
    assert walker.ending(at).ending is Ending.FINISHED


def test_nodes_for_later_are_made_once_and_when_somebody_comes() -> None:
    network, made = Network(), []
    end = network.node(Ending.FINISHED)

    def build(at: int) -> None:
        made.append(at)
        network.word(at, "later", end)

    later = network.later(build)
    assert not made
    assert cost_of(Walker(network, [later], {}), "later") == 0
    assert cost_of(Walker(network, [later], {}), "sooner") == math.inf
    assert made == [later]


def test_a_walker_without_a_start_is_dead_from_the_beginning() -> None:
    assert Walker(Network(), [], {}).start == DEAD


def test_the_next_letters_are_told() -> None:
    walker = listed(["oat milk", "oats"])
    at, _ = walker.walk(walker.start, " oat")
    assert walker.begins(at) == frozenset({" ", "s"})
    assert walker.begins(walker.walk(at, "s")[0]) == frozenset({" "})


@given(PHRASES, st.lists(WORDS, min_size=1, max_size=4).map(" ".join), st.integers(1, 4))
def test_only_listed_phrases_are_accepted_however_the_text_is_cut(
    phrases: list[str], said: str, size: int
) -> None:
    walker = listed(phrases)
    assert (cost_of(walker, said, size) == 0) == (said in phrases)
    for phrase in phrases:
        assert cost_of(walker, phrase, size) == 0
        assert cost_of(walker, f"{phrase} and {phrase}", size) == pytest.approx(0.5)


@given(PHRASES, st.text("abc ", max_size=6))
def test_phrases_are_narrowed_to_those_that_begin_so(phrases: list[str], begun: str) -> None:
    table = Phrases(phrases)
    low, high = 0, len(table)
    for depth, letter in enumerate(begun):
        low, high = table.narrowed(low, high, depth, letter)
    assert list(table[low:high]) == [phrase for phrase in table if phrase.startswith(begun)]
    assert table.whole(low, high, len(begun)) == (begun in set(phrases) - {""})


@given(PHRASES)
def test_phrases_are_the_same_after_they_were_saved(phrases: list[str]) -> None:
    assert list(Phrases.of_text(Phrases(phrases).text)) == sorted(set(phrases))


def test_a_file_of_something_else_is_no_phrases(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("oat milk\n")
    with pytest.raises(ValueError, match="holds no phrases"):
        Phrases.load(tmp_path / "file")
    Phrases(["oat milk"]).save(tmp_path / "file")
    assert list(Phrases.load(tmp_path / "file")) == ["oat milk"]


def test_a_phrase_with_a_line_break_is_refused() -> None:
    with pytest.raises(ValueError, match="line break"):
        Phrases(["oat\nmilk"])
