"""Moonshine's beam search: which way hypotheses go, and where sentences end."""

from itertools import pairwise

import pytest

from assistant.speech.moonshine_beam import BeamSearch, Found, Width
from assistant.speech.moonshine_paths import Paths
from assistant.speech.moonshine_search import most_tokens
from intents.automaton import Walker
from intents.grammar import NOTHING
from intents.network import Ending, Network
from moonshine_scripts import OVER, WIDTH, Networks, along, joined, saying, search, sound, texts

# --- which way hypotheses go


def test_only_what_may_be_said_is_followed() -> None:
    networks = Networks(
        joined(
            along(" goat", " milk", score=-0.01),
            {"": {" oat": -3.0, " soy": -6.0}, " oat": {" meal": -0.01, " milk": -2.0}},
            {" soy": {" milk": -0.1}},
        )
    )
    assert texts(search(networks, saying("oat milk", "soy milk"))) == ["oat milk", "soy milk"]
    asked = {text for step in networks.asked for text in step}
    assert asked >= {"", " oat", " soy", " oat milk", " soy milk"}
    assert all(" oat milk".startswith(text) or " soy milk".startswith(text) for text in asked)


def test_what_is_spelt_in_two_ways_is_one_hypothesis_with_the_likelier_tokens() -> None:
    networks = Networks(
        {"": {" o": -0.5, " oa": -0.3}, " o": {"at": -0.1}, " oa": {"t": -0.9}, " oat": {OVER: -0.1}}
    )
    found = search(networks, saying("oat"))
    assert networks.asked == [[""], [" oa", " o"], [" oat"]]
    [sentence] = found.sentences
    assert networks.text(sentence.tokens) == " oat"
    assert sentence.tokens == (networks.token(" o"), networks.token("at"))
    assert sentence.score == pytest.approx(-0.7)


def test_there_are_no_more_hypotheses_than_the_beam_is_wide() -> None:
    words = [f"w{number}" for number in range(20)]
    networks = Networks({"": {f" {word}": -1 - number / 100 for number, word in enumerate(words)}})
    found = search(networks, saying(*words), Width(beam=5, margin=10.0))
    assert networks.asked[1] == [f" {word}" for word in words[:5]]
    assert texts(found) == words[:5]


def test_hypotheses_far_behind_the_best_are_dropped() -> None:
    networks = Networks({"": {" near": -1.0, " far": -4.5, " best": -0.5}})
    search(networks, saying("near", "far", "best"), Width(beam=8, margin=2.0))
    assert networks.asked[1] == [" best", " near"]
    search(networks, saying("near", "far", "best"), Width(beam=8, margin=5.0))
    assert networks.asked[-1] == [" best", " near", " far"]


def test_at_most_three_hypotheses_are_in_one_state() -> None:
    network = Network()
    start, end = network.node(), network.node(Ending.FINISHED)
    network.open(start, end, 2.0)
    network.word(start, "known", end)
    networks = Networks({"": {f" open{n}": -0.5 - n / 10 for n in range(9)} | {" known": -5.0}})
    search(networks, Walker(network, [start], {}))
    assert networks.asked[1] == [" open0", " open1", " open2", " known"]


def test_what_words_cost_counts_like_the_sound() -> None:
    network = Network()
    start, end = network.node(), network.node(Ending.FINISHED)
    network.word(start, "there", end, 3.0)
    network.word(start, "their", end)
    networks = Networks({"": {" there": -0.5, " their": -1.0}})
    found = search(networks, Walker(network, [start], {}))
    assert texts(found) == ["their", "there"]
    assert [each.cost for each in found.sentences] == [0, 3]


def test_a_sentence_may_be_as_long_as_the_sound_and_no_longer() -> None:
    network = Network()
    start = network.node(Ending.FINISHED)
    network.word(start, "no", start)
    script = {" no" * count: {" no": -0.1} for count in range(100)}
    networks = Networks(script)
    assert search(networks, Walker(network, [start], {}), state=sound(2)) == Found()
    assert len(networks.asked) == most_tokens(sound(2).samples)


# --- punctuation


def test_the_dots_of_letters_said_one_by_one_are_no_break_in_a_word() -> None:
    networks = Networks(along(" R", ".", "O", ".", "A", ".", "S", ".", "T", "."))
    found = search(networks, saying("roast"))
    assert texts(found) == ["roast"]
    assert networks.text(found.sentences[0].tokens) == " R.O.A.S.T."


