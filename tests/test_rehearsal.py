"""Recordings are played only to shops in which nothing that is ordered is bought."""

import asyncio
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.bootstrap import Engines
from assistant.errors import SettingsError
from assistant.events import Heard, OrderConfirmed, Replied, Woken
from assistant.settings import Household, Settings, Shop
from assistant.shopping.carts import Cart
from assistant.shopping.money import Money
from assistant.shopping.orders import PlacedOrder
from assistant.shopping.stores import Capability, StoreError, StoreErrorKind
from assistant.trace import TraceWriter
from commands import aisle, settings
from devices.cli import UNUSABLE
from devices.recordings.bundled import TRIP, bundled
from devices.recordings.direction import UntilAnswered
from devices.recordings.fingerprint import PACKAGE
from devices.recordings.fresh import PAYMENT, fresh_settings, prepared, rehearsal
from devices.recordings.plan import Plan
from devices.recordings.room import Room
from devices.recordings.scenarios.from_trace import scenario_of
from devices.recordings.scenarios.model import Loaded, Scenario
from devices.recordings.scenarios.performing import perform
from devices.recordings.scenarios.voices import Voices
from devices.recordings.session import run
from devices.recordings.station import Station
from fakes import FakeRecognizer, FakeStore, FakeSynthesizer, FakeVoiceActivity, FakeWakeWord
from test_cli_chat import install

ORDERING = ("add two eggs to my cart", "check out", "yes")
SAM = Household(name="Sam", address=SecretStr("12 Elm Street"), payment=SecretStr("tok_of_sam"))
OPENED: list["Corner"] = []


class Corner(FakeStore):
    """A shop that others have made, as it is opened by its entry point."""

    def __init__(self, *, real: bool) -> None:
        super().__init__()
        self.capabilities = frozenset(Capability) - ({Capability.REHEARSAL} if real else set())
        self.paid: list[str] = []
        self.closed = False
        OPENED.append(self)

    async def cart(self, cart_id: str) -> Cart:
        if cart_id not in self._carts:
            raise StoreError(StoreErrorKind.NOT_FOUND, "It is that of another shop.")
        return await super().cart(cart_id)

    async def place_order(
        self, checkout_id: str, payment: str, expected_total: Money, key: str
    ) -> PlacedOrder:
        self.paid.append(payment)
        return await super().place_order(checkout_id, payment, expected_total, key)

    async def close(self) -> None:
        self.closed = True


def open_shop(options: Mapping[str, Any], data_dir: Path) -> Corner:
    del data_dir
    return Corner(real=not options.get("rehearses", False))


