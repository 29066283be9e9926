"""Scenarios performed: set up, turn by turn, across power cuts, and judged."""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.audio import FRAME_SAMPLES, samples
from assistant.bootstrap import Engines, load_engines
from assistant.errors import AisleError, MissingPartError, SettingsError, UnusableInputError
from assistant.events import SpeakingEnded, SpeakingStarted
from assistant.settings import Settings
from assistant.shopping.stores import StoreError, StoreErrorKind
from devices.recordings import files
from devices.recordings.bundled import TRIP, bundled
from devices.recordings.conditions.steps import Condition, Gain
from devices.recordings.fresh import copied, prepared
from devices.recordings.make_samples import make
from devices.recordings.scenarios.actor import NOT_ENDED, NOT_TAKEN
from devices.recordings.scenarios.loading import load
from devices.recordings.scenarios.log import End, LoggedClock, Trouble, retold
from devices.recordings.scenarios.model import Loaded, Scenario
from devices.recordings.scenarios.notes import Notes
from devices.recordings.scenarios.performing import Performance, perform
from devices.recordings.scenarios.voices import Voices
from fakes import (
    QUIET,
    SPEECH,
    WAKE,
    FakeRecognizer,
    FakeSynthesizer,
    FakeVoiceActivity,
    FakeWakeWord,
    Witness,
    sound,
)

CALLED = sound(WAKE, 0.5) + sound(SPEECH, 1.0) + sound(QUIET, 0.2)
SAID = sound(SPEECH, 1.0)
BANANAS = {"product": "bananas", "quantity": 1}
EGGS = {"product": "cage free brown eggs", "quantity": 2}
JO = {"name": "Jo", "address": "12 Elm Street"}


class Babbler(FakeSynthesizer):
    """Does not stop talking."""

    async def speak(self, text: str) -> Any:
        for number in range(70):
            async for frame in super().speak(f"{text} {number} " * 10):
                yield frame


class FakeVoices:
    """Says everything as `CALLED`; keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def spoken(self, text: str, voice: str) -> bytes:
        self.asked.append((text, voice))
        return CALLED


def fakes(*texts: str) -> Engines:
    return Engines(FakeWakeWord(), FakeVoiceActivity(), FakeRecognizer(*texts), FakeSynthesizer())


async def load_fakes(settings: Settings) -> Engines:
    del settings
    return fakes()


async def load_babbler(settings: Settings) -> Engines:
    del settings
    return Engines(FakeWakeWord(), FakeVoiceActivity(), FakeRecognizer(), Babbler())


async def load_nothing(settings: Settings) -> Engines:
    del settings
    os.write(1, b"what a library has to say")
    raise MissingPartError("The fake voice is not there.", "Make one.")


async def load_and_fall(settings: Settings) -> Engines:
    del settings
    os._exit(3)


async def load_forever(settings: Settings) -> Engines:
    """Tells that it has begun, through a pipe that is open for as long as the process lives."""
    with (settings.data_dir / "pipe").open("wb", buffering=0) as pipe:
        pipe.write(b"begun")
        await asyncio.Event().wait()
    return fakes()


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A market that was never used, to be copied."""
    return prepared(Settings(), tmp_path_factory.mktemp("ready"))


@pytest.fixture
def settings(ready: Settings) -> Iterator[Settings]:
    with copied(ready) as mine:
        yield mine


def scenario(folder: Path, *turns: Mapping[str, Any], **more: Any) -> Loaded:
    """A scenario whose file would have turn 1 in line 10, turn 2 in line 20, and its end in line 99."""
    lines: dict[tuple[str | int, ...], int] = {
        ("turns", number): 10 * (number + 1) for number in range(len(turns))
    }
    lines |= {("expect",): 99, ("cart", 0): 5, ("settings",): 7}
    made = Scenario.model_validate({"turns": turns, "household": JO, **more})
    return Loaded(folder / "made.yaml", made, lines)


def missed(performance: Performance) -> dict[str, tuple[str, ...]]:
    return {step.name: tuple(step.complaints) for step in performance.steps if step.complaints}


def replies(performance: Performance) -> list[list[str]]:
    return [turn.keys for turn in performance.watch.turns]


