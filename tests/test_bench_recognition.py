"""`aisle bench recognition`: orders heard by recognisers side by side."""

import asyncio
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.audio import FRAME_SAMPLES, SAMPLE_RATE, Frame
from assistant.errors import MissingPartError, SettingsError, UnusableInputError
from assistant.ports import EngineTraits, NotRecognized, Standing, Transcript
from assistant.settings import Recognition
from assistant.shopping.money import Money
from assistant.shopping.products import OptionGroup, OptionValue, Product, Variant
from commands import aisle, settings
from devices.bench.recognition import picture
from devices.bench.recognition.contestants import Contestant, Facts, Heard, Kind, Piped
from devices.bench.recognition.cuts import TAIL, Cut, Cutter
from devices.bench.recognition.mixing import Measure, noisy
from devices.bench.recognition.orders import Orders
from devices.bench.recognition.reports import Report
from devices.bench.recognition.running import Wanted, measured
from devices.bench.recognition.summing import Order, calibration, engine_report
from devices.bench.recognition.trial import Course, Trial
from devices.bench.recognition.word_matching import WordMatching
from devices.bench.recognition.worker import Worker
from devices.cli import UNUSABLE
from devices.recordings import files
from devices.recordings.corpus import Recording, gather
from devices.recordings.expectation import ExpectedLine
from devices.recordings.scenarios.voices import Voices
from hearings import COFFEE, TONE, Hearing, Whole, never, nothing, orders, spoken
from intents.grammar import Grammar

