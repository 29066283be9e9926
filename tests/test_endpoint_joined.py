"""How the words that were heard so far decide how long a silence is the end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.audio import FRAME_SAMPLES, Frame, samples
from assistant.bootstrap import Engines, bootstrap
from assistant.errors import MissingPartError
from assistant.events import Heard, PartialHeard, SpeechEnded, StageFailed
from assistant.listening.endpointing import Endpointing, Turning
from assistant.pipeline import Pipeline
from assistant.ports import NotRecognized, Standing, Transcript
from assistant.settings import Listening, Settings
from devices.recordings.room import Room
from fakes import (
    FakeListening,
    FakeRecognizer,
    FakeStore,
    FakeSynthesizer,
    FakeVoiceActivity,
    FakeWakeWord,
    Gist,
    Witness,
)
from gated import ORDER, Gated, hear, pause, said, speech, utterance_of
from talks import Spoken, running

UNCLEAR = NotRecognized(reason="no words")
YES = (Gist(0.1, "yes", Standing.BRIEF),)


# --- the silence that is the end


def silence_that_ends(standing: Standing, **settings: float) -> float:
    """The seconds from the end of speech to the end of the turn."""
    endpointing = Endpointing(Listening(**settings), 5)
    for number in range(200):
        now = (number + 1) * FRAME_SAMPLES
        if endpointing.hear(now, 1.0 if number < 20 else 0.0, standing) is Turning.ENDED:
            return (now - endpointing.speech_end) / samples(1)
    raise AssertionError


@pytest.mark.parametrize(
    ("standing", "silence"),
    [
        (Standing.BRIEF, 0.3),
        (Standing.FINISHED, 0.5),
        (Standing.UNKNOWN, 0.5),
        (Standing.UNFINISHED, 1.2),
    ],
)
def test_how_far_the_words_have_come_says_how_much_silence_is_the_end(
    standing: Standing, silence: float
) -> None:
    assert silence_that_ends(standing) == pytest.approx(silence)


def test_the_silences_are_settings() -> None:
    silences = {"brief_silence": 0.4, "end_silence": 0.6, "unfinished_silence": 2.0}
    assert silence_that_ends(Standing.BRIEF, **silences) == pytest.approx(0.4)
    assert silence_that_ends(Standing.FINISHED, **silences) == pytest.approx(0.6)
    assert silence_that_ends(Standing.UNFINISHED, **silences) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("settings", "first", "second"),
    [
        ({"preview_silence": 0.4}, "preview_silence", "brief_silence"),
        ({"preview_silence": 0.9}, "preview_silence", "end_silence"),
        ({"brief_silence": 0.6}, "brief_silence", "end_silence"),
        ({"end_silence": 1.3}, "end_silence", "unfinished_silence"),
        ({"unfinished_silence": 0.4}, "end_silence", "unfinished_silence"),
    ],
)
def test_silences_in_another_order_are_refused_by_name(
    settings: dict[str, float], first: str, second: str
) -> None:
    with pytest.raises(ValueError, match=rf"{first}\n.*may not be above listening\.{second}"):
        Listening.model_validate(settings)


# --- whole turns


class Source:
    """A room's, which need not wait for who listens, and can be stopped.

    Args:
        room: whose.
        waits: whether it waits.
        stop: before this position, in samples, until it is to go on.
    """

    channels = 1
    overruns = 0

    def __init__(self, room: Room, *, waits: bool, stop: int | None = None) -> None:
        self._room = room
        self._stop = stop
        self.waits = waits
        self.stopped = asyncio.Event()
        self.going = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[Frame]:
        async for frame in self._room.source:
            if frame.position == self._stop:
                self.stopped.set()
                await self.going.wait()
            yield frame


class Talk(Spoken):
    """A pipeline that was called with its button."""

    answered = "replied"

    def __init__(
        self, room: Room, source: Source, pipeline: Pipeline, witness: Witness, running: asyncio.Task[None]
    ) -> None:
        super().__init__(room, witness)
        self.source = source
        self.pipeline = pipeline
        self.running = running

    @property
    def heard(self) -> list[str]:
        return [event.text for event in self.told(Heard)]

    @property
    def silences(self) -> list[float]:
        """How long it was quiet when each turn was found to be over."""
        return [(event.at - event.ended) / samples(1) for event in self.told(SpeechEnded)]


@asynccontextmanager
async def talking(
    tmp_path: Path, recognizer: FakeRecognizer, *, waits: bool = True, stop: int | None = None
) -> AsyncIterator[Talk]:
    room, witness = Room(), Witness()
    engines = Engines(FakeWakeWord(), FakeVoiceActivity(), recognizer, FakeSynthesizer())
    settings, source = Settings(data_dir=tmp_path), Source(room, waits=waits, stop=stop)
    async with bootstrap(
        settings, source, room.sink, observers=[witness], engines=engines, store=FakeStore()
    ) as pipeline:
        pipeline.press()
        async with running(pipeline, room) as task:
            yield Talk(room, source, pipeline, witness, task)


def streaming(*listenings: FakeListening, preview: bool = True) -> FakeRecognizer:
    return FakeRecognizer(*listenings, preview=preview, streaming=True)


BOTH = pytest.mark.parametrize("preview", [True, False], ids=["with preview", "without"])


@BOTH
async def test_a_yes_is_answered_after_a_short_silence(tmp_path: Path, preview: bool) -> None:
    recognizer = streaming(FakeListening(said("yes"), YES), preview=preview)
    async with talking(tmp_path, recognizer) as talk:
        await talk.say(speech(0.4) + pause(1))
        assert talk.silences == pytest.approx([0.3])
        assert talk.heard == ["yes"]


@BOTH
async def test_thinking_in_the_middle_of_a_sentence_does_not_cut_it(tmp_path: Path, preview: bool) -> None:
    listening = FakeListening(said("add two boxes of oat milk"), ORDER)
    async with talking(tmp_path, streaming(listening, preview=preview)) as talk:
        await talk.say(speech(0.9) + pause(1) + speech(0.7) + pause(2))
        assert talk.silences == pytest.approx([0.5])
        assert talk.heard == ["add two boxes of oat milk"]
    fed = [frame.position for frame in listening.fed]
    assert fed == list(range(fed[0], fed[0] + len(fed) * FRAME_SAMPLES, FRAME_SAMPLES))


@BOTH
async def test_a_sentence_that_is_never_finished_ends_after_a_longer_silence(
    tmp_path: Path, preview: bool
) -> None:
    listening = FakeListening(said("add two boxes of"), ORDER)
    async with talking(tmp_path, streaming(listening, preview=preview)) as talk:
        await talk.say(speech(0.9) + pause(2))
        assert talk.silences == pytest.approx([1.2])
        assert talk.heard == ["add two boxes of"]
    # The preview was the answer: nothing was decoded twice.
    assert listening.finished == (not preview)


@pytest.mark.parametrize("recognizer", [FakeRecognizer("help"), FakeRecognizer("help", preview=False)])
async def test_an_engine_that_tells_nothing_ends_after_half_a_second(
    tmp_path: Path, recognizer: FakeRecognizer
) -> None:
    async with talking(tmp_path, recognizer) as talk:
        await talk.say(speech(0.9) + pause(1))
        assert talk.silences == pytest.approx([0.5])
        assert recognizer.listenings[0].advanced == []


async def test_what_the_words_were_before_the_pause_does_not_shorten_it(tmp_path: Path) -> None:
    brief_first = (Gist(0.1, "no", Standing.BRIEF), Gist(0.5, "no add", Standing.UNFINISHED))
    listening = FakeListening(said("no add eggs"), brief_first)
    async with talking(tmp_path, streaming(listening)) as talk:
        await talk.say(speech(0.52) + pause(0.9) + speech(0.4) + pause(2))
        assert talk.heard == ["no add"]
        assert talk.silences == pytest.approx([1.2])


@BOTH
async def test_the_text_so_far_is_shown_at_least_every_300_ms(tmp_path: Path, preview: bool) -> None:
    gists = tuple(Gist(tenth / 10, "so " * tenth, Standing.UNFINISHED) for tenth in range(1, 41))
    async with talking(tmp_path, streaming(FakeListening(UNCLEAR, gists), preview=preview)) as talk:
        await talk.say(speech(4) + pause(2))
        shown = [event.at for event in talk.witness.events if isinstance(event, PartialHeard)]
        kinds = talk.witness.kinds
        assert kinds.index("partial_heard") > kinds.index("speech_started")
        assert len(shown) >= 4 / 0.3 - 1
        assert max(b - a for a, b in pairwise(shown)) <= samples(0.3)


async def test_the_same_sound_gives_the_same_events_however_fast_the_recogniser_is(tmp_path: Path) -> None:
    class Dawdling(FakeListening):
        def _decode(self) -> None:
            for _ in range(50_000):
                pass
            super()._decode()

    runs = []
    for kind in (FakeListening, Dawdling):
        listening = kind(said("add two boxes of oat milk"), ORDER)
        async with talking(tmp_path / kind.__name__, streaming(listening)) as talk:
            await talk.say(speech(0.9) + pause(1) + speech(0.7) + pause(2))
            runs.append([event.model_dump_json() for event in talk.witness.events])
    assert runs[0] == runs[1]


# --- errors


class Failing(FakeListening):
    """Raises an error as soon as it is to do something."""

    def __init__(self, error: Exception, where: str) -> None:
        super().__init__(said("help"), YES)
        self._error = error
        self._where = where

    def advance(self) -> None:
        self._fail("advance")
        super().advance()

    def preview(self) -> Transcript | NotRecognized:
        self._fail("preview")
        return super().preview()

    def standing(self) -> Standing:
        self._fail("standing")
        return super().standing()

    def partial(self) -> str:
        self._fail("partial")
        return super().partial()

    def _fail(self, where: str) -> None:
        if where == self._where:
            raise self._error


GONE = MissingPartError("The model is gone.")


@pytest.fixture
def quiet_loop(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What asyncio complains of, as of an exception that nobody has asked for."""
    import gc

    caplog.set_level(logging.WARNING, "asyncio")

    def complaints() -> list[str]:
        gc.collect()
        return [record.getMessage() for record in caplog.records if record.name == "asyncio"]

    return complaints


