"""Vosk on a real model, the Korean one that is on the package index, with Korean speech by espeak-ng."""

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from threading import Event

import pytest

from assistant.audio import frames
from assistant.ports import NotRecognized, Standing, Transcript
from assistant.speech.vosk import VoskRecognizer
from intents.grammar import ANYTHING, NOTHING, Grammar, Part
from intents.network import Ending, Network, plain
from korean import PAUSE, PHRASES, SOMETHING_ELSE, THANKS, TWO_COFFEES, hear

pytest_plugins = ("korean_fixtures",)
THINGS = "우유 빵 물 차 사과 배 쌀 소금 설탕 고기 생선 라면 김치 두부 간장 과자 포도 수박 감자 양파 마늘"
# The library adds random noise to what it hears.
pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.usefixtures("cache")]


# --- the real model


def test_the_engine_says_what_it_can_do(recognizer: VoskRecognizer, generous: VoskRecognizer) -> None:
    traits = recognizer.traits
    assert (traits.streaming, traits.grammar, traits.word_times) == (True, True, True)
    assert (traits.alternatives, traits.preview) == (False, False)
    assert generous.traits.alternatives


@pytest.mark.parametrize("phrase", [THANKS, TWO_COFFEES])
def test_a_phrase_of_the_grammar_is_heard_with_the_times_of_its_words(
    phrase: str, recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    pcm = say(phrase)
    heard = hear(recognizer, pcm)
    assert isinstance(heard, Transcript)
    assert heard.text == phrase
    assert 0.5 < heard.confidence <= 1
    assert [word.text for word in heard.words] == phrase.split()
    assert 0 <= heard.words[0].start < heard.words[-1].end < len(pcm) / 32_000


def test_only_words_of_the_grammar_are_heard(recognizer: VoskRecognizer, say: Callable[[str], bytes]) -> None:
    heard = hear(recognizer, say(SOMETHING_ELSE))
    words = set(heard.text.split()) if isinstance(heard, Transcript) else set()
    assert words <= set(" ".join(PHRASES.phrases).split())


def test_without_a_grammar_anything_may_be_heard(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    heard = hear(recognizer, say(SOMETHING_ELSE), ANYTHING)
    assert isinstance(heard, Transcript)
    assert not set(heard.text.split()) <= set(" ".join(PHRASES.phrases).split())


def test_what_is_too_unsure_is_not_recognised(generous: VoskRecognizer, say: Callable[[str], bytes]) -> None:
    # With other readings beside it, an answer is never quite sure.
    strict = generous.open(ANYTHING)
    strict._answers = strict._answers._replace(reject_below=1.0)
    for frame in frames(say(SOMETHING_ELSE)):
        strict.feed(frame)
    assert strict.finish() == NotRecognized(reason="too unsure")


def test_the_text_grows_while_the_sound_comes_in(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    listening, texts = recognizer.open(PHRASES), [""]
    for frame in frames(say(f"{THANKS} {TWO_COFFEES}")):
        listening.feed(frame)
        listening.advance()
        text = listening.partial()
        texts += [text] if text != texts[-1] else []
    assert len(texts) > 2
    assert texts[0] == ""
    assert THANKS in texts[1:][-1]
    assert isinstance(listening.finish(), Transcript)


def test_what_came_before_a_long_pause_is_not_lost(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    pause = bytes(32_000 * 3)
    begun = say(THANKS) + pause
    listening = recognizer.open(PHRASES)
    for frame in frames(begun):
        listening.feed(frame)
    listening.advance()
    assert listening.partial() == THANKS
    for frame in frames(say(THANKS)):
        listening.feed(frame)
    heard = listening.finish()
    assert isinstance(heard, Transcript)
    # The library adds noise of its own to the pause, and at times hears a short word in it.
    first, *_, second = heard.words
    assert (first.text, second.text) == (THANKS, THANKS)
    # Times are counted from the first frame, not from the pause.
    assert first.end < len(begun) / 32_000 < second.start


def test_silence_is_no_words(recognizer: VoskRecognizer) -> None:
    assert hear(recognizer, bytes(64_000)) == NotRecognized(reason="no words")
    assert recognizer.open(PHRASES).finish() == NotRecognized(reason="no words")


def test_it_does_not_matter_when_the_sound_is_decoded(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    sound = list(frames(say(THANKS)))
    often, once = recognizer.open(PHRASES), recognizer.open(PHRASES)
    for number, frame in enumerate(sound):
        often.feed(frame)
        once.feed(frame)
        if number % 15 == 0:
            often.advance()
    assert once.partial() == ""
    heard = once.finish()
    assert isinstance(heard, Transcript)
    assert heard == often.finish()


def test_sound_goes_on_to_come_in_while_another_thread_decodes(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    pcm = say(THANKS)
    alone, listening, over = hear(recognizer, pcm), recognizer.open(PHRASES), Event()

    def decode() -> None:
        while not over.is_set():
            listening.advance()

    with ThreadPoolExecutor(1) as pool:
        decoding = pool.submit(decode)
        for frame in frames(pcm):
            listening.feed(frame)
        over.set()
        decoding.result()
        assert pool.submit(listening.finish).result() == alone


def test_two_recognisers_hear_at_once_in_threads_of_their_own(
    recognizer: VoskRecognizer, model: Path, say: Callable[[str], bytes]
) -> None:
    another, sounds = VoskRecognizer({"model": str(model)}), (say(THANKS), say(TWO_COFFEES))
    engines = (recognizer, another, recognizer, another)
    with ThreadPoolExecutor(len(engines)) as pool:
        tasks = [pool.submit(hear, engine, sounds[at // 2]) for at, engine in enumerate(engines)]
        texts = [heard.text for task in tasks if isinstance(heard := task.result(), Transcript)]
    assert texts == [THANKS, THANKS, TWO_COFFEES, TWO_COFFEES]


def test_each_utterance_begins_anew_with_times_of_its_own(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    pcm = say(TWO_COFFEES)
    first, second = (hear(recognizer, pcm) for _ in range(2))
    assert isinstance(first, Transcript)
    assert isinstance(second, Transcript)
    assert [word.text for word in first.words] == [word.text for word in second.words]
    for before, after in zip(first.words, second.words, strict=True):
        assert after.start == pytest.approx(before.start, abs=0.1)


def test_an_utterance_that_is_given_up_disturbs_no_other(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    given_up = recognizer.open(PHRASES)
    for frame in list(frames(say(TWO_COFFEES)))[:60]:
        given_up.feed(frame)
    given_up.advance()
    heard = hear(recognizer, say(THANKS))
    assert isinstance(heard, Transcript)
    assert heard.text == THANKS


# --- the grammar


def test_the_grammar_is_switched_while_the_person_speaks(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    first, second = say(THANKS), say(TWO_COFFEES)
    listening = recognizer.open(Grammar(phrases=(THANKS,)))
    for frame in frames(first):
        listening.feed(frame)
    listening.switch(Grammar(phrases=(TWO_COFFEES,)))
    assert listening.partial() == THANKS
    for frame in frames(second):
        listening.feed(frame)
    heard = listening.finish()
    assert isinstance(heard, Transcript)
    assert heard.text == f"{THANKS} {TWO_COFFEES}"
    assert heard.words[0].end < len(first) / 32_000 < heard.words[1].start < len(first + second) / 32_000


def test_more_grammars_than_are_kept_are_switched_without_loading_anything(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    pcm, words = say(THANKS), THINGS.split()[:8]
    for word in words:
        heard = hear(recognizer, pcm, Grammar(phrases=(THANKS, word)))
        assert isinstance(heard, Transcript)
        assert THANKS in heard.text.split()
        assert set(heard.text.split()) <= {THANKS, word}
    # Of a recogniser that heard anything, and of one that heard little.
    assert isinstance(hear(recognizer, pcm, ANYTHING), Transcript)
    assert hear(recognizer, PAUSE, Grammar(phrases=tuple(words))) == NotRecognized(reason="no words")


def test_switching_at_the_start_and_twice_in_a_pause_does_no_harm(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    listening = recognizer.open(PHRASES)
    listening.switch(ANYTHING)
    for frame in frames(PAUSE):
        listening.feed(frame)
    listening.switch(Grammar(phrases=(THANKS,)))
    listening.switch(PHRASES)
    for frame in frames(say(THANKS)):
        listening.feed(frame)
    heard = listening.finish()
    assert isinstance(heard, Transcript)
    assert heard.text.split()[-1] == THANKS


@pytest.mark.parametrize(
    "phrases",
    [
        ("", " "),
        (THANKS, "☕", "커피☕", "‽"),
        (THANKS, '"', "\\", "[unk]", "a\0b", "\0"),
        (THANKS, "latte " * 60, "ᴸ" * 300),
        (THANKS, THANKS, f" {THANKS}  {THANKS} "),
    ],
)
def test_odd_names_are_heard_around(
    phrases: tuple[str, ...], recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    heard = hear(recognizer, say(THANKS), Grammar(phrases=phrases))
    assert isinstance(heard, Transcript)
    assert heard.text == THANKS or THANKS not in phrases


def test_how_many_words_are_unknown_is_logged_and_not_which(
    recognizer: VoskRecognizer, caplog: pytest.LogCaptureFixture
) -> None:
    grammar = Grammar(phrases=(f"oatly {THANKS} creamer",))
    with caplog.at_level(logging.INFO):
        for _ in range(2):
            hear(recognizer, PAUSE, grammar)
    assert [each.getMessage() for each in caplog.records] == [
        "The model does not know 2 of the 3 words that may be said."
    ]


def test_a_hyphenated_word_is_heard_in_its_parts(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    grammar = Grammar(phrases=("커피-두-잔",))
    assert recognizer.unknown_words(grammar) == ()
    heard = hear(recognizer, say(TWO_COFFEES), grammar)
    assert isinstance(heard, Transcript)
    assert heard.text == TWO_COFFEES


@pytest.mark.parametrize("count", [3_000, 61_000])
def test_a_large_catalogue_is_heard_in_phrases_and_a_very_large_one_in_words(
    count: int, recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    words = THINGS.split()
    names = (" ".join(name) for name in product(words, repeat=4))
    grammar = Grammar(phrases=(*islice(names, count), THANKS))
    heard = hear(recognizer, say(THANKS), grammar)
    assert isinstance(heard, Transcript)
    assert set(heard.text.split()) <= {*words, THANKS}
    told = json.loads(recognizer._told(grammar))
    assert any(" " in each for each in told) == (count < 60_000)


# --- how far the words have come


@dataclass(frozen=True)
class Words:
    """The words of a grammar's sentences, as engines take them that take lists."""

    phrases: tuple[str, ...]


def sentences() -> Grammar:
    """ "Thanks" is a brief answer, and "two coffees" a sentence."""
    network = Network()
    start, brief, finished = network.node(), network.node(Ending.BRIEF), network.node(Ending.FINISHED)
    network.word(start, plain(THANKS), brief)
    coffee, two, last = TWO_COFFEES.split()
    after_coffee, after_two = network.node(), network.node()
    network.word(start, plain(coffee), after_coffee)
    network.word(after_coffee, plain(two), after_two)
    network.word(after_two, plain(last), finished)
    return Grammar.of(Part(network, frozenset({start}), (), (Words((THANKS, TWO_COFFEES)),)))


def standings(recognizer: VoskRecognizer, pcm: bytes) -> list[Standing]:
    listening = recognizer.open(sentences())
    told = [listening.standing()]
    for frame in frames(pcm):
        listening.feed(frame)
        listening.advance()
        told.append(listening.standing())
    return told


def test_how_far_the_words_have_come_is_told(recognizer: VoskRecognizer, say: Callable[[str], bytes]) -> None:
    told = standings(recognizer, say(THANKS))
    assert (told[0], told[-1]) == (Standing.UNKNOWN, Standing.BRIEF)
    told = standings(recognizer, say(TWO_COFFEES))
    assert Standing.UNFINISHED in told
    assert told[-1] == Standing.FINISHED
    # The grammar holds no such sentence, and so tells nothing of it.
    assert standings(recognizer, say(f"{THANKS} {THANKS}"))[-1] == Standing.UNKNOWN


def test_where_nothing_may_be_said_nothing_is_recognised(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    assert hear(recognizer, say(THANKS), NOTHING) == NotRecognized(reason="nothing may be said")
    listening = recognizer.open(NOTHING)
    listening.feed(next(frames(PAUSE)))
    listening.advance()
    assert (listening.partial(), listening.standing()) == ("", Standing.UNKNOWN)


def test_where_anything_may_be_said_nobody_knows_how_far_it_has_come(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    listening = recognizer.open(ANYTHING)
    for frame in frames(say(THANKS)):
        listening.feed(frame)
    listening.advance()
    assert listening.partial()
    assert listening.standing() == Standing.UNKNOWN