pytest_plugins = ("hearings_fixtures",)
LATTE = (ExpectedLine(product="latte", options={"size": "large", "milk": "soy milk"}),)
SAID = "Can I get a large latte with soy milk?"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One spoken order, with what must come of it."""
    folder = tmp_path_factory.mktemp("orders")
    pcm = asyncio.run(Voices(folder / "cache").spoken(SAID, "heart-low"))
    files.write_wav(folder / "latte.wav", bytes(SAMPLE_RATE // 2) + pcm)
    cart = [{"product": "latte", "quantity": 1, "options": {"size": "large", "milk": "soy milk"}}]
    line = {"audio": "latte.wav", "text": SAID, "expect": {"cart": cart}}
    (folder / "corpus.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    return folder


class Words:
    """Finds an order right that is the word."""

    def understood(self, text: str, expected: Sequence[ExpectedLine]) -> bool:
        return text == expected[0].product

    def matched(self, text: str, expected: Sequence[ExpectedLine]) -> bool:
        return expected[0].product in text


def heard(confidence: float, *, right: bool) -> Order:
    return Order(None, Heard("x", confidence, 0.1, 0.2), 2.0, right, right, None)


# --- what is heard of a sound


def test_an_order_is_cut_as_the_pipeline_cuts_it(corpus: Path) -> None:
    pcm = files.read(corpus / "latte.wav").pcm + bytes(2 * TAIL)
    cut = Cutter(COFFEE).cut(pcm)
    end = (len(pcm) // 2 - TAIL) / SAMPLE_RATE
    # With 0.2 s of silence after the last word; a voice fades before it ends.
    assert abs(spoken(cut) - end) < 0.5
    assert len(cut.spoken) < len(cut.pcm) <= len(pcm) + 640
    assert cut.pauses[-1] * FRAME_SAMPLES == len(cut.spoken) // 2


def test_where_nobody_speaks_all_of_it_is_heard() -> None:
    cut = Cutter(COFFEE).cut(bytes(64_000))
    assert (cut.pauses, cut.spoken, spoken(cut)) == ((), bytes(64_000), 2.0)


class Noting:
    """A recogniser, and its utterance, that note how they are asked."""

    def __init__(self, *, preview: bool) -> None:
        self.traits = EngineTraits("noting", streaming=True, preview=preview)
        self.fed = 0
        self.asked: list[tuple[str, int]] = []

    def open(self, grammar: Grammar) -> "Noting":
        assert grammar.free
        return self

    def feed(self, frame: Frame) -> None:
        assert frame.position == self.fed * FRAME_SAMPLES
        self.fed += 1

    def advance(self) -> None:
        self.asked.append(("advance", self.fed))

    def partial(self) -> str:
        return ""

    def standing(self) -> Standing:
        return Standing.UNKNOWN

    def preview(self) -> Transcript | NotRecognized:
        self.asked.append(("preview", self.fed))
        return Transcript(text="tea", confidence=0.7)

    def finish(self) -> Transcript | NotRecognized:
        self.asked.append(("finish", self.fed))
        return NotRecognized(reason="no words")


def test_an_engine_is_asked_in_each_pause_and_told_to_advance_while_somebody_speaks() -> None:
    engine = Noting(preview=True)
    found = Piped(engine).hear(Cut(bytes(40 * 640), (20, 35), (17, 32)))
    assert engine.asked == [("advance", 17), ("preview", 20), ("advance", 32), ("preview", 35)]
    assert (found.text, found.confidence) == ("tea", 0.7)
    assert 0 < found.wait < found.busy


def test_one_without_previews_hears_the_silence_that_ends_the_turn() -> None:
    engine = Noting(preview=False)
    found = Piped(engine).hear(Cut(bytes(40 * 640), (20, 35)))
    assert engine.asked == [("advance", 15), ("advance", 30), ("finish", 40)]
    assert found.text is None


# --- noise


def test_noise_is_as_loud_as_the_loudest_frame_of_the_speech_asks_for(hiss: Path) -> None:
    quiet = noisy(TONE, hiss, 30, Measure.LOUDEST, name="a", seed=0)
    loud = noisy(TONE, hiss, 10, Measure.LOUDEST, name="a", seed=0)
    parts = [np.frombuffer(each, "<i2") - np.frombuffer(TONE, "<i2").astype(float) for each in (quiet, loud)]
    assert 20 * np.log10(np.std(parts[1]) / np.std(parts[0])) == pytest.approx(20, abs=0.1)
    assert np.corrcoef(parts[0], parts[1])[0, 1] > 0.99
    assert noisy(TONE, hiss, 10, Measure.LOUDEST, name="a", seed=1) != loud
    assert noisy(TONE, hiss, 10, Measure.ACTIVE, name="a", seed=0) != loud


def test_noise_with_silence_in_it_is_refused(tmp_path: Path) -> None:
    click = np.zeros(60 * SAMPLE_RATE, "<i2")
    click[0] = 30_000
    files.write_wav(tmp_path / "click.wav", click.tobytes())
    with pytest.raises(UnusableInputError, match="silence"):
        noisy(TONE[:800], tmp_path / "click.wav", 6, Measure.LOUDEST, name="a", seed=0)


# --- whether orders are right


@pytest.fixture(scope="module")
def judge() -> Iterator[Orders]:
    with Orders(COFFEE) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "understood", "matched"),
    [
        ("can i get a large latte with soy milk", True, True),
        ("A LARGE latte, with soy milk!", True, True),
        ("can i get a medium latte with soy milk", False, False),
        ("can i get a large latte", False, False),
        ("can i get two large lattes with soy milk", False, False),
        ("the weather is nice", False, False),
    ],
)
def test_an_order_is_right_with_product_quantity_and_every_option(
    judge: Orders, text: str, understood: bool, matched: bool
) -> None:
    assert judge.understood(text, LATTE) is understood
    assert judge.matched(text, LATTE) is matched or "two" in text


def test_words_are_matched_the_longest_first() -> None:
    sizes = OptionGroup(name="size", values=(OptionValue(value="twelve ounce"),))
    milks = OptionGroup(
        name="milk", values=(OptionValue(value="milk"), OptionValue(value="a bit of oat milk"))
    )

    def product(name: str) -> Product:
        variant = Variant(id=name, price=Money(amount=1, currency="USD"))
        return Product(id=name, title=name, name=name, options=(sizes, milks), variant=variant)

    matching = WordMatching([product("coffee"), product("iced coffee")])
    options = {"size": "twelve ounce", "milk": "a bit of oat milk"}
    expected = [{"product": "iced coffee", "quantity": 3, "options": options}]
    assert matching.lines("Three 12-ounce iced coffees with a bit of oat milk.") == expected
    assert matching.lines("Play some music.") == []


# --- the trial


def test_all_contestants_hear_every_order_at_every_level(tmp_path: Path, hiss: Path) -> None:
    recordings = orders(tmp_path, "tea", "mocha")
    trial = Trial(
        {
            Kind.DRIVEN: Hearing(("tea", 0.9), ("mocha", 0.9), (None, 0), ("mocha", 0.8)),
            Kind.WHISPER: Hearing(("tee", 0.9), ("a mocha", 0.9), ("tea", 1), ("tea", 1)),
        },
        Whole(),
        Words(),
    )
    told: list[int] = []
    trial.run(Course(recordings, hiss, (None, 6.0)), lambda: told.append(1), never)
    ours, whisper = trial.report("ours")
    assert len(told) == 4
    assert [level.snr for level in ours.levels] == [None, 6]
    assert [level.right.number for level in ours.levels] == [2, 1]
    assert [level.right_by_words.number for level in whisper.levels] == [1, 1]
    assert [level.rejected for level in ours.levels] == [0, 1]
    assert [level.word_error_rate for level in ours.levels] == [0, 0.5]
    assert (ours.mean_in_noise, ours.peak_memory_mb, ours.name) == (0.5, 123, "ours")
    assert (ours.latency_ms.p50, ours.real_time_factor) == (200, 0.1)


def test_a_trial_that_is_stopped_keeps_what_was_heard(tmp_path: Path) -> None:
    trial = Trial({Kind.DRIVEN: Hearing(("tea", 0.9))}, Whole(), Words())
    asked = iter([False, True])
    trial.run(Course(orders(tmp_path, "tea", "mocha")), nothing, lambda: next(asked))
    assert trial.report("ours")[0].levels[0].right.of == 1


def test_confidence_is_compared_with_what_is_right() -> None:
    found = calibration([heard(0.95, right=True), heard(1.0, right=True), heard(0.65, right=False)])
    assert found is not None
    assert [(each.transcripts, each.right) for each in found.bins] == [
        (0, 0), (0, 0), (1, 0), (0, 0), (0, 0), (2, 2),
    ]  # fmt: skip
    assert found.expected_error == pytest.approx((0.65 + 0.05) / 3, abs=1e-4)
    assert calibration([]) is None


# --- the picture


def test_the_picture_holds_what_was_measured_and_what_was_published(tmp_path: Path) -> None:
    found = [
        Order(snr, Heard("x", 0.9, 0.1, 0.2), 2.0, snr != 6, True, None)
        for snr in (None, 6.0, 9.0)
        for _ in range(4)
    ]
    engines = (engine_report(Kind.DRIVEN, "Ours & <more>", Facts(), 100, found),)
    picture.write(tmp_path / "a.svg", Report(engines=engines))
    written = (tmp_path / "a.svg").read_text(encoding="utf-8")
    texts = [each.text for each in ET.fromstring(written).iter("{http://www.w3.org/2000/svg}text")]
    assert {"Ours & <more>", "Rhino", "published", "measured here", "clean", "24"} <= set(texts)
    assert "prefers-color-scheme: dark" in written
    with pytest.raises(UnusableInputError, match="SVG"):
        picture.checked(tmp_path / "a.png")


# --- processes


def test_an_unknown_recogniser_is_told_by_the_process_that_looks_for_it() -> None:
    settings = COFFEE.model_copy(update={"recognition": Recognition(engine="nobody")})
    with pytest.raises(SettingsError, match="nobody"):
        Worker(Contestant(kind=Kind.DRIVEN, settings=settings))


def test_a_process_that_dies_is_told() -> None:
    with Worker(Contestant(kind=Kind.FREE, settings=COFFEE)) as worker:
        worker._process.kill()
        worker._process.join()
        with pytest.raises(MissingPartError, match="ended by itself"):
            worker.hear(Cut(bytes(640)))


def test_a_process_that_does_not_answer_is_not_waited_for_for_ever() -> None:
    with pytest.raises(MissingPartError, match="has not answered"):
        Worker(Contestant(kind=Kind.FREE, settings=COFFEE), patience=0.01)


# --- the command


def test_orders_are_heard_by_the_recogniser_and_its_peers(corpus: Path, hiss: Path, tmp_path: Path) -> None:
    figures, drawn = tmp_path / "out.json", tmp_path / "out.svg"
    run: list[str | Path] = ["bench", "recognition", "--corpus", corpus, "--noise", hiss, "--snr", "clean,20"]
    ended = aisle(tmp_path, *run, "--store", "coffee", "--json", figures, "--picture", drawn)
    assert ended.code == 0, ended.out + ended.err
    found: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    assert (found["version"], found["recordings"], found["interrupted"]) == (1, 1, False)
    assert [each["kind"] for each in found["engines"]] == ["driven", "free", "whisper"]
    for engine in found["engines"]:
        assert [level["snr"] for level in engine["levels"]] == [None, 20]
        assert engine["levels"][0]["word_error_rate"] < 1
        assert 50 < engine["peak_memory_mb"] < 1000
        assert engine["latency_ms"]["p50"] > 0
        assert engine["name"] in ended.out
    assert found["engines"][2]["levels"][0]["right"]["number"] == 1
    assert drawn.exists()


def test_rejection_and_names_are_measured_without_peers(corpus: Path, tmp_path: Path) -> None:
    # Noise and music take the recogniser longest: of each, two seconds will do.
    brief = settings(tmp_path, '[recognition]\nengine = "moonshine"\noptions = {longest = 2}\n')
    run = ["bench", "recognition", "--store", "coffee", "--no-peers", "--clips", "1", "--json", "-"]
    tests: list[str | Path] = ["--rejection", corpus, "--names", "50", "--products", "1"]
    ended = aisle(tmp_path, "--settings", brief, *run, *tests, "--voices", "heart-low")
    assert ended.code == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    assert found["engines"] == []
    assert {each["kind"]: each["sounds"] for each in found["rejection"]["kinds"]} == {
        corpus.name: 1, "noise": 1, "silence": 1, "music": 1,
    }  # fmt: skip
    (made,) = found["names"]
    assert (made["catalogue"], made["right"]["of"], made["names"]) == ("50 made-up names", 1, 50)
    assert made["facts"]["compile_seconds"] > 0
    assert made["facts"]["again_seconds"] > 0
    assert "clean orders" in ended.err


class Counting:
    """Counts the sounds that were heard."""

    heard = 0

    def begin(self, title: str, total: int) -> Callable[[], object]:
        assert (title, total) == ("Orders", 3)
        return self.count

    def count(self) -> None:
        self.heard += 1


def test_what_was_heard_before_an_interruption_is_reported(corpus: Path, hiss: Path) -> None:
    found = [each for each in gather([corpus]) if isinstance(each, Recording)]
    view, course = Counting(), Course(found, hiss, (None, 20.0, 10.0))
    wanted = Wanted(settings=COFFEE, name="ours", course=course, peers=False, rejected=[corpus], names=["50"])
    report = measured(wanted, view, lambda: view.heard > 0)
    assert report.interrupted
    assert [level.right.of for level in report.engines[0].levels] == [1]
    assert (report.rejection, report.names) == (None, ())
    assert "Rhino" in picture.drawn(report)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "nothing to be heard"),
        (["--snr", "6"], "Without noise"),
        (["--noise", "gone.wav"], "gone.wav"),
        (["--corpus", "gone"], "holds no orders"),
        (["--names", "many"], "number of names"),
        (["--names", "0"], "number of names"),
        (["--names", "9", "--voices", "nobody"], "no voice"),
        (["--names", "9", "--picture", "a.png"], "SVG"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, arguments: list[str], told: str) -> None:
    ended = aisle(tmp_path, "bench", "recognition", *arguments)
    assert ended.code == UNUSABLE
    assert told in ended.err


@pytest.mark.parametrize("snr", ["loud", "6,,9", "200", "nan", ""])
def test_a_ratio_that_is_none_is_told(tmp_path: Path, hiss: Path, snr: str) -> None:
    ended = aisle(tmp_path, "bench", "recognition", "--noise", hiss, "--snr", snr)
    assert ended.code == UNUSABLE
    assert "speech-to-noise ratio" in ended.err or "nothing to be heard" in ended.err


def test_recordings_that_say_nothing_of_a_cart_are_no_orders(tmp_path: Path) -> None:
    files.write_wav(tmp_path / "hello.wav", TONE)
    ended = aisle(tmp_path, "bench", "recognition", "--corpus", tmp_path)
    assert ended.code == UNUSABLE
    assert "holds no orders" in ended.err
