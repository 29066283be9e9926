"""Whole turns, from sound to sound, as lists of events."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from assistant.audio import Frame, samples
from assistant.errors import MissingPartError
from assistant.events import Replied, SpeakingEnded, SpeechEnded, Woken
from assistant.shopping.household import Household
from fakes import (
    PERHAPS,
    QUIET,
    SPEECH,
    WAKE,
    FakeStore,
    FakeSynthesizer,
    sound,
)
from talks import BREATH, CALLED, SAID, Acting, send_order, send_order_after, talking


async def test_a_request_leads_from_the_wake_word_to_the_reply(tmp_path: Path) -> None:
    async with talking(tmp_path, "Alexa, add eggs to my cart.") as talk:
        await talk.say(CALLED)
        assert talk.kinds[:14] == [
            "woken",
            "lights_changed",
            "speech_started",
            "speech_ended",
            "lights_changed",
            "heard",
            "meant",
            "state_changed",
            "cart_updated",
            "state_changed",
            "replied",
            "speaking_started",
            "lights_changed",
            "speaking_ended",
        ]
        assert talk.replies == ["added"]


async def test_the_recogniser_hears_what_was_said_before_the_wake_word_was_detected(tmp_path: Path) -> None:
    async with talking(tmp_path, "Alexa, help.") as talk:
        await talk.say(BREATH + CALLED)
        assert talk.recognizer.listenings[0].fed[0].position < samples(0.5)


async def test_after_a_question_no_wake_word_is_needed(tmp_path: Path) -> None:
    async with talking(tmp_path, "add oat milk to my cart", "the cheaper one") as talk:
        await talk.say(CALLED)
        await talk.say(SAID)
        assert talk.replies == ["which_one", "added"]
        assert [event.by for event in talk.witness.events if isinstance(event, Woken)][:2] == [
            "alexa",
            "follow-up",
        ]


async def test_without_the_wake_word_nothing_is_heard(tmp_path: Path) -> None:
    async with talking(tmp_path, "add eggs to my cart") as talk:
        await talk.say(SAID + CALLED)
        assert talk.kinds.count("heard") == 1
        # The pre-roll reaches back to before the wake word, but not to what was said long before.
        assert talk.recognizer.listenings[0].fed[0].position >= samples(2 - 1.6)


async def test_what_only_sounds_like_the_wake_word_is_turned_down_by_the_recogniser(tmp_path: Path) -> None:
    async with talking(tmp_path, "a letter") as talk:
        await talk.say(sound(PERHAPS, 0.3) + BREATH, until="wake_rejected")
        assert talk.kinds == ["wake_rejected"]


async def test_a_mumbled_wake_word_is_accepted_by_the_recogniser(tmp_path: Path) -> None:
    async with talking(tmp_path, "Alexa", "help") as talk:
        await talk.say(sound(PERHAPS, 0.3) + BREATH + SAID)
        assert talk.replies == ["help_idle"]


async def test_calling_and_then_thinking_is_one_request(tmp_path: Path) -> None:
    async with talking(tmp_path, "Alexa.", "help") as talk:
        talk.room.say(sound(WAKE, 0.5) + sound(SPEECH, 0.2) + sound(QUIET, 1.0))
        await talk.say(SAID)
        assert talk.replies == ["help_idle"]


async def test_nobody_answering_a_question_leaves_it(tmp_path: Path) -> None:
    async with talking(tmp_path, "add oat milk to my cart") as talk:
        await talk.say(CALLED)
        await talk.witness.until("speaking_ended", 2)
        assert talk.replies == ["which_one", "left_choosing"]
        assert "nothing_said" in talk.kinds


async def test_the_wake_word_interrupts_a_reply(tmp_path: Path) -> None:
    async with talking(tmp_path, "what can I say", "stop") as talk:
        await talk.say(CALLED, until="speaking_started")
        await talk.say(CALLED, until="heard")
        await talk.witness.until("speaking_ended", 2)
        ended = [event for event in talk.witness.events if isinstance(event, SpeakingEnded)]
        assert [event.complete for event in ended] == [False, True]
        assert talk.replies == ["help_idle", "stopped"]


async def test_what_was_played_after_an_interruption_is_not_the_old_reply(tmp_path: Path) -> None:
    async with talking(tmp_path, "what can I say", "stop") as talk:
        await talk.say(CALLED, until="speaking_started")
        await talk.say(sound(WAKE, 0.1), until="speaking_ended")
        before = talk.room.sink.heard
        await talk.say(SAID, until="heard")
        assert talk.room.sink.heard == before


async def test_a_word_like_the_wake_word_only_pauses_a_reply(tmp_path: Path) -> None:
    async with talking(tmp_path, "what can I say", "a letter") as talk:
        await talk.say(CALLED, until="speaking_started")
        await talk.say(sound(PERHAPS, 0.1) + BREATH, until="wake_rejected")
        await talk.witness.until("speaking_ended")
        [ended] = [event for event in talk.witness.events if isinstance(event, SpeakingEnded)]
        assert ended.complete


async def test_the_button_wakes_too(tmp_path: Path) -> None:
    async with talking(tmp_path, "help") as talk:
        talk.pipeline.press()
        await talk.say(SAID)
        assert talk.replies == ["help_idle"]


async def test_a_whole_purchase(tmp_path: Path) -> None:
    store = FakeStore()
    async with talking(tmp_path, "add two eggs to my cart", "check out", "yes", store=store) as talk:
        await talk.say(CALLED)
        await talk.say(SAID)
        await talk.say(SAID)
        assert talk.replies == ["added", "read_back", "ordered"]
        assert "order_confirmed" in talk.kinds
    assert len(store.placed) == 1


async def test_a_yes_over_the_read_back_orders_nothing(tmp_path: Path) -> None:
    store = FakeStore()
    texts = ("add two eggs to my cart", "check out", "Alexa, yes", "yes")
    async with talking(tmp_path, *texts, store=store) as talk:
        await talk.say(CALLED)
        await talk.say(SAID, until="speaking_started")
        # Called in the middle of the read-back.
        await talk.say(CALLED, until="heard")
        await talk.witness.until("replied", 3)
        assert talk.replies == ["added", "read_back", "read_back_again"]
        assert store.placed == {}


async def test_an_order_being_placed_is_not_interrupted(tmp_path: Path) -> None:
    store = FakeStore()
    store.gate = asyncio.Event()
    async with talking(tmp_path, "add two eggs to my cart", "check out", "yes", store=store) as talk:
        await send_order(talk, store)
        talk.room.close()
        store.gate.set()
    assert len(store.placed) == 1
    assert Household(tmp_path / "household.db").unfinished("fake") == ()


async def test_the_button_while_an_order_is_placed_does_not_cut_off_its_number(tmp_path: Path) -> None:
    store = FakeStore()
    store.gate = asyncio.Event()
    async with talking(tmp_path, "add two eggs to my cart", "check out", "yes", store=store) as talk:
        await send_order(talk, store)
        talk.pipeline.press()
        store.gate.set()
        await talk.witness.until("speaking_ended", 3)
        [*_, last] = [event for event in talk.witness.events if isinstance(event, SpeakingEnded)]
        assert last.complete


async def test_the_button_just_before_an_order_is_placed_does_not_cut_off_its_number(tmp_path: Path) -> None:
    store, witness = FakeStore(), Acting()
    texts = ("add two eggs to my cart", "check out", "yes")
    async with talking(tmp_path, *texts, store=store, witness=witness) as talk:
        await send_order_after(talk.pipeline.press, talk, store)
        assert store.gate is not None
        store.gate.set()
        await talk.witness.until("speaking_ended", 3)
        assert talk.replies == ["added", "read_back", "ordered"]
        ended = [event for event in talk.witness.events if isinstance(event, SpeakingEnded)]
        assert ended[-1].complete
        assert "button" not in [event.by for event in talk.witness.events if isinstance(event, Woken)]


async def test_after_an_order_the_wake_word_still_silences_at_once(tmp_path: Path) -> None:
    texts = ("add two eggs to my cart", "check out", "yes", "what can I say", "stop")
    async with talking(tmp_path, *texts) as talk:
        for words in (CALLED, SAID, SAID):
            await talk.say(words)
        await talk.say(BREATH + CALLED, until="speaking_started")
        await talk.say(sound(WAKE, 0.1), until="speaking_ended")
        before = talk.room.sink.heard
        await talk.say(SAID, until="heard")
        assert talk.room.sink.heard == before


async def test_a_recogniser_that_fails_does_not_end_the_assistant(tmp_path: Path) -> None:
    async with talking(tmp_path, MissingPartError("The model is gone."), "help") as talk:
        await talk.say(CALLED)
        await talk.say(SAID)
        assert talk.replies == ["not_heard", "help_idle"]
        assert "stage_failed" in talk.kinds


async def test_a_button_pressed_during_a_second_look_is_all_that_wakes(tmp_path: Path) -> None:
    async with talking(tmp_path, "Alexa", "help") as talk:
        talk.room.say(sound(PERHAPS, 0.22))
        await talk.room.said()
        talk.pipeline.press()
        await talk.say(BREATH + SAID)
        assert talk.replies == ["help_idle"]
        assert talk.kinds.count("woken") <= 2


async def test_a_shop_that_does_not_answer_is_told_and_asked_again(tmp_path: Path) -> None:
    store = FakeStore()
    store.answers_get_lost = True
    texts = ("add two eggs to my cart", "check out", "yes", "check out")
    async with talking(tmp_path, *texts, store=store) as talk:
        await talk.say(CALLED)
        await talk.say(SAID)
        await talk.say(SAID)
        assert talk.replies[-1] == "order_unsettled"
        store.answers_get_lost = False
        await talk.say(BREATH + CALLED)
        [*_, last] = [event for event in talk.witness.events if isinstance(event, Replied)]
        assert last.key == "cart_empty"
        assert "it went through" in last.text
    assert len(store.placed) == 1


async def test_speech_without_words_is_asked_for_again(tmp_path: Path) -> None:
    async with talking(tmp_path, "") as talk:
        await talk.say(CALLED)
        assert talk.replies == ["not_heard"]
        assert "not_heard" in talk.kinds


async def test_a_voice_that_fails_does_not_end_the_assistant(tmp_path: Path) -> None:
    class Hoarse(FakeSynthesizer):
        async def speak(self, text: str) -> AsyncIterator[Frame]:
            if len(self.spoken) < 1:
                self.spoken.append(text)
                raise MissingPartError("The voice is gone.")
            async for frame in super().speak(text):
                yield frame

    async with talking(tmp_path, "help", "help", synthesizer=Hoarse()) as talk:
        await talk.say(CALLED, until="stage_failed")
        await talk.say(BREATH + CALLED)
        assert talk.kinds.count("speaking_ended") == 1


async def test_the_same_sound_gives_the_same_events(tmp_path: Path) -> None:
    runs = []
    for number in range(2):
        async with talking(tmp_path / str(number), "add two eggs to my cart", "check out", "no") as talk:
            await talk.say(CALLED)
            await talk.say(SAID)
            await talk.say(SAID)
            runs.append([event.model_dump_json() for event in talk.witness.events])
    assert runs[0] == runs[1]


async def test_a_turn_is_cut_so_that_memory_stays_bounded(tmp_path: Path) -> None:
    async with talking(tmp_path, "help") as talk:
        await talk.say(sound(WAKE, 0.1) + sound(SPEECH, 45), until="heard")
        [ended] = [event for event in talk.witness.events if isinstance(event, SpeechEnded)]
        assert ended.at < samples(21)