def began(sound_of: bytes, kind: int) -> list[int]:
    """Where sound of a kind begins, in samples."""
    there = np.frombuffer(sound_of, "<i2") == kind
    return np.flatnonzero(there & ~np.concatenate([[False], there[:-1]])).tolist()


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


# --- power cuts

ORDERING: tuple[dict[str, Any], ...] = ({"typed": "check out"}, {"typed": "yes"})


async def cut(
    settings: Settings, folder: Path, at: str, *after: Mapping[str, Any], **more: Any
) -> Performance:
    """Order bananas and eggs, with a power cut after the yes."""
    yes = ORDERING[1] | {"expect": more.pop("expected_before", {})}
    power_cut = {"power_cut": True, "at": at, "expect": more.pop("restarted", {})}
    played = scenario(folder, ORDERING[0], yes, power_cut, *after, cart=[BANANAS, EGGS], **more)
    return await perform(played, settings, fakes(), FakeVoices(), load=load_fakes)


@pytest.mark.parametrize(("at", "orders_before"), [("order sent", 0), ("order taken", 1)])
async def test_an_order_that_was_cut_off_is_neither_lost_nor_placed_twice(
    settings: Settings, tmp_path: Path, at: str, orders_before: int
) -> None:
    order = {"lines": [BANANAS, EGGS]}
    done = await cut(
        settings,
        tmp_path,
        at,
        {"typed": "where is my order", "expect": {"orders": [order], "reply": "it went through"}},
        {"typed": "what's in my cart", "expect": {"cart": [], "reply": "cart_empty"}},
        restarted={"state": "idle", "orders": [order] * orders_before},
        expect={"orders": [order]},
    )
    assert missed(done) == {}
    assert len(done.orders) == 1


async def test_an_order_of_which_the_journal_does_not_know_is_to_be_placed_again(
    settings: Settings, tmp_path: Path
) -> None:
    order = {"lines": [BANANAS, EGGS]}
    done = await cut(
        settings,
        tmp_path,
        "in state placing",
        *ORDERING,
        expected_before={"state": "placing"},
        restarted={"state": "idle", "orders": [], "cart": [BANANAS, EGGS]},
        expect={"orders": [order], "cart": []},
    )
    assert missed(done) == {}


async def test_sound_and_events_go_on_after_a_cut_as_one_talk(settings: Settings, tmp_path: Path) -> None:
    witness = Witness()
    played = scenario(
        tmp_path,
        {"typed": "what can I say"},
        {"power_cut": True, "at": "1s into reply"},
        {"say": "Alexa, help.", "expect": {"woken": True, "reply": "not_heard"}},
        {"power_cut": True, "expect": {"state": "idle", "reply": "nothing"}},
    )
    done = await perform(
        played, settings, fakes("alexa help"), FakeVoices(), observers=[witness], load=load_fakes
    )
    # Nothing was recognised: the engines of a process that is cut off are its own.
    assert missed(done) == {"turn 4: power cut": ('The reply was to be "nothing"; there was none.',)}
    started = next(event.at for event in witness.events if isinstance(event, SpeakingStarted))
    cut_at = started + samples(1.0)
    places = [event.at for event in witness.events]
    assert places == sorted(places)
    assert max(place for place in places if place <= cut_at) == started
    assert began(done.person, WAKE)[0] >= cut_at
    assert len(done.person) == len(done.assistant)


async def test_a_cut_whose_moment_never_comes_is_told_and_comes_at_rest(
    settings: Settings, tmp_path: Path
) -> None:
    turns = (
        {"typed": "help"},
        {"power_cut": True, "at": "in state placing", "expect": {"state": "idle"}},
        {"typed": "help", "expect": {"reply": "help_idle"}},
    )
    done = await perform(scenario(tmp_path, *turns), settings, fakes(), FakeVoices(), load=load_fakes)
    assert missed(done) == {
        "turn 2: power cut": (
            "The power was to be cut in the state placing, but the dialogue was never in it.",
        ),
    }


