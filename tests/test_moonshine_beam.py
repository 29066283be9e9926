"""The search along what may be said, on networks that say what they are told."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.speech.moonshine_beam import BeamSearch, Found, Width
from assistant.speech.moonshine_confidence import confidence
from assistant.speech.moonshine_draft import Draft, drafted
from assistant.speech.moonshine_hearing import Hearer, Hearing
from assistant.speech.moonshine_model import Floats, State
from assistant.speech.moonshine_paths import Hypothesis, Paths, Sentence
from assistant.speech.moonshine_search import most_tokens
from assistant.speech.moonshine_tokens import BEGIN, Spelling
from intents.automaton import Walker
from intents.grammar import NOTHING, Grammar, Part, phrase_grammar
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


def things_to_add(*names: str, a_word: float = 3.0) -> Grammar:
    """What may be said: "add ...", of the names or, at a cost, of any words."""
    network = Network()
    start, thing, end = network.node(), network.node(), network.node(Ending.FINISHED)
    network.word(start, "add", thing)
    network.open(thing, end, a_word)
    for name in names:
        network.text(thing, name, end)
    return Grammar.of(Part(network, frozenset({start}), (), ()))


def heard(networks: Networks, grammar: Grammar, state: State | None = None) -> Hearing:
    draft = drafted(networks, state or sound(), Draft())
    return Hearer(networks, networks.spelling, grammar).heard(draft)


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
