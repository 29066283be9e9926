"""Scenarios performed: set up, turn by turn, and judged."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.audio import FRAME_SAMPLES, samples
from assistant.bootstrap import Engines, load_engines
from assistant.errors import SettingsError, UnusableInputError
from assistant.events import SpeakingEnded, SpeakingStarted
from assistant.settings import Settings
from devices.recordings import files
from devices.recordings.bundled import TRIP, bundled
from devices.recordings.conditions.steps import Condition, Gain
from devices.recordings.fresh import copied
from devices.recordings.make_samples import make
from devices.recordings.scenarios.actor import NOT_ENDED, NOT_TAKEN
from devices.recordings.scenarios.loading import load
from devices.recordings.scenarios.performing import Performance, perform
from devices.recordings.scenarios.voices import Voices
from fakes import (
    QUIET,
    SPEECH,
    WAKE,
    FakeRecognizer,
    FakeVoiceActivity,
    FakeWakeWord,
    Witness,
    sound,
)
from scenery import BANANAS, CALLED, EGGS, JO, ORDERING, Babbler, FakeVoices, began, fakes, missed, scenario

pytest_plugins = ("scenery_fixtures",)
SAID = sound(SPEECH, 1.0)


def replies(performance: Performance) -> list[list[str]]:
    return [turn.keys for turn in performance.watch.turns]


# --- the stage


async def test_household_list_and_cart_are_really_there(settings: Settings, tmp_path: Path) -> None:
    played = scenario(
        tmp_path,
        {"typed": "what's on my list", "expect": {"reply": {"mentions": ["coffee filters", "dish soap"]}}},
        {"typed": "what's in my cart", "expect": {"reply": {"mentions": ["two of the", "bananas"]}}},
        {"typed": "check out", "expect": {"reply": "read_back", "cart": [BANANAS, EGGS]}},
        household=JO | {"list": ["coffee filters", "dish soap"]},
        cart=[BANANAS, EGGS],
    )
    assert missed(await perform(played, settings, fakes(), FakeVoices())) == {}


async def test_a_household_without_an_address_cannot_order(settings: Settings, tmp_path: Path) -> None:
    turn = {"typed": "check out", "expect": {"reply": "needs_buyer"}}
    played = scenario(tmp_path, turn, household={"address": ""}, cart=[BANANAS])
    assert missed(await perform(played, settings, fakes(), FakeVoices())) == {}


async def test_the_household_pays_with_its_own_token(settings: Settings, tmp_path: Path) -> None:
    turns = ({"typed": "check out"}, {"typed": "yes", "expect": {"reply": "order_refused", "orders": []}})
    played = scenario(tmp_path, *turns, household=JO | {"payment": " "}, cart=[BANANAS])
    assert missed(await perform(played, settings, fakes(), FakeVoices())) == {}


async def test_a_drink_may_be_in_the_cart_with_its_options(settings: Settings, tmp_path: Path) -> None:
    latte = {"product": "latte", "quantity": 2, "options": {"size": "large"}}
    played = scenario(tmp_path, {"typed": "help"}, store="coffee", cart=[latte])
    (held,) = (await perform(played, settings, fakes(), FakeVoices())).watch.cart
    assert (held["product"], held["quantity"], held["options"]["size"]) == ("latte", 2, "large")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"product": "unicorns"}, "the market has no 'unicorns'"),
        ({"product": "bananas", "options": {"size": "large"}}, "The bananas has no size to choose"),
    ],
)
async def test_a_cart_that_the_shop_cannot_fill_is_told_with_its_line(
    settings: Settings, tmp_path: Path, line: dict[str, Any], told: str
) -> None:
    with pytest.raises(UnusableInputError, match=r"made\.yaml, line 5: the cart cannot be filled") as error:
        await perform(scenario(tmp_path, {"typed": "help"}, cart=[line]), settings, fakes(), FakeVoices())
    assert told in str(error.value)


async def test_settings_of_its_own_count_and_wrong_ones_are_told(settings: Settings, tmp_path: Path) -> None:
    turn = {"button": "pressed", "expect": {"earcons": ["listening"]}}
    played = scenario(tmp_path, turn, settings={"sound": {"earcons": True}})
    assert missed(await perform(played, settings, fakes(), FakeVoices())) == {}
    played = scenario(tmp_path, turn, settings={"sound": {"volume": 11}})
    with pytest.raises(SettingsError, match=r"made\.yaml, line 7: .*volume"):
        await perform(played, settings, fakes(), FakeVoices())


async def test_other_engines_are_loaded_for_a_scenario_that_names_them(
    settings: Settings, tmp_path: Path
) -> None:
    asked: list[Settings] = []

    async def loader(chosen: Settings) -> Engines:
        asked.append(chosen)
        return fakes()

    turn = {"typed": "help"}
    await perform(scenario(tmp_path, turn), settings, fakes(), FakeVoices(), load=loader)
    assert asked == []
    played = scenario(tmp_path, turn, settings={"voice": {"engine": "pyttsx3", "options": {"rate": 200}}})
    await perform(played, settings, fakes(), FakeVoices(), load=loader)
    assert [each.voice.engine for each in asked] == ["pyttsx3"]
    assert asked[0].data_dir == settings.data_dir


# --- the turns


async def test_recordings_speech_and_typed_words_are_turns_of_one_talk(
    settings: Settings, tmp_path: Path
) -> None:
    files.write_wav(tmp_path / "said.wav", SAID)
    voices = FakeVoices()
    played = scenario(
        tmp_path,
        {"say": "Alexa, add oat milk to my cart.", "expect": {"woken": True, "state": "choosing"}},
        {"recording": "said.wav", "text": "The cheaper one.", "expect": {"intent": "Choose", "woken": False}},
        {"typed": "make it three", "expect": {"slots": {"quantity": 3}, "reply": "cart"}},
        {"say": "Alexa, stop.", "voice": "robot", "expect": {"reply": "stopped"}},
        voice="deep",
    )
    done = await perform(
        played, settings, fakes("Alexa, add oat milk to my cart.", "the cheaper one", "", "stop"), voices
    )
    assert missed(done) == {}
    assert replies(done) == [["which_one"], ["added"], ["cart"], ["stopped"]]
    assert voices.asked == [("Alexa, add oat milk to my cart.", "deep"), ("Alexa, stop.", "robot")]
    assert done.said == "Alexa, add oat milk to my cart. The cheaper one. make it three Alexa, stop."
    assert [step.name for step in done.steps] == [
        "turn 1: say",
        "turn 2: recording",
        "turn 3: typed",
        "turn 4: say",
    ]
    assert len(done.person) == len(done.assistant)


async def test_what_is_said_is_unknown_where_a_recording_does_not_tell(
    settings: Settings, tmp_path: Path
) -> None:
    files.write_wav(tmp_path / "said.wav", SAID)
    played = scenario(tmp_path, {"typed": "help"}, {"recording": "said.wav"})
    assert (await perform(played, settings, fakes("help"), FakeVoices())).said is None


async def test_what_is_not_to_be_heard_does_not_count_as_said(settings: Settings, tmp_path: Path) -> None:
    files.write_wav(tmp_path / "said.wav", SAID)
    other = {"recording": "said.wav", "text": "Nice weather.", "expect": {"rejected": True, "woken": False}}
    done = await perform(scenario(tmp_path, other, {"typed": "help"}), settings, fakes(), FakeVoices())
    assert (missed(done), done.said) == ({}, "help")


async def test_a_recording_that_is_missing_is_told_with_its_line(settings: Settings, tmp_path: Path) -> None:
    played = scenario(tmp_path, {"typed": "help"}, {"recording": "none.wav"})
    with pytest.raises(UnusableInputError, match=r"made\.yaml, line 20: .*none\.wav"):
        await perform(played, settings, fakes(), FakeVoices())


async def test_a_yes_that_is_too_unsure_orders_nothing(settings: Settings, tmp_path: Path) -> None:
    yes = {"typed": "yes", "confidence": 0.3, "expect": {"reply": "confirm_again", "orders": []}}
    played = scenario(tmp_path, {"typed": "check out"}, yes, cart=[BANANAS])
    assert missed(await perform(played, settings, fakes(), FakeVoices())) == {}


async def test_a_silence_lasts_as_long_as_it_says_and_an_unanswered_question_is_left(
    settings: Settings, tmp_path: Path
) -> None:
    played = scenario(
        tmp_path,
        {"typed": "add oat milk to my cart", "expect": {"reply": "which_one"}},
        {"silence": "9 s", "expect": {"reply": "left_choosing", "state": "idle", "transcript": ""}},
        {"silence": "30 s", "expect": {"reply": "anything"}},
    )
    done = await perform(played, settings, fakes(), FakeVoices())
    assert missed(done) == {"turn 3: silence": ('The reply was to be "anything"; there was none.',)}
    assert done.seconds > 39


async def test_noise_is_as_long_and_as_loud_as_it_is_to_be(settings: Settings, tmp_path: Path) -> None:
    files.write_wav(tmp_path / "noise.wav", sound(SPEECH, 2.0))
    noise = {"noise": "noise.wav", "seconds": 0.5, "gain": -6.0206, "expect": {"woken": False, "lights": []}}
    done = await perform(scenario(tmp_path, noise), settings, fakes(), FakeVoices())
    assert missed(done) == {}
    heard = np.frombuffer(done.person, "<i2")
    assert set(heard.tolist()) == {0, SPEECH // 2}
    assert np.count_nonzero(heard) == samples(0.5)


async def test_the_button_makes_it_listen(settings: Settings, tmp_path: Path) -> None:
    files.write_wav(tmp_path / "said.wav", SAID)
    played = scenario(
        tmp_path,
        {"button": "pressed", "expect": {"lights": ["listening"], "woken": False}},
        {"recording": "said.wav", "expect": {"reply": "help_idle", "within": {"sound": "20 s"}}},
    )
    assert missed(await perform(played, settings, fakes("help"), FakeVoices())) == {}


async def test_people_are_heard_as_the_condition_says_and_noise_as_it_is(
    settings: Settings, tmp_path: Path
) -> None:
    files.write_wav(tmp_path / "noise.wav", sound(SPEECH, 0.5))
    played = scenario(tmp_path, {"noise": "noise.wav"}, {"say": "Alexa, help."})
    softer = Condition(steps=(Gain(db=-20),))
    done = await perform(played, settings, fakes(), FakeVoices(), condition=softer)
    loudest = np.abs(np.frombuffer(done.person, "<i2").astype(np.int32))
    assert (loudest[: samples(0.4)].max(), loudest[samples(0.6) :].max()) == (SPEECH, WAKE // 10)


# --- while the assistant speaks


async def test_a_person_begins_to_speak_at_the_very_sample_of_the_reply(
    settings: Settings, tmp_path: Path
) -> None:
    witness = Witness()
    played = scenario(
        tmp_path,
        {"typed": "what can I say", "expect": {"reply": "help_idle"}},
        {"say": "Alexa, stop.", "at": "1.2s into reply", "expect": {"woken": True, "reply": "stopped"}},
    )
    done = await perform(played, settings, fakes("alexa stop"), FakeVoices(), observers=[witness])
    assert missed(done) == {}
    started = next(event.at for event in witness.events if isinstance(event, SpeakingStarted))
    assert began(done.person, WAKE) == [started + samples(1.2)]
    ended = [event.complete for event in witness.events if isinstance(event, SpeakingEnded)]
    assert ended == [False, True]


async def test_who_speaks_into_the_reply_is_heard_over_noise_that_goes_on(
    settings: Settings, tmp_path: Path
) -> None:
    files.write_wav(tmp_path / "long.wav", CALLED + sound(QUIET, 3.0) + sound(7, 3.0))
    played = scenario(
        tmp_path,
        {"recording": "long.wav", "expect": {"reply": "help_idle"}},
        {"say": "Alexa, stop.", "at": "0.5s into reply", "expect": {"reply": "stopped"}},
    )
    done = await perform(played, settings, fakes("help", "alexa stop"), FakeVoices())
    assert missed(done) == {}
    # What was still to come of the recording has come, too, at its own time.
    assert began(done.person, 7) == [FRAME_SAMPLES + len(CALLED) // 2 + samples(3.0)]


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ({"typed": "stop"}, "the reply was over after 0.10 s."),
        ({"silence": "0.1 s"}, "there was none."),
    ],
    ids=["reply too short", "no reply"],
)
async def test_a_turn_whose_moment_never_comes_is_told_and_the_others_go_on(
    settings: Settings, tmp_path: Path, first: dict[str, Any], why: str
) -> None:
    played = scenario(
        tmp_path,
        first,
        {"say": "Alexa, help.", "at": "30s into reply", "expect": {"woken": True}},
        {"typed": "help", "expect": {"reply": "help_idle"}},
    )
    done = await perform(played, settings, fakes(), FakeVoices())
    told = f"It was to begin 30 s into the reply, but {why}"
    assert missed(done) == {"turn 2: say": (told, "The wake word was not heard.")}
    assert done.steps[1].verdicts == {"at": False, "woken": False}


async def test_an_assistant_that_does_not_stop_talking_is_broken_off(
    settings: Settings, tmp_path: Path
) -> None:
    engines = Engines(FakeWakeWord(), FakeVoiceActivity(), FakeRecognizer(), Babbler())
    played = scenario(tmp_path, {"typed": "help"}, {"typed": "stop"}, {"silence": "1 s"})
    done = await perform(played, settings, engines, FakeVoices())
    assert missed(done) == {
        "turn 1: typed": (NOT_ENDED,),
        "turn 2: typed": (NOT_TAKEN,),
        "turn 3: silence": (NOT_TAKEN,),
    }


async def test_a_last_turn_that_does_not_come_to_its_end_is_told(settings: Settings, tmp_path: Path) -> None:
    engines = Engines(FakeWakeWord(), FakeVoiceActivity(), FakeRecognizer(), Babbler())
    played = scenario(tmp_path, {"typed": "help", "expect": {"reply": "help_idle"}})
    done = await perform(played, settings, engines, FakeVoices())
    assert missed(done) == {"turn 1: typed": (NOT_ENDED,)}
    assert done.steps[0].verdicts == {"at": False, "reply": True}


# --- what is judged


async def test_each_turn_is_judged_by_what_came_about_in_it(settings: Settings, tmp_path: Path) -> None:
    played = scenario(
        tmp_path,
        {"typed": "add two cage free brown eggs to my cart", "expect": {"reply": "added", "cart": [EGGS]}},
        {"typed": "check out", "expect": {"reply": "added", "intent": "CheckOut", "state": "idle"}},
        {"typed": "yes", "expect": {"cart": [], "lights": ["thinking", "speaking", "off"]}},
        expect={"orders": [{"total": "$1.00"}], "reply": "added"},
    )
    done = await perform(played, settings, fakes(), FakeVoices())
    assert [step.verdicts for step in done.steps] == [
        {"cart": True, "reply": True},
        {"intent": True, "state": False, "reply": False},
        {"cart": True, "lights": True},
        {"orders": False, "reply": True},
    ]
    assert [step.line for step in done.steps] == [10, 20, 30, 99]
    state, reply = done.steps[1].complaints
    assert state == "The dialogue was to be in the state idle; it is confirming."
    assert reply.startswith('The reply was to be "added"; there was read_back, "That\'s two of the cage free')
    (orders,) = done.steps[3].complaints
    assert orders.startswith("The shop was to have an order of anything for $1.00; it has an order of 2 cage")


async def test_the_same_scenario_gives_the_same_events(ready: Settings, tmp_path: Path) -> None:
    turns = ({"say": "Alexa, help."}, {"say": "Alexa, stop.", "at": "1s into reply"}, *ORDERING)
    runs = []
    for _ in range(2):
        witness = Witness()
        with copied(ready) as mine:
            engines = fakes("alexa help", "alexa stop")
            played = scenario(tmp_path, *turns, cart=[BANANAS])
            await perform(played, mine, engines, FakeVoices(), observers=[witness])
        runs.append(witness.events)
    assert runs[0] == runs[1]


# --- the samples


def test_a_scenarios_recordings_are_made_from_its_texts(tmp_path: Path) -> None:
    voices = FakeVoices()
    turns = ({"recording": "a.flac", "text": "Alexa, help."}, {"recording": "b.flac"}, {"typed": "help"})
    asyncio.run(make(scenario(tmp_path, *turns, voice="deep"), voices))
    assert voices.asked == [("Alexa, help.", "deep")]
    assert [path.name for path in tmp_path.iterdir()] == ["a.flac"]
    assert files.read(tmp_path / "a.flac").pcm == sound(QUIET, 0.25) + CALLED + sound(QUIET, 0.25)


def examples() -> Sequence[Path]:
    """All but the trip, which the tests of the demo go on."""
    return sorted(path for path in bundled().glob("*.yaml") if path.name != TRIP)


@pytest.mark.slow
async def test_every_example_comes_about_with_the_real_engines(ready: Settings, tmp_path: Path) -> None:
    engines, voices = await load_engines(ready), Voices(tmp_path / "voices")
    wrong = {}
    for file in examples():
        with copied(ready) as mine:
            wrong[file.name] = missed(await perform(load(file), mine, engines, voices))
    assert len(wrong) >= 6
    assert not any(wrong.values()), wrong