@pytest.mark.parametrize("where", ["advance", "preview", "standing", "partial"])
async def test_an_error_while_the_person_speaks_is_told_as_one_at_the_end(
    tmp_path: Path, where: str, quiet_loop: Callable[[], list[str]]
) -> None:
    recognizer = FakeRecognizer(Failing(GONE, where), "help", preview=True, streaming=True)
    async with talking(tmp_path, recognizer) as talk:
        # There is a pause after which the person goes on, too.
        await talk.say(speech(0.9) + pause(0.3) + speech(0.9) + pause(1), until="speaking_ended")
        failed = [event for event in talk.witness.events if isinstance(event, StageFailed)]
        assert [(event.stage, event.code) for event in failed] == [("recognition", "MissingPartError")]
        assert talk.witness.kinds.count("not_heard") == 1
        # It is asked for again, and heard.
        await talk.say(speech(0.9) + pause(1))
        assert talk.heard == ["help"]
    assert quiet_loop() == []


async def test_a_mistake_in_an_engine_is_not_hidden(tmp_path: Path) -> None:
    async def run() -> None:
        async with talking(tmp_path, streaming(Failing(ZeroDivisionError(), "advance"))) as talk:
            talk.room.say(speech(0.9) + pause(1))
            await talk.running

    with pytest.raises(ZeroDivisionError):
        await run()