@pytest.mark.parametrize("sign", [",", "?", "!", ";", ":"])
def test_a_word_is_not_broken_by_a_sign_that_ends_one(sign: str) -> None:
    networks = Networks(along(" ro", sign, "ast"))
    found = search(networks, saying("roast"))
    assert not any(f"{sign}ast" in text for step in networks.asked for text in step)
    assert all(sign not in networks.text(each.tokens) for each in found.sentences)


def test_signs_stand_between_words() -> None:
    networks = Networks(along(" Yes", ",", " please", "!"))
    found = search(networks, saying("yes please"))
    assert texts(found) == ["yes please"]
    assert networks.text(found.sentences[0].tokens) == " Yes, please!"


@pytest.mark.parametrize("pieces", [(".", " yes"), ("?", " yes"), (" yes", ".", "."), (" yes", "?", "!")])
def test_a_sentence_does_not_begin_with_a_sign_nor_does_one_follow_another(pieces: tuple[str, ...]) -> None:
    networks = Networks(along(*pieces))
    search(networks, saying("yes"))
    assert "".join(pieces) not in {text for step in networks.asked for text in step}


def test_hypotheses_too_unlikely_for_their_length_are_dropped() -> None:
    networks = Networks({"": {" near": -1.0, " far": -4.5}})
    paths = Paths(networks.spelling, saying("near", "far"))
    begun = paths.begin()
    assert begun is not None
    BeamSearch(networks, paths, WIDTH).run(sound(), begun, worst=0.3)
    assert networks.asked == [[""], [" near"]]


# --- where sentences end


def test_a_sentence_ends_only_where_the_sound_may_be_over() -> None:
    walker = saying("two", "two latte")
    surely_not = Networks({"": {" two": -0.1}, " two": {OVER: -9.0, " latte": -0.1}})
    assert texts(search(surely_not, walker)) == ["two latte"]
    maybe = Networks({"": {" two": -0.1}, " two": {OVER: -2.0, " latte": -0.1}})
    assert texts(search(maybe, walker)) == ["two latte", "two"]


def test_a_longer_sentence_is_not_lost_to_a_shorter_one_that_is_as_likely() -> None:
    networks = Networks(
        joined(along(" a", " latte", " with", " milk", score=-0.2), {" a latte": {OVER: -0.35}})
    )
    longer, shorter = search(networks, saying("a latte", "a latte with milk")).sentences
    assert (longer.text, shorter.text) == ("a latte with milk", "a latte")
    assert longer.total < shorter.total
    assert longer.rank > shorter.rank


def test_sentences_come_best_first_each_text_once() -> None:
    networks = Networks(
        joined(
            {"": {" latte": -0.5, " Latte": -0.7, " mocha": -1.0, " tea": -3.0}},
            {text: {".": -0.5, "?": -0.6, OVER: -1.0} for text in (" latte", " Latte", " mocha", " tea")},
        )
    )
    found = search(networks, saying("latte", "mocha", "tea"))
    assert texts(found) == ["latte", "mocha", "tea"]
    assert all(one.rank >= other.rank for one, other in pairwise(found.sentences))


def test_no_more_than_ten_sentences_are_told() -> None:
    words = [f"w{number}" for number in range(20)]
    networks = Networks({"": {f" {word}": -1 - number / 100 for number, word in enumerate(words)}})
    assert texts(search(networks, saying(*words), Width(beam=20, margin=10.0))) == words[:10]


def test_a_sentence_that_breaks_off_is_told_apart_from_those_that_are_whole() -> None:
    found = search(Networks(along(" add", " two")), saying("add two lattes"))
    assert found.sentences == ()
    assert found.unfinished is not None
    assert (found.unfinished.text, found.unfinished.ending) == ("add two", Ending.NONE)


def test_half_a_word_is_no_sentence_that_breaks_off() -> None:
    assert search(Networks(along(" add", " cap")), saying("add cappuccino")) == Found()


def test_where_nothing_may_be_said_no_hypothesis_begins() -> None:
    spelling = Networks({"": {}}).spelling
    assert Paths(spelling, NOTHING.walker()).begin() is None
    # Nothing leads on, though something begins.
    network = Network()
    found = search(Networks(along(" yes")), Walker(network, [network.node()], {}))
    assert texts(found) == []
