"""The player, with fakes of the engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.audio import Frame
from assistant.bootstrap import Engines
from assistant.events import Event, Woken
from assistant.settings import Settings
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.trace import read_trace
from devices.recordings import files
from devices.recordings.corpus import Kind, Problem, Recording
from devices.recordings.expectation import Expectation
from devices.recordings.fresh import prepared
from devices.recordings.outcome import Result
from devices.recordings.player import Player
from devices.recordings.report.kept import outline_of
from devices.recordings.room import Room
from devices.recordings.scenarios.performing import Performance
from fakes import (
    QUIET,
    SPEECH,
    WAKE,
    FakeRecognizer,
    FakeSynthesizer,
    FakeVoiceActivity,
    FakeWakeWord,
    sound,
)

ASKED = sound(SPEECH, 1) + sound(QUIET, 1)
CALLED = sound(WAKE, 0.5) + ASKED


class Talkative(FakeSynthesizer):
    """Takes minutes for a sentence."""

    async def speak(self, text: str) -> AsyncIterator[Frame]:
        async for frame in super().speak(text):
            for _ in range(200):
                yield frame


class Counting(Player):
    """Counts how often the sound and the events of a recording are written."""

    kept = 0

    def _keep(self, recording: Recording, sound: Room | Performance, events: list[Event]) -> None:
        self.kept += 1
        super()._keep(recording, sound, events)


def player(folder: Path, synthesizer: FakeSynthesizer | None = None) -> Counting:
    (folder / "data").mkdir()
    ready = prepared(Settings(), folder / "data")
    made = Counting(ready, trace=folder / "traces", media=folder / "report")
    recognizer = FakeRecognizer(*["what is in my cart"] * 2)
    made._engines = Engines(FakeWakeWord(), FakeVoiceActivity(), recognizer, synthesizer or FakeSynthesizer())
    return made


def recording(folder: Path, pcm: bytes, expect: Expectation | None = None) -> Recording:
    files.write_wav(folder / "a.wav", pcm)
    return Recording("a.wav", folder / "a.wav", expect=expect or Expectation())


@pytest.mark.parametrize(("pcm", "by"), [(CALLED, "alexa"), (ASKED, "button")])
def test_only_the_attempt_that_counts_is_written(tmp_path: Path, pcm: bytes, by: str) -> None:
    playing, asked = player(tmp_path), recording(tmp_path, pcm)
    found = playing.play(asked)
    assert isinstance(found, Result)
    events = read_trace(tmp_path / "traces" / "a.wav.jsonl")
    assert next(event.by for event in events if isinstance(event, Woken)) == by
    outline = outline_of(tmp_path / "report", asked.id)
    assert outline is not None
    assert outline["events"] == [event.model_dump(mode="json") for event in events]
    assert any(outline["person"])
    assert any(outline["assistant"])
    assert playing.kept == 1


@pytest.mark.parametrize("expect", [Expectation(), Expectation(intent="ReadCart")])
def test_a_run_that_has_to_be_broken_off_says_so(tmp_path: Path, expect: Expectation) -> None:
    found = player(tmp_path, Talkative()).play(recording(tmp_path, CALLED, expect))
    assert isinstance(found, Result)
    assert found.complaints[-1].startswith("It was broken off: 60 s after the recording")
    assert found.accepted is (False if expect.given else None)
    assert found.verdicts == ({"intent": True, "ended": False} if expect.given else {})
    assert found.intent == "ReadCart"


def test_a_run_that_comes_to_rest_has_nothing_to_say(tmp_path: Path) -> None:
    found = player(tmp_path).play(recording(tmp_path, CALLED, Expectation(intent="ReadCart")))
    assert isinstance(found, Result)
    assert (found.accepted, found.complaints) == (True, ())


def test_a_shop_that_gives_no_answer_costs_one_recording(tmp_path: Path) -> None:
    class Closed(Counting):
        async def _scene(self, recording: Recording) -> Result | Problem:
            raise StoreError(StoreErrorKind.UNREACHABLE, f"The shop of {recording.name} gave no answer.")

    (tmp_path / "data").mkdir()
    playing = Closed(prepared(Settings(), tmp_path / "data"))
    found = playing.play(Recording("a.yaml", tmp_path / "a.yaml", Kind.SCENARIO))
    assert found == Problem("a.yaml", "The shop of a.yaml gave no answer.")
