"""Moonshine: its tokens, the search on top of its networks, and the recogniser on real speech."""

import json
import sys
import threading
from collections.abc import Callable
from math import log
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from hibari import Hibari
from numpy.typing import NDArray

from assistant.audio import Frame, frames
from assistant.errors import MissingPartError, SettingsError
from assistant.ports import NotRecognized, Transcript
from assistant.speech.moonshine import MoonshineRecognizer
from assistant.speech.moonshine_model import Floats, MoonshineModel, State, bundled_model
from assistant.speech.moonshine_search import circles, greedy, most_tokens
from assistant.speech.moonshine_tokens import BEGIN, END, read_tokens
from intents.grammar import ANYTHING, Grammar

BARISTA = Path(__file__).parents[2] / "shared" / "data" / "barista"
ORDER = "Alexa, add two cartons of oat milk to my cart."
OTHER = "Can I have a large latte with soy milk?"
FILES = ("encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin")


@pytest.fixture(scope="module")
def say() -> Callable[[str], bytes]:
    voice = Hibari()

    def spoken(text: str) -> bytes:
        sound = soxr.resample(np.asarray(voice(text, seed=0), np.float64), 24_000, 16_000)
        return bytes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())

    return spoken


@pytest.fixture(scope="module")
def recognizer() -> MoonshineRecognizer:
    return MoonshineRecognizer({})


def hear(recognizer: MoonshineRecognizer, pcm: bytes) -> Transcript | NotRecognized:
    listening = recognizer.open(ANYTHING)
    for frame in frames(pcm):
        listening.feed(frame)
    return listening.finish()


def text_of(heard: Transcript | NotRecognized) -> str:
    assert isinstance(heard, Transcript)
    return heard.text


# --- the tokens


