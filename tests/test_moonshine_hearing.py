"""From Moonshine's draft to what was said, and how sure that is."""

import numpy as np
import pytest

from assistant.speech.moonshine_beam import Width
from assistant.speech.moonshine_confidence import confidence
from assistant.speech.moonshine_draft import Draft, drafted
from assistant.speech.moonshine_hearing import Hearer, Hearing
from assistant.speech.moonshine_model import State
from assistant.speech.moonshine_paths import Hypothesis, Paths, Sentence
from assistant.speech.moonshine_tokens import BEGIN
from intents.automaton import Walker
from intents.grammar import NOTHING, Grammar, Part, phrase_grammar
from intents.network import Ending, Network
from moonshine_scripts import (
    OVER,
    Networks,
    Script,
    along,
    joined,
    saying,
    search,
    sound,
    texts,
)

# --- where a draft is taken for granted


def undisputed(script: Script, walker: Walker, *pieces: str) -> Hypothesis | None:
    networks = Networks(script)
    tokens = tuple(map(networks.token, pieces))
    scores, _ = networks.follow(sound(), np.array([BEGIN, *tokens]))
    return Paths(networks.spelling, walker).undisputed(tokens, list(scores))


def test_a_draft_without_a_rival_is_taken_for_granted() -> None:
    begun = undisputed(along(" a", " latte"), saying("a latte", "a mocha"), " a", " latte")
    assert begun is not None
    assert begun.text == " a latte"


def test_a_draft_is_taken_for_granted_up_to_the_word_that_has_a_rival() -> None:
    script = joined(along(" a", " latte"), {" a": {" mocha": -1.0}})
    begun = undisputed(script, saying("a latte", "a mocha"), " a", " latte")
    assert begun is not None
    assert begun.text == " a"
    assert len(begun.tokens) == 2


def test_a_rival_that_may_not_be_said_is_none() -> None:
    script = joined(along(" a", " latte"), {" a": {" llama": -0.1}})
    begun = undisputed(script, saying("a latte"), " a", " latte")
    assert begun is not None
    assert begun.text == " a latte"


def test_the_end_of_the_sentence_is_a_rival_too() -> None:
    script = joined(along(" a", " latte"), {" a": {OVER: -0.2}})
    begun = undisputed(script, saying("a", "a latte"), " a", " latte")
    assert begun is not None
    assert begun.text == " a"


@pytest.mark.parametrize("rival", ["tain", "puchin"], ids=["may be said", "may not be said"])
def test_nothing_is_taken_for_granted_up_to_the_middle_of_a_word(rival: str) -> None:
    script = joined(along(" a", " cap", "puccino"), {" a cap": {rival: -0.1}})
    begun = undisputed(script, saying("a captain", "a cappuccino"), " a", " cap", "puccino")
    assert begun is not None
    assert begun.text == (" a" if rival == "tain" else " a cappuccino")


@pytest.mark.parametrize("pieces", [(" a", " cap", "ricino"), (" a", " cap", "e"), (" a", " zebra")])
def test_a_draft_that_leaves_what_may_be_said_counts_up_to_the_word_before(pieces: tuple[str, ...]) -> None:
    begun = undisputed(along(*pieces), saying("a cappuccino"), *pieces)
    assert begun is not None
    assert begun.text == " a"


def test_where_nothing_may_be_said_nothing_is_taken_for_granted() -> None:
    assert undisputed(along(" a"), NOTHING.walker(), " a") is None


def whole(script: Script, walker: Walker, *pieces: str) -> Sentence | None:
    networks = Networks(script)
    tokens = tuple(map(networks.token, pieces))
    scores, _ = networks.follow(sound(), np.array([BEGIN, *tokens]))
    return Paths(networks.spelling, walker).whole(tokens, list(scores))


def test_a_draft_that_may_be_said_is_a_sentence_without_a_search() -> None:
    said = whole(along(" a", " latte", "."), saying("a latte"), " a", " latte", ".")
    assert said is not None
    assert (said.text, said.ending) == ("a latte", Ending.FINISHED)
    assert said.score == pytest.approx(-0.4)


@pytest.mark.parametrize("walker", [saying("a mocha"), saying("latte a"), NOTHING.walker()])
def test_a_draft_that_may_not_be_said_is_no_sentence(walker: Walker) -> None:
    assert whole(along(" a", " latte"), walker, " a", " latte") is None


# --- from the draft to what was said


def heard(networks: Networks, grammar: Grammar, state: State | None = None) -> Hearing:
    draft = drafted(networks, state or sound(), Draft())
    return Hearer(networks, networks.spelling, grammar).heard(draft)


def things_to_add(*names: str, a_word: float = 3.0) -> Grammar:
    """What may be said: "add ...", of the names or, at a cost, of any words."""
    network = Network()
    start, thing, end = network.node(), network.node(), network.node(Ending.FINISHED)
    network.word(start, "add", thing)
    network.open(thing, end, a_word)
    for name in names:
        network.text(thing, name, end)
    return Grammar.of(Part(network, frozenset({start}), (), ()))


def test_a_known_name_that_sounds_much_the_same_wins_over_open_words() -> None:
    networks = Networks(
        joined(along(" add", " goat", " milk"), {" add": {" oat": -1.0}, " add oat": {" milk": -0.1}})
    )
    hearing = heard(networks, things_to_add("oat milk", "soy milk"))
    assert texts(hearing)[0] == "add oat milk"


