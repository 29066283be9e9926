"""Lights and earcons: when they are shown and given."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import samples
from assistant.errors import MissingPartError
from assistant.events import (
    EarconPlayed,
    Event,
    Happened,
    Heard,
    LightsChanged,
    Meant,
    NothingSaid,
    Replied,
    SpeakingEnded,
    SpeakingStarted,
    SpeechEnded,
    SpeechStarted,
    Stage,
    StageFailed,
    StateChanged,
    WakeRejected,
    Woken,
)
from assistant.reporting import Reporter
from assistant.signals import Earcon
from assistant.speech.earcons import LENGTH, frames_of
from fakes import PERHAPS, QUIET, SPEECH, WAKE, Witness, sound
from talks import BREATH, CALLED, CHIME, SAID, Talk, talking

Step = tuple[type[Happened], Mapping[str, object]] | float
"""An event, or the seconds at which it is now."""
EARCON = samples(LENGTH)


def woken(by: str = "alexa") -> Step:
    return Woken, {"by": by}


def replied(*, invites: bool = False) -> Step:
    return Replied, {"key": "added", "text": "Done.", "invites": invites}


def over(*, complete: bool = True) -> Step:
    return SpeakingEnded, {"complete": complete, "heard": ""}


def moved(after: str) -> Step:
    return StateChanged, {"before": "idle", "after": after}


def failed(stage: Stage) -> Step:
    return StageFailed, {"stage": stage, "code": "Trouble", "message": ""}


SPOKEN: Step = (SpeechEnded, {"ended": 0})
HEARD: Step = (Heard, {"text": "alexa", "confidence": 1.0})
UNDERSTOOD: Step = (Meant, {"intent": "Help", "slots": {}, "confidence": 1.0})
SPEAKING: Step = (SpeakingStarted, {})
NOBODY: Step = (NothingSaid, {})


def reported(*steps: Step, silent: bool = False) -> list[Event]:
    witness = Witness()
    reporter = Reporter([witness], sound=lambda _: not silent)
    for step in steps:
        if isinstance(step, float):
            reporter.now = samples(step)
        else:
            reporter.saw(step[0], **step[1])
    return witness.events


def lights(events: Sequence[Event]) -> list[str]:
    return [event.pattern for event in events if isinstance(event, LightsChanged)]


def earcons(events: Sequence[Event]) -> list[str]:
    return [event.name for event in events if isinstance(event, EarconPlayed)]


# --- lights


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        pytest.param(
            [woken(), (SpeechStarted, {}), SPOKEN, HEARD, replied(), SPEAKING, over()],
            ["listening", "thinking", "speaking", "off"],
            id="a request and its answer",
        ),
        pytest.param(
            [woken(), SPOKEN, replied(invites=True), SPEAKING, over(), woken("follow-up"), NOBODY],
            ["listening", "thinking", "speaking", "listening", "off"],
            id="an answer that waits for an answer",
        ),
        pytest.param([woken(), NOBODY], ["listening", "off"], id="nobody speaks"),
        pytest.param([woken(), woken("button")], ["listening"], id="only changes"),
        pytest.param(
            [woken(), SPOKEN, replied(), SPEAKING, over(complete=False), woken()],
            ["listening", "thinking", "speaking", "listening"],
            id="an interrupted reply",
        ),
        pytest.param(
            [woken("typed"), HEARD, replied(), SPEAKING, over()],
            ["thinking", "speaking", "off"],
            id="typed words",
        ),
        pytest.param(
            [woken(), SPOKEN, HEARD, woken(), NOBODY],
            ["listening", "thinking", "listening", "off"],
            id="only the wake word",
        ),
        pytest.param(
            [woken(), SPOKEN, moved("quoting"), replied(), SPEAKING, over(), replied(), SPEAKING],
            ["listening", "thinking", "speaking", "thinking", "speaking"],
            id="two replies",
        ),
        pytest.param(
            [woken(), SPOKEN, failed(Stage.STORE), replied(), SPEAKING, over()],
            ["listening", "thinking", "trouble", "speaking", "off"],
            id="a failure that is told",
        ),
        pytest.param(
            [1.0, woken(), SPOKEN, failed(Stage.SPEECH), 2.9, 3.0, 3.1],
            ["listening", "thinking", "trouble", "off"],
            id="a voice that fails",
        ),
        pytest.param(
            [woken(), SPOKEN, SPEAKING, failed(Stage.WAKE), (WakeRejected, {"score": 0.5}), 2.0],
            ["listening", "thinking", "speaking", "trouble", "speaking"],
            id="a failure beside a reply",
        ),
        pytest.param(
            [failed(Stage.WAKE), 1.0, woken()], ["trouble", "listening"], id="woken after a failure"
        ),
    ],
)
def test_the_lights_show(steps: list[Step], shown: list[str]) -> None:
    assert lights(reported(*steps)) == shown


def test_trouble_is_over_after_two_seconds_of_audio() -> None:
    events = reported(1.0, failed(Stage.WAKE), *(number / 50 for number in range(50, 200)))
    changes = [event for event in events if isinstance(event, LightsChanged)]
    assert [(each.at, each.pattern) for each in changes] == [
        (samples(1.0), "trouble"),
        (samples(3.0), "off"),
    ]


def test_the_lights_follow_the_event_that_changes_them() -> None:
    assert [event.kind for event in reported(woken())] == ["woken", "lights_changed", "earcon_played"]


# --- earcons


@pytest.mark.parametrize(
    ("steps", "given"),
    [
        pytest.param([woken(), SPOKEN, HEARD, UNDERSTOOD, woken()], ["listening"] * 2, id="the wake word"),
        pytest.param([woken("button")], ["listening"], id="the button"),
        pytest.param([woken("follow-up")], [], id="no wake word is needed"),
        pytest.param([woken("typed"), HEARD], [], id="typed words"),
        pytest.param([woken(), NOBODY], ["listening", "closed"], id="nobody speaks"),
        pytest.param([woken("follow-up"), NOBODY], ["closed"], id="nobody answers"),
        pytest.param([woken(), SPOKEN, HEARD, woken()], ["listening"], id="only the wake word"),
        pytest.param([woken(), SPOKEN, woken()], ["listening"] * 2, id="called again while thinking"),
        pytest.param([failed(Stage.STORE)], ["trouble"], id="a failure"),
    ],
)
def test_an_earcon_says(steps: list[Step], given: list[str]) -> None:
    assert earcons(reported(*steps)) == given


def test_an_earcon_that_cannot_be_given_is_not_told() -> None:
    assert earcons(reported(woken(), silent=True)) == []


def wave(earcon: Earcon) -> np.ndarray:
    return np.frombuffer(b"".join(frame.pcm for frame in frames_of(earcon)), "<i2") / 32_768


def pitch(part: np.ndarray) -> int:
    """How often the sound goes through zero."""
    return int(np.count_nonzero(np.diff(np.signbit(part))))


@pytest.mark.parametrize("earcon", Earcon)
def test_an_earcon_is_short_soft_and_does_not_click(earcon: Earcon) -> None:
    heard = wave(earcon)
    assert len(heard) == EARCON
    assert 20 * np.log10(np.abs(heard).max()) == pytest.approx(-20, abs=0.5)
    assert np.abs(np.diff(heard, prepend=0, append=0)).max() < 0.05
    assert abs(heard[0]) < 0.001
    assert abs(heard[-1]) < 0.001


def test_earcons_are_told_apart_by_their_tones() -> None:
    half = EARCON // 2
    pitches = {each: (pitch(wave(each)[:half]), pitch(wave(each)[half:])) for each in Earcon}
    assert pitches[Earcon.LISTENING][0] < pitches[Earcon.LISTENING][1]
    assert pitches[Earcon.CLOSED][0] > pitches[Earcon.CLOSED][1]
    assert max(pitches[Earcon.TROUBLE]) < min(pitches[Earcon.LISTENING])


# --- whole turns


def at(talk: Talk, kind: str) -> int:
    """Where something happened first, in samples."""
    return next(event.at for event in talk.witness.events if event.kind == kind)


def loudspeaker_at(talk: Talk, position: int) -> bytes:
    """What the loudspeaker plays in as long as an earcon takes."""
    return talk.room.assistant[2 * position : 2 * (position + EARCON)]


async def test_without_the_setting_no_earcon_is_given(tmp_path: Path) -> None:
    async with talking(tmp_path, "help") as talk:
        await talk.say(CALLED)
        assert earcons(talk.witness.events) == []
        assert not any(talk.room.assistant[: 2 * at(talk, "speaking_started")])


async def test_the_wake_word_is_answered_with_a_sound_at_once(tmp_path: Path) -> None:
    async with talking(tmp_path, "help", earcons=True) as talk:
        await talk.say(CALLED)
        assert earcons(talk.witness.events) == ["listening"]
        assert loudspeaker_at(talk, at(talk, "woken")) == b"".join(CHIME)


async def test_an_earcon_delays_neither_listening_nor_the_reply(tmp_path: Path) -> None:
    heard = {}
    for given in (False, True):
        async with talking(tmp_path / str(given), "help", earcons=given) as talk:
            await talk.say(CALLED)
            events = talk.witness.events[: talk.kinds.index("speaking_ended") + 1]
            heard[given] = [event for event in events if not isinstance(event, EarconPlayed)]
    assert heard[True] == heard[False]


async def test_listening_for_an_answer_gives_no_sound_until_nobody_answers(tmp_path: Path) -> None:
    async with talking(tmp_path, "add oat milk to my cart", earcons=True) as talk:
        await talk.say(CALLED)
        await talk.witness.until("speaking_ended", 2)
        assert earcons(talk.witness.events) == ["listening", "closed"]
        assert talk.replies == ["which_one", "left_choosing"]
        closed = at(talk, "nothing_said")
        assert loudspeaker_at(talk, closed) == b"".join(frame.pcm for frame in frames_of(Earcon.CLOSED))
        [*_, last] = [event for event in talk.witness.events if isinstance(event, SpeakingEnded)]
        # The reply comes right behind it.
        assert any(talk.room.assistant[2 * (closed + EARCON) : 2 * (closed + EARCON) + 640])
        assert last.heard


async def test_a_failure_is_heard_before_it_is_told(tmp_path: Path) -> None:
    async with talking(tmp_path, MissingPartError("The model is gone."), earcons=True) as talk:
        await talk.say(CALLED)
        assert earcons(talk.witness.events) == ["listening", "trouble"]
        assert lights(talk.witness.events)[:4] == ["listening", "thinking", "trouble", "speaking"]
        trouble = b"".join(frame.pcm for frame in frames_of(Earcon.TROUBLE))
        assert loudspeaker_at(talk, at(talk, "stage_failed")) == trouble


async def test_a_failed_second_look_says_nothing_into_the_reply(tmp_path: Path) -> None:
    texts = ("what can I say", MissingPartError("The model is gone."))
    async with talking(tmp_path, *texts, earcons=True) as talk:
        await talk.say(CALLED, until="speaking_started")
        await talk.say(sound(PERHAPS, 0.1) + BREATH, until="wake_rejected")
        await talk.witness.until("speaking_ended")
        assert earcons(talk.witness.events) == ["listening"]
        assert "stage_failed" in talk.kinds


async def test_a_pause_after_the_wake_word_gives_one_sound(tmp_path: Path) -> None:
    async with talking(tmp_path, "Alexa.", "help", earcons=True) as talk:
        talk.room.say(sound(WAKE, 0.5) + sound(SPEECH, 0.2) + sound(QUIET, 1.0))
        await talk.say(SAID)
        assert earcons(talk.witness.events) == ["listening"]


async def test_the_assistant_rests_only_after_its_last_sound(tmp_path: Path) -> None:
    async with talking(tmp_path, earcons=True) as talk:
        talk.pipeline.press()
        await talk.witness.until("nothing_said")
        assert not talk.pipeline.resting
        talk.room.say(sound(QUIET, LENGTH + 0.1))
        await talk.room.said()
        assert talk.pipeline.resting