def test_tokens_are_read_with_short_and_long_lengths() -> None:
    long = b"x" * 300
    data = b"\x03\xe2\x96\x81" + b"\x02hi" + bytes([300 % 128 + 128, 300 // 128]) + long
    assert read_tokens(data).pieces == (b" ", b"hi", long)


def test_signs_between_the_networks_are_no_text() -> None:
    data = b"".join(bytes([len(raw)]) + raw for raw in (b"<unk>", b"<s>", b"</s>", b"<<ST_12>>", b"<b>"))
    assert read_tokens(data).text(range(5)) == "<b>"


def test_a_character_may_be_spread_over_tokens_and_half_of_one_is_left_out() -> None:
    tokens = read_tokens(b"\x03caf\x01\xc3\x01\xa9")
    assert tokens.text([0, 1, 2]) == "café"
    assert tokens.text([0, 1]) == "caf"


@pytest.mark.parametrize("data", [b"\x05four", b"\x02hi\x01", b"\x80"])
def test_a_vocabulary_that_ends_within_a_token_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="ends within a token"):
        read_tokens(data)


# --- the search


class ScriptedNetworks:
    """Say what they are told, each token with the same probability; then go on with the last few for ever."""

    def __init__(self, script: list[int], forever: list[int], probability: float = 0.5) -> None:
        self._script = script
        self._forever = forever
        self._probability = probability
        self.given: list[int] = []

    def encode(self, audio: Floats) -> State:
        return State(audio[None, None], len(audio))

    def step(self, state: State, last: NDArray[np.int64]) -> tuple[Floats, State]:
        at = len(self.given)
        self.given.append(int(last[0]))
        beyond = at - len(self._script)
        token = self._script[at] if beyond < 0 else self._forever[beyond % len(self._forever)]
        scores = np.full((1, 100), log(1e-6), np.float32)
        scores[0, token] = log(self._probability)
        return scores, state


def second_of_sound(length: float) -> Floats:
    return np.zeros(int(16_000 * length), np.float32)


def test_the_likeliest_token_is_taken_at_each_step_until_the_end() -> None:
    networks = ScriptedNetworks([10, 11, 12, END], [END])
    decoded = greedy(networks, second_of_sound(2))
    assert decoded.tokens == (10, 11, 12)
    assert decoded.ended
    assert networks.given == [BEGIN, 10, 11, 12]


def test_confidence_is_the_mean_probability_of_the_tokens() -> None:
    decoded = greedy(ScriptedNetworks([10, 11, END], [END], probability=0.7), second_of_sound(2))
    assert decoded.confidence == pytest.approx(0.7)


def test_there_are_no_more_tokens_than_fit_in_the_sound() -> None:
    # Never the same ones over and over, and never an end.
    networks = ScriptedNetworks(list(range(10, 100)), [3])
    decoded = greedy(networks, second_of_sound(4))
    assert not decoded.ended
    assert len(decoded.tokens) == most_tokens(second_of_sound(4)) == 30


def test_going_round_in_circles_is_noticed_and_ends_the_search() -> None:
    decoded = greedy(ScriptedNetworks([10, 11], [20, 21, 22, 23]), second_of_sound(30))
    assert not decoded.ended
    assert len(decoded.tokens) == 2 + 3 * 4


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


# --- the networks


def test_hypotheses_side_by_side_score_much_as_each_does_alone(say: Callable[[str], bytes]) -> None:
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


# --- the recogniser


@pytest.mark.parametrize("sentence", [ORDER, OTHER, "The cheaper one.", "Yes, please.", "Two."])
def test_a_sentence_is_heard(
    sentence: str, recognizer: MoonshineRecognizer, say: Callable[[str], bytes]
) -> None:
    heard = hear(recognizer, say(sentence))
    assert text_of(heard) == sentence
    assert isinstance(heard, Transcript)
    assert 0.5 < heard.confidence <= 1


def test_the_same_sound_gives_the_same_answer(
    recognizer: MoonshineRecognizer, say: Callable[[str], bytes]
) -> None:
    pcm = say(OTHER)
    assert hear(recognizer, pcm) == hear(recognizer, pcm) == hear(MoonshineRecognizer({}), pcm)


def test_a_pause_before_and_after_changes_no_word(
    recognizer: MoonshineRecognizer, say: Callable[[str], bytes]
) -> None:
    assert text_of(hear(recognizer, bytes(32_000) + say(ORDER) + bytes(32_000))) == ORDER


@pytest.mark.parametrize("length", [0, 0.05, 0.5, 5], ids=lambda length: f"{length} s")
def test_in_silence_there_are_no_words(length: float, recognizer: MoonshineRecognizer) -> None:
    assert hear(recognizer, bytes(int(length * 32_000))) == NotRecognized(reason="no words")


def test_in_a_still_room_there_are_no_words(recognizer: MoonshineRecognizer) -> None:
    hiss = np.random.default_rng(0).integers(-12, 13, 32_000, np.int16)
    assert hear(recognizer, hiss.astype("<i2").tobytes()) == NotRecognized(reason="no words")


def test_a_click_too_short_for_a_word_is_none(recognizer: MoonshineRecognizer) -> None:
    assert hear(recognizer, np.full(1_000, 20_000, "<i2").tobytes()) == NotRecognized(reason="no words")


def test_sound_at_full_scale_does_not_turn_over(
    recognizer: MoonshineRecognizer, say: Callable[[str], bytes]
) -> None:
    loud = np.clip(np.frombuffer(say(ORDER), "<i2").astype(np.int32) * 8, -32_768, 32_767)
    assert loud.min() == -32_768
    assert "oat milk" in text_of(hear(recognizer, loud.astype("<i2").tobytes()))


def test_what_is_less_sure_than_asked_for_is_not_recognised(say: Callable[[str], bytes]) -> None:
    assert hear(MoonshineRecognizer({"reject_below": 1}), say(ORDER)) == NotRecognized(reason="too unsure")


def test_there_is_no_text_before_the_end(
    recognizer: MoonshineRecognizer, say: Callable[[str], bytes]
) -> None:
    listening = recognizer.open(ANYTHING)
    for frame in frames(say(ORDER)):
        listening.feed(frame)
        assert listening.partial() == ""
    assert not recognizer.traits.streaming


def test_a_preview_is_the_answer_for_what_was_fed_before_it(
    recognizer: MoonshineRecognizer, say: Callable[[str], bytes]
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
    recognizer: MoonshineRecognizer, say: Callable[[str], bytes]
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


def test_two_utterances_at_once_do_not_disturb_each_other(
    recognizer: MoonshineRecognizer, say: Callable[[str], bytes]
) -> None:
    pcm, other = say(ORDER), say(OTHER)
    first, second = recognizer.open(ANYTHING), recognizer.open(Grammar(phrases=("latte",)))
    for frame, another in zip(frames(pcm), frames(other), strict=False):
        first.feed(frame)
        second.feed(another)
    both = min(len(list(frames(pcm))), len(list(frames(other)))) * 640
    assert first.finish() == hear(recognizer, pcm[:both])
    assert second.finish() == hear(recognizer, other[:both])


def test_a_turn_is_heard_up_to_its_longest(say: Callable[[str], bytes]) -> None:
    short = MoonshineRecognizer({"longest": 2.01})
    pcm = say(ORDER) + say(OTHER)
    assert len(pcm) > 4 * 32_000
    assert hear(short, pcm) == hear(short, pcm[: int(2.01 * 16_000) * 2])
    for _ in range(3):
        listening = short.open(ANYTHING)
        for number in range(200):
            listening.feed(Frame(320 * number, bytes(640)))
        assert listening.finish() == NotRecognized(reason="no words")


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


def test_the_package_with_the_model_is_not_imported(say: Callable[[str], bytes]) -> None:
    hear(MoonshineRecognizer({}), say("Yes, please."))
    assert "moonshine_voice" not in sys.modules


@pytest.mark.skipif(not BARISTA.is_dir(), reason="the recordings of people are not here")
def test_people_ordering_are_heard(recognizer: MoonshineRecognizer) -> None:
    rows = sorted(map(json.loads, (BARISTA / "corpus.jsonl").open()), key=lambda row: str(row["audio"]))[:12]
    named = 0
    for row in rows:
        pcm = soundfile.read(BARISTA / row["audio"], dtype="int16")[0].tobytes()
        heard = hear(recognizer, pcm)
        assert isinstance(heard, Transcript)
        named += row["expect"]["cart"][0]["product"] in heard.text.lower().replace("-", " ")
    # Free decoding gets three drinks in five right.
    assert named >= 5