def test_open_words_win_where_the_known_names_sound_different() -> None:
    networks = Networks(
        joined(along(" add", " goat", " milk"), {" add": {" soy": -12.0}, " add soy": {" milk": -0.1}})
    )
    hearing = heard(networks, things_to_add("soy milk"))
    assert texts(hearing)[0] == "add goat milk"
    assert hearing.sentences[0].cost == pytest.approx(6.0)


def test_open_words_are_not_looked_for_where_a_known_name_was_heard_clearly() -> None:
    pieces = " add", " barista", " oat", " milk", " to", " my", " cart"
    networks = Networks(along(*pieces, score=-0.01))
    hearing = heard(networks, things_to_add("barista oat milk to my cart"))
    assert texts(hearing) == ["add barista oat milk to my cart"]
    # The draft takes eight steps, and all but the last is taken for granted.
    assert len(networks.asked) == 9


def test_a_wide_search_finds_what_the_narrow_one_lost() -> None:
    words = [f"w{number}" for number in range(12)]
    script = joined(
        {"": {f" {word}": -1 - number / 100 for number, word in enumerate(words)}},
        {f" {word}": {" first": -5.0} for word in words[:-1]},
        {" w11": {" last": -0.01}, " w11 last": {OVER: -0.01}},
    )
    grammar = Grammar.of(sentences_part(*(f"{word} first" for word in words[:-1]), "w11 last"))
    networks = Networks(script)
    paths = saying(*(f"{word} first" for word in words[:-1]), "w11 last")
    assert "w11 last" not in texts(search(networks, paths, Width(beam=8, margin=12.0)))
    assert texts(heard(networks, grammar))[0] == "w11 last"


def sentences_part(*sentences: str) -> Part:
    network = Network()
    start, end = network.node(), network.node(Ending.FINISHED)
    for sentence in sentences:
        network.text(start, sentence, end)
    return Part(network, frozenset({start}), (), ())


@pytest.mark.parametrize("grammar", [NOTHING, Grammar.of(), phrase_grammar(())])
def test_where_nothing_may_be_said_nothing_was(grammar: Grammar) -> None:
    assert heard(Networks(along(" yes")), grammar) == Hearing()


def test_a_draft_of_no_sound_is_nothing_heard() -> None:
    networks = Networks(along(" yes"))
    assert Hearer(networks, networks.spelling, phrase_grammar(["yes"])).heard(Draft()) == Hearing()


def test_who_breaks_off_is_known_to_be_unfinished() -> None:
    networks = Networks(along(" add", " two", " boxes", " of", score=-0.02))
    hearing = heard(networks, Grammar.of(sentences_part("add two boxes of oat milk")))
    assert hearing.unfinished
    assert hearing.sentences == ()


def test_who_breaks_off_is_unfinished_even_where_any_words_may_follow() -> None:
    network = Network()
    start, thing, end = network.node(), network.node(), network.node(Ending.FINISHED)
    for words in ("add", "add two boxes of"):
        network.text(start, words, thing)
    network.word(thing, "rice", end)
    network.open(thing, end, 9.0)
    grammar = Grammar.of(Part(network, frozenset({start}), (), ()))
    # "Two boxes of" could be the open words.
    networks = Networks(along(" add", " two", " boxes", " of", score=-0.02))
    assert heard(networks, grammar).unfinished


def test_an_answer_that_few_give_is_not_taken_for_the_beginning_of_what_many_say() -> None:
    network = Network()
    start, more, end = network.node(), network.node(), network.node(Ending.BRIEF)
    network.word(start, "yes", more)
    network.text(more, "add a latte to my cart", end)
    network.word(start, "yes", end, 1.5)
    hearing = heard(
        Networks(along(" yes", ".", score=-0.02)), Grammar.of(Part(network, frozenset({start}), (), ()))
    )
    assert texts(hearing)[:1] == ["yes"]
    assert hearing.sentences[0].ending is Ending.BRIEF
    assert not hearing.unfinished


# --- how sure it is


def sentence(score: float, tokens: int = 8, cost: float = 0.0) -> Sentence:
    return Sentence(tuple(range(3, 3 + tokens)), score, cost, "", Ending.FINISHED)


def draft_of(score: float, tokens: int = 8) -> Draft:
    flat = np.full(3 + tokens, score / (tokens + 1), np.float32)
    return Draft(tuple(range(3, 3 + tokens)), (flat,) * (tokens + 1), ended=True)


def test_confidence_is_a_probability_that_falls_with_the_distance_to_the_draft() -> None:
    clear = draft_of(-0.5)
    levels = [confidence(sentence(score), clear) for score in (-0.5, -2.0, -5.0, -12.0, -1000.0)]
    assert all(0 < each < 1 for each in levels)
    assert levels == sorted(levels, reverse=True)
    assert levels[0] > 0.9
    assert levels[-1] < 0.01


def test_confidence_is_less_where_little_was_said_or_nothing_was_clear() -> None:
    assert confidence(sentence(-0.1, tokens=1), draft_of(-0.1, tokens=1)) < confidence(
        sentence(-0.1), draft_of(-0.1)
    )
    assert confidence(sentence(-9.0), draft_of(-9.0)) < confidence(sentence(-0.9), draft_of(-0.9))


def test_words_that_cost_make_a_sentence_less_sure() -> None:
    assert confidence(sentence(-0.5, cost=9.0), draft_of(-0.5)) < confidence(sentence(-0.5), draft_of(-0.5))