@pytest.fixture(autouse=True)
def corner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The shop is installed as `corner`."""
    install(tmp_path / "plug_in", f"{__name__}:{open_shop.__name__}", monkeypatch)
    OPENED.clear()
    yield
    assert all(shop.closed for shop in OPENED)


def chosen(folder: Path, **options: Any) -> Settings:
    """Settings of a household that buys at the corner."""
    return Settings(data_dir=folder / "data", household=SAM, store=Shop(name="corner", options=options))


def engines() -> Engines:
    return Engines(FakeWakeWord(), FakeVoiceActivity(), FakeRecognizer(), FakeSynthesizer())


def ordering(folder: Path, **more: Any) -> Loaded:
    turns = [{"typed": text} for text in ORDERING]
    return Loaded(folder / "made.yaml", Scenario.model_validate({"turns": turns, **more}), {})


def trace(folder: Path) -> Path:
    """What a device wrote down when somebody ordered."""
    path = folder / "monday.jsonl"
    with TraceWriter(path) as writer:
        for text in ORDERING:
            writer.saw(Woken(at=0, by="alexa"))
            writer.saw(Heard(at=0, text=text, confidence=1))
            writer.saw(Replied(at=0, key="added", text="Done.", invites=True))
        writer.saw(OrderConfirmed(at=0, number="1", total="$6.58"))
    return path


def touched() -> bool:
    """Something was bought or put into a cart."""
    return any(shop.paid or shop.placed or shop._carts for shop in OPENED)


@pytest.mark.parametrize("what", ["recording", "scenario", "trace"])
@pytest.mark.parametrize("named", ["option", "settings"])
def test_replay_refuses_a_shop_that_sells_for_real_before_anything_is_played(
    tmp_path: Path, what: str, named: str
) -> None:
    paths = {
        "recording": next(bundled().glob("*.flac")),
        "scenario": bundled() / TRIP,
        "trace": trace(tmp_path),
    }
    file = settings(tmp_path, '[store]\nname = "corner"\n' if named == "settings" else "")
    option = ("--store", "corner") if named == "option" else ()
    ended = aisle(tmp_path, "--settings", file, "replay", paths[what], *option, "--trace", tmp_path / "out")
    assert ended.code == UNUSABLE
    assert "'corner' sells for real" in ended.err
    assert "--store market" in ended.err
    assert (len(OPENED), touched(), (tmp_path / "out").exists()) == (1, False, False)


@pytest.mark.parametrize(
    "command",
    [("demo", "--store", "corner"), ("bench", "latency", "--store", "corner")],
    ids=["demo", "bench"],
)
def test_whatever_else_plays_recordings_refuses_it_too(tmp_path: Path, command: tuple[str, ...]) -> None:
    out = ("--out", tmp_path / "out") if command[0] == "demo" else ()
    ended = aisle(tmp_path, *command, *out)
    assert (ended.code, "sells for real" in ended.err, touched()) == (UNUSABLE, True, False)


def test_a_machine_of_a_cluster_refuses_it_too(tmp_path: Path) -> None:
    station = Station(
        Plan(settings=chosen(tmp_path)), {}, f"aisle-{tmp_path.name}", 0, version(PACKAGE), False
    )
    try:
        assert isinstance(station.begin(), SettingsError)
    finally:
        station.end()
    assert not touched()


async def test_a_scenario_that_names_it_orders_nothing_there(tmp_path: Path) -> None:
    market = Settings(data_dir=tmp_path / "data")
    for loaded in (
        ordering(tmp_path, store="corner"),
        ordering(tmp_path, store="corner", cart=[{"product": "eggs"}]),
    ):
        with pytest.raises(SettingsError, match="sells for real"):
            await perform(loaded, market, engines(), Voices(tmp_path))
    assert (len(OPENED), touched()) == (2, False)


async def test_a_devices_trace_orders_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="sells for real"):
        await perform(scenario_of(trace(tmp_path)), chosen(tmp_path), engines(), Voices(tmp_path))
    assert (len(OPENED), touched()) == (1, False)


async def test_no_run_gets_as_far_as_to_listen_there(tmp_path: Path) -> None:
    room = Room(keep=False)
    with pytest.raises(SettingsError, match="sells for real"):
        await run(chosen(tmp_path), engines(), room, UntilAnswered(0, button=True))


async def test_a_shop_that_rehearses_is_played_to_and_never_gets_the_households_token(tmp_path: Path) -> None:
    with fresh_settings(chosen(tmp_path, rehearses=True)) as mine:
        done = await perform(ordering(tmp_path), mine, engines(), Voices(tmp_path))
    assert [turn.keys for turn in done.watch.turns] == [["added"], ["read_back"], ["ordered"]]
    assert [paid for shop in OPENED for paid in shop.paid] == ["tok_rehearsal"]


async def test_a_scenario_may_name_a_token_of_its_own(tmp_path: Path) -> None:
    with fresh_settings(chosen(tmp_path, rehearses=True)) as mine:
        loaded = ordering(tmp_path, household={"payment": "tok_none"})
        await perform(loaded, mine, engines(), Voices(tmp_path))
    assert [paid for shop in OPENED for paid in shop.paid] == ["tok_none"]


def test_what_is_prepared_keeps_name_and_address_and_has_nothing_to_pay_with(tmp_path: Path) -> None:
    ready = prepared(chosen(tmp_path, rehearses=True), tmp_path)
    assert ready.household == SAM.model_copy(update={"payment": PAYMENT})


@pytest.mark.parametrize("name", ["market", "coffee"])
def test_the_shops_that_come_with_aisle_rehearse(tmp_path: Path, name: str) -> None:
    async def opened() -> frozenset[Capability]:
        async with rehearsal(Settings(data_dir=tmp_path, store=Shop(name=name))) as store:
            return store.capabilities

    assert Capability.REHEARSAL in asyncio.run(opened())