@pytest.mark.parametrize(
    ("loader", "error", "told"),
    [
        (load_nothing, MissingPartError, r"The fake voice is not there\. Make one\."),
        (load_and_fall, UnusableInputError, "ended before that"),
    ],
)
async def test_a_process_that_cannot_go_on_until_its_cut_is_told(
    settings: Settings,
    tmp_path: Path,
    loader: Callable[[Settings], Any],
    error: type[AisleError],
    told: str,
) -> None:
    played = scenario(tmp_path, {"typed": "help"}, {"power_cut": True})
    with pytest.raises(error, match=told):
        await perform(played, settings, fakes(), FakeVoices(), load=loader)


async def test_a_process_that_ends_before_its_cut_prints_nothing(
    settings: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    played = scenario(tmp_path, {"typed": "help"}, {"power_cut": True})
    with pytest.raises(MissingPartError):
        await perform(played, settings, fakes(), FakeVoices(), load=load_nothing)
    assert capfd.readouterr() == ("", "")


async def test_what_came_about_before_a_turn_without_an_end_is_judged_though_no_power_is_cut(
    settings: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    played = scenario(
        tmp_path,
        {"silence": "1 s", "expect": {"woken": False}},
        {"typed": "help", "expect": {"reply": "help_idle", "state": "idle"}},
        {"power_cut": True, "at": "in state placing"},
        {"typed": "help"},
        {"power_cut": True},
        {"silence": "1 s"},
        expect={"orders": []},
    )
    done = await perform(played, settings, fakes(), FakeVoices(), load=load_babbler)
    assert missed(done) == {
        "turn 2: typed": (NOT_ENDED,),
        "turn 3: power cut": (NOT_TAKEN,),
        "turn 4: typed": (NOT_TAKEN,),
        "turn 5: power cut": (NOT_TAKEN,),
        "turn 6: silence": (NOT_TAKEN,),
    }
    assert [step.verdicts for step in done.steps[:3]] == [
        {"woken": True},
        {"at": False, "state": True, "reply": True},
        {"at": False},
    ]
    assert done.steps[-1].verdicts == {"orders": True}
    assert done.seconds > 60
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "error",
    [
        SettingsError("A setting is wrong.", "Mend it."),
        StoreError(StoreErrorKind.UNREACHABLE, "The shop is closed.", "Wait."),
    ],
)
def test_an_error_comes_whole_out_of_a_process_that_was_to_be_cut_off(error: AisleError) -> None:
    again = Trouble.model_validate_json(Trouble.of(error).model_dump_json()).error()
    assert (type(again), getattr(again, "kind", None)) == (type(error), getattr(error, "kind", None))
    assert (again.what, again.fix) == (error.what, error.fix)


@pytest.mark.parametrize(
    ("damaged", "told"),
    [
        (b'{"turn":0,"missed":"A."}\n{"turn":1,"mis', None),
        (b'{"turn":0,"missed":"A."}\n{"end":"cut"}\n', End.CUT),
        (b'{"turn":0,"missed":"A."}\n{"turn":1,"mis\n{"end":"cut"}\n', "line 2 of 3"),
    ],
    ids=["the last line is not whole", "whole", "a line in the middle"],
)
def test_only_the_last_line_of_what_was_observed_may_be_cut_off(
    tmp_path: Path, damaged: bytes, told: End | str | None
) -> None:
    log = tmp_path / "log.jsonl"
    log.write_bytes(damaged)
    played = scenario(tmp_path, {"typed": "help"}, {"typed": "stop"})
    notes, clock = Notes(played, (), lambda: 0.0), LoggedClock(lambda: 0.0)
    if isinstance(told, End) or told is None:
        assert retold(log, notes, clock) is told
    else:
        with pytest.raises(UnusableInputError, match=told):
            retold(log, notes, clock)


async def test_who_stops_waiting_for_a_power_cut_leaves_no_process_behind(
    settings: Settings, tmp_path: Path
) -> None:
    pipe = settings.data_dir / "pipe"
    os.mkfifo(pipe)
    played = scenario(tmp_path, {"typed": "help"}, {"power_cut": True})
    performing = asyncio.create_task(perform(played, settings, fakes(), FakeVoices(), load=load_forever))
    with await asyncio.to_thread(pipe.open, "rb") as begun:
        assert await asyncio.to_thread(begun.read, 5) == b"begun"
        performing.cancel()
        # The end of the pipe is the end of the process.
        assert await asyncio.to_thread(begun.read, 1) == b""
    with pytest.raises(asyncio.CancelledError):
        await performing


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
