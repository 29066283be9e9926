"""When the assistant wakes, and when a turn begins and ends."""

from assistant.audio import FRAME_SAMPLES, SILENCE, Frame
from assistant.listening.endpointing import Endpointing, Turning
from assistant.listening.pre_roll import PreRoll
from assistant.listening.second_look import holds
from assistant.listening.wake_gate import Verdict, WakeGate
from assistant.playback import sentences
from assistant.ports import Detection
from assistant.settings import Listening


def decisions(scores: list[float], gate: WakeGate) -> list[tuple[int, Verdict, float]]:
    """Feed a score a frame; 0 stands for no detection."""
    found = []
    for number, score in enumerate(scores):
        now = (number + 1) * FRAME_SAMPLES
        decision = gate.hear(now, Detection("alexa", score, now) if score else None)
        if decision is not None:
            found.append((number, decision.verdict, decision.detection.score))
    return found


def test_a_sure_score_wakes_at_once() -> None:
    assert decisions([0, 0.5, 0.98, 0.99], WakeGate(0.97, 0.4)) == [(2, Verdict.WAKE, 0.98)]


def test_a_middling_score_is_looked_at_again_after_its_peak() -> None:
    scores = [0.5, 0.7, 0.6, 0.0] + [0.0] * 20
    assert decisions(scores, WakeGate(0.97, 0.4)) == [(10, Verdict.LOOK_AGAIN, 0.7)]


def test_one_spoken_word_is_decided_once() -> None:
    assert len(decisions([0.98] * 30, WakeGate(0.97, 0.4))) == 1


def test_a_second_word_is_decided_again() -> None:
    assert len(decisions([0.98] * 5 + [0.0] * 60 + [0.98], WakeGate(0.97, 0.4))) == 2


def test_without_a_second_look_only_sure_scores_wake() -> None:
    assert decisions([0.9] * 30, WakeGate(0.97, 0.4, second_look=False)) == []


def test_a_name_that_is_written_differently_is_still_the_wake_word() -> None:
    assert all(holds(text, "alexa") for text in ("Alexa.", "Alexia!", "a lexa", "Hey, Alexa", "Alex, uh"))
    assert all(holds(text, "hey jarvis") for text in ("Hey Jarvis.", "hay jarvis", "Hey, Jarvis, buy milk"))


def test_other_words_are_not_the_wake_word() -> None:
    assert not any(
        holds(text, "alexa") for text in ("", "Relax.", "Computer", "A letter from Texas", "Jarvis")
    )


def heard(probabilities: list[float], patience: float = 1.0) -> list[tuple[int, Turning]]:
    endpointing = Endpointing(Listening(end_silence=0.5, preview_silence=0.2, longest=3), patience)
    turnings = []
    for number, probability in enumerate(probabilities):
        turning = endpointing.hear((number + 1) * FRAME_SAMPLES, probability)
        if turning is not None:
            turnings.append((number, turning))
            if turning in {Turning.ENDED, Turning.CUT, Turning.GAVE_UP}:
                break
    return turnings


def test_half_a_second_of_silence_ends_a_turn() -> None:
    turnings = heard([0.9] * 20 + [0.0] * 40)
    assert turnings == [(3, Turning.STARTED), (29, Turning.PAUSED), (44, Turning.ENDED)]


def test_a_short_pause_does_not() -> None:
    turnings = heard([0.9] * 20 + [0.0] * 15 + [0.9] * 5 + [0.0] * 40)
    assert [turning for _, turning in turnings] == [
        Turning.STARTED,
        Turning.PAUSED,
        Turning.RESUMED,
        Turning.PAUSED,
        Turning.ENDED,
    ]


def test_a_probability_between_the_thresholds_keeps_speech_going_but_does_not_start_it() -> None:
    assert heard([0.4] * 100) == [(50, Turning.GAVE_UP)]
    assert heard([0.9] * 10 + [0.4] * 50 + [0.0] * 30)[-1] == (84, Turning.ENDED)


def test_a_click_is_no_speech() -> None:
    assert heard([0.9, 0.9, 0.0] + [0.0] * 60)[-1][1] is Turning.GAVE_UP


def test_nobody_speaking_is_given_up() -> None:
    assert heard([0.0] * 100, patience=1.0) == [(50, Turning.GAVE_UP)]


def test_a_monologue_is_cut() -> None:
    assert heard([0.9] * 400)[-1] == (150, Turning.CUT)


def test_the_end_of_speech_is_where_the_silence_began() -> None:
    endpointing = Endpointing(Listening(), 5)
    for number in range(60):
        endpointing.hear((number + 1) * FRAME_SAMPLES, 0.9 if number < 20 else 0.0)
    assert endpointing.speech_end == 20 * FRAME_SAMPLES


def test_the_pre_roll_keeps_the_newest_frames() -> None:
    ring = PreRoll(0.06)
    for number in range(10):
        ring.keep(Frame(number * FRAME_SAMPLES, SILENCE))
    assert [frame.position // FRAME_SAMPLES for frame in ring.take()] == [7, 8, 9]
    assert ring.take() == ()


def test_a_reply_is_cut_after_sentences_but_not_after_titles() -> None:
    assert sentences("Added Dr. Pepper, at $4.99. Shall I go on? Say yes.") == [
        "Added Dr. Pepper, at $4.99.",
        "Shall I go on?",
        "Say yes.",
    ]
