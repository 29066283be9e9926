"""What a run's observer writes down."""

from assistant.events import (
    EarconPlayed,
    Heard,
    LightsChanged,
    Meant,
    NotMeant,
    Replied,
    SpeakingStarted,
    SpeechEnded,
    StateChanged,
    WakeRejected,
    Woken,
)
from devices.recordings.stopwatch import Stopwatch


def test_each_stage_counts_from_the_end_of_the_speech_itself() -> None:
    times = iter([10.0, 10.1, 10.11, 10.15, 10.2])
    watch = Stopwatch(now=lambda: next(times))
    watch.saw(Woken(at=0, by="alexa"))
    watch.saw(SpeechEnded(at=24_000, ended=16_000))
    watch.saw(Heard(at=24_000, text="Check out.", confidence=1))
    watch.saw(Meant(at=24_000, intent="CheckOut", slots={}, confidence=1))
    watch.saw(Replied(at=24_000, key="read_back", text="Shall I?", invites=True))
    watch.saw(SpeakingStarted(at=24_000))
    (turn,) = watch.turns
    assert turn.latency is not None
    waits = turn.latency.model_dump()
    assert {stage: round(ms) for stage, ms in waits.items()} == {
        "silence": 500,
        "transcript": 600,
        "intent": 610,
        "reply": 650,
        "sound": 700,
    }
    assert (turn.woken_by, turn.ended_at) == ("alexa", 1.5)


def test_a_wake_word_that_is_followed_by_a_pause_counts_once() -> None:
    watch = Stopwatch()
    watch.saw(Woken(at=16_000, by="alexa"))
    watch.saw(SpeechEnded(at=24_000, ended=16_000))
    watch.saw(Heard(at=24_000, text="Alexa.", confidence=1))
    watch.saw(Woken(at=24_000, by="alexa"))
    assert watch.wakes == [16_000]


def test_a_wake_word_after_an_answer_counts_again() -> None:
    watch = Stopwatch()
    for at in (16_000, 160_000):
        watch.saw(Woken(at=at, by="alexa"))
        watch.saw(SpeechEnded(at=at + 8_000, ended=at))
        watch.saw(Heard(at=at + 8_000, text="Hm.", confidence=1))
        watch.saw(NotMeant(at=at + 8_000, reason="no sentence fits"))
    watch.saw(WakeRejected(at=200_000, score=0.5))
    assert (watch.wakes, watch.rejected_wakes) == ([16_000, 160_000], 1)


def test_the_button_and_follow_ups_are_no_wake_words() -> None:
    watch = Stopwatch()
    for by in ("button", "follow-up", "typed"):
        watch.saw(Woken(at=0, by=by))
    assert (watch.wakes, watch.woken, watch.called) == ([], 3, False)


def test_lights_earcons_and_the_state_are_noted() -> None:
    watch = Stopwatch()
    watch.saw(LightsChanged(at=0, pattern="listening"))
    watch.saw(EarconPlayed(at=0, name="listening"))
    watch.saw(StateChanged(at=0, before="idle", after="looking_up"))
    assert (watch.lights, watch.earcons, watch.state) == (["listening"], ["listening"], "looking_up")
