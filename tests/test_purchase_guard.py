"""The household's PIN: kept as a hash, asked for before an order, and told nowhere."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.bootstrap import conversation
from assistant.conversation import Conversation
from assistant.dialogue.actions import CheckPin
from assistant.errors import UnusableInputError
from assistant.events import Heard
from assistant.playback import Playback
from assistant.ports import Transcript
from assistant.reporting import Reporter
from assistant.settings import Household as Buying
from assistant.settings import Settings
from assistant.shopping.household import Household
from assistant.turn import Turn
from devices.cli.typed import Mute, Nowhere
from fakes import FakeStore, Witness

PIN = "4821"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return Household(tmp_path / "household.db")


def test_only_the_pin_itself_is_the_pin(home: Household) -> None:
    home.guard.set_pin(PIN)
    assert home.guard.has_pin
    assert home.guard.is_pin(PIN)
    assert not home.guard.is_pin("4812")
    assert not home.guard.is_pin("")


def test_a_household_without_a_pin_is_not_asked(home: Household) -> None:
    assert not home.guard.has_pin
    home.guard.set_pin(PIN)
    assert home.guard.remove_pin()
    assert not home.guard.has_pin
    assert not home.guard.remove_pin()


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "٤٨٢١"])
def test_a_pin_is_four_to_eight_digits(home: Household, pin: str) -> None:
    with pytest.raises(UnusableInputError):
        home.guard.set_pin(pin)


def test_the_digits_are_not_in_the_file(tmp_path: Path, home: Household) -> None:
    home.guard.set_pin(PIN)
    home.close()
    assert PIN.encode() not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_the_digits_are_in_no_representation_of_the_action() -> None:
    assert PIN not in repr(CheckPin(digits=SecretStr(PIN)))


async def say(talk: Conversation, reporter: Reporter, text: str) -> None:
    turn = Turn(talk, Playback(Mute(), Nowhere()), reporter)
    turn.answer_typed(Transcript(text=text, confidence=1.0))
    await turn.outcome()


async def told(tmp_path: Path, home: Household, *sentences: str) -> tuple[FakeStore, Witness]:
    """Say some sentences to a household that has a PIN, and a milk in its cart."""
    home.guard.set_pin(PIN)
    store, witness = FakeStore(), Witness()
    reporter = Reporter([witness])
    settings = Settings(data_dir=tmp_path, household=Buying(name="Sam"))
    async with conversation(settings, reporter=reporter, store=store, household=home) as talk:
        for sentence in ("add Oatly oat milk", "check out", "yes", *sentences):
            await say(talk, reporter, sentence)
    home.close()
    return store, witness


async def test_the_order_waits_for_the_pin(tmp_path: Path, home: Household) -> None:
    store, _ = await told(tmp_path, home)
    assert not store.placed


async def test_the_right_pin_orders_and_is_in_no_event(tmp_path: Path, home: Household) -> None:
    store, witness = await told(tmp_path, home, "one two three four", "four eight two one")
    assert len(store.placed) == 1
    events = " ".join(event.model_dump_json() for event in witness.events)
    assert "eight two" not in events
    assert PIN not in events
    assert "two three" not in events
    heard = [event.text for event in witness.events if isinstance(event, Heard)]
    assert heard[-2:] == ["***", "***"]


async def test_three_wrong_pins_leave_the_order(tmp_path: Path, home: Household) -> None:
    store, _ = await told(tmp_path, home, *["one two three four"] * 3, "yes", "four eight two one")
    assert not store.placed


async def test_a_no_leaves_the_order(tmp_path: Path, home: Household) -> None:
    store, _ = await told(tmp_path, home, "no", "four eight two one")
    assert not store.placed
