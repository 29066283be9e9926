"""Scenarios performed across power cuts."""

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.audio import samples
from assistant.bootstrap import Engines
from assistant.errors import AisleError, MissingPartError, SettingsError, UnusableInputError
from assistant.events import SpeakingStarted
from assistant.settings import Settings
from assistant.shopping.stores import StoreError, StoreErrorKind
from devices.recordings.scenarios.actor import NOT_ENDED, NOT_TAKEN
from devices.recordings.scenarios.log import End, LoggedClock, Trouble, retold
from devices.recordings.scenarios.notes import Notes
from devices.recordings.scenarios.performing import Performance, perform
from fakes import (
    WAKE,
    FakeRecognizer,
    FakeVoiceActivity,
    FakeWakeWord,
    Witness,
)
from scenery import BANANAS, EGGS, ORDERING, Babbler, FakeVoices, began, fakes, missed, scenario

pytest_plugins = ("scenery_fixtures",)


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
