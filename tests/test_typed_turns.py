"""Words that are typed to a spoken assistant."""

import asyncio
from pathlib import Path

from assistant.events import (
    Heard,
    LightsChanged,
    Meant,
    Replied,
    SpeakingEnded,
    SpeakingStarted,
    Stage,
    Woken,
)
from devices.recordings.stopwatch import Stopwatch
from fakes import FakeStore
from talks import CALLED, SAID, Acting, send_order, send_order_after, talking


async def test_typed_words_are_answered_from_the_next_frame_on(tmp_path: Path) -> None:
    async with talking(tmp_path) as talk:
        assert talk.pipeline.type("help")
        assert not talk.pipeline.resting
        await talk.witness.until("speaking_ended")
        first, lit, heard, *_ = talk.witness.events
        assert isinstance(first, Woken)
        assert (first.by, first.score) == ("typed", 1.0)
        assert isinstance(lit, LightsChanged)
        assert isinstance(heard, Heard)
        assert (heard.text, heard.confidence) == ("help", 1.0)
        assert talk.replies == ["help_idle"]
        assert Stage.RECOGNITION not in {timing.stage for timing in talk.witness.timings}


async def test_typed_words_interrupt_a_reply(tmp_path: Path) -> None:
    async with talking(tmp_path, "what can I say") as talk:
        await talk.say(CALLED, until="speaking_started")
        talk.pipeline.type("stop")
        await talk.witness.until("speaking_ended", 2)
        ended = [event.complete for event in talk.witness.events if isinstance(event, SpeakingEnded)]
        assert (ended, talk.replies) == ([False, True], ["help_idle", "stopped"])


async def test_typed_words_are_taken_while_the_assistant_listens(tmp_path: Path) -> None:
    async with talking(tmp_path, "add oat milk to my cart") as talk:
        await talk.say(CALLED)
        await talk.witness.until("woken", 2)
        talk.pipeline.type("the cheaper one")
        await talk.witness.until("cart_updated")
        assert talk.replies[:2] == ["which_one", "added"]
        assert "nothing_said" not in talk.kinds


async def test_a_trip_may_be_typed_and_spoken_in_turn(tmp_path: Path) -> None:
    store = FakeStore()
    async with talking(tmp_path, "check out", store=store) as talk:
        talk.pipeline.type("add two eggs to my cart")
        await talk.witness.until("woken", 2)
        await talk.say(SAID)
        await talk.witness.until("woken", 3)
        talk.pipeline.type("yes")
        await talk.witness.until("order_confirmed")
    assert len(store.placed) == 1


async def test_nothing_is_typed_into_an_order_that_is_being_placed(tmp_path: Path) -> None:
    store = FakeStore()
    store.gate = asyncio.Event()
    async with talking(tmp_path, "add two eggs to my cart", "check out", "yes", store=store) as talk:
        await send_order(talk, store)
        assert not talk.pipeline.type("stop")
        store.gate.set()
        await talk.witness.until("speaking_ended", 3)
        [*_, last] = [event for event in talk.witness.events if isinstance(event, SpeakingEnded)]
        assert last.complete


async def test_what_is_typed_just_before_an_order_is_placed_waits_for_it(tmp_path: Path) -> None:
    store, witness = FakeStore(), Acting()
    texts = ("add two eggs to my cart", "check out", "yes")
    async with talking(tmp_path, *texts, store=store, witness=witness) as talk:
        taken: list[bool] = []
        await send_order_after(lambda: taken.append(talk.pipeline.type("help")), talk, store)
        assert store.gate is not None
        assert (taken, talk.replies[2:]) == ([True], [])
        store.gate.set()
        await talk.witness.until("heard", 4)
        await talk.witness.until("speaking_ended", 4)
        assert talk.replies[2:] == ["ordered", "help_idle"]
    assert len(store.placed) == 1


async def test_typed_words_are_as_sure_as_they_are_said_to_be(tmp_path: Path) -> None:
    store = FakeStore()
    async with talking(tmp_path, store=store) as talk:
        for number, (text, confidence) in enumerate(
            [("add two eggs to my cart", 1.0), ("check out", 0.9), ("yes", 0.3)], start=1
        ):
            talk.pipeline.type(text, confidence)
            await talk.witness.until("speaking_ended", number)
            await talk.witness.until("woken", 2 * number)
        assert talk.replies == ["added", "read_back", "confirm_again"]
        heard = [event.confidence for event in talk.witness.events if isinstance(event, Heard)]
    assert (heard, store.placed) == ([1.0, 0.9, 0.3], {})


async def test_only_the_wake_word_typed_makes_the_assistant_listen(tmp_path: Path) -> None:
    async with talking(tmp_path, "help") as talk:
        talk.pipeline.type("Alexa.")
        await talk.witness.until("woken", 2)
        await talk.say(SAID)
        assert talk.replies == ["help_idle"]


def test_a_typed_turn_is_an_exchange_without_a_latency() -> None:
    watch = Stopwatch()
    for event in (
        Woken(at=16_000, by="typed"),
        Heard(at=16_000, text="help", confidence=1),
        Meant(at=16_000, intent="Help", slots={}, confidence=1),
        Replied(at=16_000, key="help_idle", text="Say ...", invites=True),
        SpeakingStarted(at=16_000),
    ):
        watch.saw(event)
    [turn] = watch.turns
    assert (turn.woken_by, turn.text, turn.intent, turn.keys) == ("typed", "help", "Help", ["help_idle"])
    assert (turn.latency, turn.ended_at) == (None, 1.0)
    assert (watch.wakes, watch.waiting) == ([], False)
