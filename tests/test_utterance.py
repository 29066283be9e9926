"""An utterance by itself, with a recogniser that may be slow."""

import pytest

from assistant.audio import FRAME_SAMPLES, samples
from assistant.listening.endpointing import Turning
from gated import ORDER, Gated, hear, pause, said, speech, utterance_of


async def test_a_slow_recogniser_is_not_told_again_before_it_is_done() -> None:
    listening = Gated(said("add two boxes of oat milk"), ORDER)
    utterance = utterance_of(listening)
    await hear(utterance, speech(2))
    listening.go.set()
    await utterance.settled()
    await hear(utterance, speech(0.04), samples(2))
    await utterance.settled()
    # 0.3 s after the speech was noticed, and as soon as it was done; what came meanwhile is not made up for.
    assert listening.advanced == [19, 101]
    assert utterance.partial == "add two boxes of oat milk"


async def test_nothing_is_ever_done_side_by_side_however_slow_the_recogniser_is() -> None:
    listening = Gated(said("the whole"), ORDER)
    utterance = utterance_of(listening)
    await hear(utterance, speech(0.5) + pause(0.3) + speech(0.5) + pause(0.3) + speech(0.5) + pause(2))
    words = utterance.words()
    listening.go.set()
    await words
    assert listening.side_by_side == 0


@pytest.mark.parametrize("preview", [True, False])
async def test_a_slow_recogniser_in_a_pause_does_not_end_the_turn_before_it_has_told(preview: bool) -> None:
    listening = Gated(said("add two boxes of"), ORDER)
    utterance = utterance_of(listening, preview=preview)
    assert await hear(utterance, speech(0.34) + pause(0.8)) == [Turning.STARTED, Turning.PAUSED]
    listening.go.set()
    await utterance.settled()
    at = samples(1.14)
    assert await hear(utterance, speech(1.2) + pause(0.2), at) == [Turning.RESUMED, Turning.PAUSED]
    await utterance.settled()
    assert await hear(utterance, pause(1), at + samples(1.4)) == [Turning.ENDED]


async def test_a_recogniser_that_is_stuck_does_not_hold_up_the_end_for_longer_than_an_open_sentence() -> None:
    listening = Gated(said("add"), ORDER)
    utterance = utterance_of(listening)
    turnings = await hear(utterance, speech(0.34) + pause(1.2))
    assert turnings == [Turning.STARTED, Turning.PAUSED, Turning.ENDED]
    listening.go.set()
    assert await utterance.words() == said("add")


async def test_all_sound_reaches_a_slow_recogniser_once_and_in_order() -> None:
    listening = Gated(said("the whole"))
    utterance = utterance_of(listening)
    pcm = speech(0.5) + pause(0.3) + speech(0.5) + pause(0.3) + speech(19)
    assert (await hear(utterance, pcm))[-1] is Turning.CUT
    listening.go.set()
    assert await utterance.words() == said("the whole")
    positions = [frame.position for frame in listening.fed]
    assert positions == list(range(0, len(positions) * FRAME_SAMPLES, FRAME_SAMPLES))
    assert positions[-1] >= samples(20) - 2 * FRAME_SAMPLES