async def test_words_that_nobody_waits_for_leave_no_complaint(quiet_loop: Callable[[], list[str]]) -> None:
    utterance = utterance_of(FakeListening(GONE))
    await hear(utterance, speech(0.2))
    await asyncio.wait({utterance.words()})
    del utterance
    assert quiet_loop() == []


# --- what comes in between while the recogniser is at work


@asynccontextmanager
async def at_work(tmp_path: Path, listening: Gated, *after: str | FakeListening) -> AsyncIterator[Talk]:
    """A live talk, stopped while the person speaks and the recogniser is still at the beginning."""
    recognizer = FakeRecognizer(listening, *after, preview=True, streaming=True)
    async with talking(tmp_path, recognizer, waits=False, stop=samples(0.9)) as talk:
        talk.room.say(speech(1))
        await talk.source.stopped.wait()
        await asyncio.to_thread(listening.began.acquire)
        try:
            yield talk
        finally:
            listening.go.set()
            talk.source.going.set()


async def test_the_button_does_not_wait_for_the_recogniser(
    tmp_path: Path, quiet_loop: Callable[[], list[str]]
) -> None:
    listening = Gated(said("what"), ORDER)
    async with at_work(tmp_path, listening, "help") as talk:
        talk.pipeline.press()
        talk.source.going.set()
        await talk.say(speech(0.9) + pause(2))
        assert talk.heard == ["help"]
        assert not listening.go.is_set()
    assert listening.finished == 0
    assert quiet_loop() == []


async def test_typed_words_do_not_wait_for_the_recogniser(
    tmp_path: Path, quiet_loop: Callable[[], list[str]]
) -> None:
    listening = Gated(said("what"), ORDER)
    async with at_work(tmp_path, listening) as talk:
        talk.pipeline.type("help")
        talk.source.going.set()
        await talk.witness.until("replied")
        assert talk.heard == ["help"]
    assert quiet_loop() == []


async def test_an_error_in_what_nobody_waits_for_any_more_is_still_told(
    tmp_path: Path, quiet_loop: Callable[[], list[str]]
) -> None:
    class Breaking(Gated):
        def _decode(self) -> None:
            super()._decode()
            raise GONE

    listening = Breaking(said("what"))
    async with at_work(tmp_path, listening) as talk:
        talk.pipeline.type("help")
        talk.source.going.set()
        await talk.witness.until("replied")
        listening.go.set()
        await talk.witness.until("stage_failed")
    assert quiet_loop() == []


async def test_the_end_of_the_sound_waits_for_the_recogniser(
    tmp_path: Path, quiet_loop: Callable[[], list[str]]
) -> None:
    listening = Gated(said("what"), ORDER)
    async with at_work(tmp_path, listening) as talk:
        talk.room.close()
    assert listening.partial() != ""
    assert talk.witness.kinds.count("stage_failed") == 0
    assert quiet_loop() == []


async def test_being_called_while_the_words_are_looked_for_ends_that_turn(
    tmp_path: Path, quiet_loop: Callable[[], list[str]]
) -> None:
    listening = Gated(said("what"), ORDER)
    async with at_work(tmp_path, listening, "help") as talk:
        talk.source.going.set()
        await talk.say(pause(2), until="speech_ended")
        talk.pipeline.press()
        await talk.say(speech(0.9) + pause(2))
        assert talk.heard == ["help"]
    assert quiet_loop() == []
