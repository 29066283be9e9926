"""`aisle chat`: typed, piped, interrupted."""

import asyncio
import json
import os
import pty
import re
import select
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.dialogue.states import State
from assistant.events import Event, StateChanged
from assistant.settings import Settings
from assistant.shopping.household import Household
from assistant.shopping.money import Money
from assistant.shopping.orders import PlacedOrder
from assistant.shopping.stores import StoreError, StoreErrorKind
from commands import FULL, PROGRAM, aisle, environment, finished, needs_full_disk, settings, started
from devices.cli import INTERRUPTED, STORAGE
from devices.cli.ending import OrderWatch
from devices.cli.typed import TypedTalk
from fakes import FakeStore, Witness

AT_HOME = '[household]\nname = "Ann"\naddress = "1 High Street"\n'
TRIP = "add two cartons of oat milk to my cart\nthe cheaper one\ncheck out\nyes\n"


def test_a_typed_trip_places_an_order(tmp_path: Path) -> None:
    file = settings(tmp_path, AT_HOME)
    ended = aisle(tmp_path, "--settings", file, "chat", typed=TRIP)
    assert (ended.code, ended.err) == (0, "")
    number = re.search(r"^order: (.+) is placed", ended.out, re.MULTILINE)
    assert number
    later = aisle(tmp_path, "--settings", file, "chat", typed="where is my order\n")
    assert number[1] in later.out


def test_a_typed_talk_may_be_with_another_shop(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "chat", "--store", "coffee", typed="add a cappuccino to my cart\n")
    assert "cart: 1 x cappuccino" in ended.out


def test_every_line_is_answered_until_the_talk_is_ended(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "chat", typed="help\n\n  \nhelp\n/quit\nhelp\n")
    assert (ended.code, ended.out.count("aisle: ")) == (0, 2)
    assert aisle(tmp_path, "chat").out == ""


@pytest.mark.parametrize(
    "said",
    [
        'add "milk" OR 1=1; DROP TABLE products; -- to my cart',
        "find NEAR(milk* AND) ^ {x} : y - NOT",
        "add [bold]milk[/bold] to my cart",
        "add 💥\x00\x1b[31m to my cart",
        "add " + "milk " * 2000 + "to my cart",
    ],
    ids=["sql", "fts", "markup", "control", "long"],
)
def test_odd_sentences_are_only_sentences(tmp_path: Path, said: str) -> None:
    ended = aisle(tmp_path, "chat", typed=f"{said}\nwhat's in my cart\n")
    assert ended.code == 0
    assert ended.out.count("aisle: ") >= 2


def test_bytes_that_are_no_text_are_only_odd_letters(tmp_path: Path) -> None:
    ended = finished(tmp_path, "chat", typed=b"\xff\xfe milk\nhelp\n", PYTHONIOENCODING="ascii")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("aisle: ") >= 2


def test_the_trace_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    assert aisle(tmp_path, "chat", "--trace", tmp_path / "trace.jsonl", typed="help\n").code == 0
    kinds = [json.loads(line)["kind"] for line in (tmp_path / "trace.jsonl").read_text().splitlines()]
    assert kinds[0] == "heard"
    assert "replied" in kinds


def test_an_input_that_is_closed_is_an_empty_one(tmp_path: Path) -> None:
    shell = ["sh", "-c", 'exec "$@" <&-', "sh", *PROGRAM, "chat"]
    variables = os.environ | environment(tmp_path)
    done = subprocess.run(shell, env=variables, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_trace_in_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "chat", "--trace", tmp_path / "none" / "x.jsonl", typed="help\n")
    assert ended.code == STORAGE
    assert "Check the path." in ended.err


@needs_full_disk
def test_a_trace_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "chat", "--trace", FULL, typed="help\n")
    assert ended.code == STORAGE
    assert str(FULL) in ended.err


def test_a_damaged_household_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "aisle" / "household.db"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no database" * 100)
    ended = aisle(tmp_path, "chat", typed="help\n")
    assert ended.code == STORAGE
    assert "household.db" in ended.err
    assert file.read_bytes() == b"no database" * 100


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert aisle(tmp_path, "chat", typed="help\n").code == STORAGE


# --- at a terminal


class Terminal:
    """A person at a terminal."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        self.process = started(folder, arguments, stdin=theirs, stdout=theirs)
        os.close(theirs)
        self.seen = ""

    def wait_for(self, text: str) -> None:
        while text not in self.seen:
            readable, _, _ = select.select([self._ours], [], [], 60)
            assert readable, f"{text!r} did not come, only {self.seen!r}"
            self.seen += os.read(self._ours, 4096).decode()

    def type(self, keys: bytes) -> None:
        self.seen = ""
        os.write(self._ours, keys)

    def interrupt(self) -> str:
        """Press Ctrl-C, again after a while if nothing ends; what was told on the error output.

        Python does not notice a signal that comes after readline has shown its prompt and before it waits for
        a key, until the next key or signal.
        """
        while True:
            self.process.send_signal(signal.SIGINT)
            try:
                _, err = self.process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                continue
            assert isinstance(err, str)
            return err

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stderr
        self.process.stderr.close()
        os.close(self._ours)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal(tmp_path, "chat")
    opened.wait_for("you> ")
    yield opened
    opened.close()


def test_a_person_is_prompted_and_control_d_ends_the_talk(terminal: Terminal) -> None:
    terminal.type(b"help\n")
    terminal.wait_for("aisle: ")
    terminal.wait_for("you> ")
    terminal.type(b"\x04")
    terminal.wait_for("Goodbye.")
    assert terminal.process.wait() == 0


def test_control_c_at_the_prompt_ends_the_talk_without_a_traceback(terminal: Terminal) -> None:
    err = terminal.interrupt()
    assert (terminal.process.returncode, err) == (INTERRUPTED, "Interrupted.\n")


# --- in the middle of an order


class Interrupting(FakeStore):
    """Ctrl-C is pressed while this shop takes an order."""

    answer: StoreError | None = None

    async def place_order(
        self, checkout_id: str, payment: str, expected_total: Money, key: str
    ) -> PlacedOrder:
        signal.raise_signal(signal.SIGINT)
        for _ in range(10):
            await asyncio.sleep(0)  # the interrupt gets through
        self.trouble = self.answer
        return await super().place_order(checkout_id, payment, expected_total, key)


def interrupted(folder: Path, store: FakeStore) -> list[str]:
    """What a person is told who presses Ctrl-C when the order is on its way."""
    told: list[str] = []
    with TypedTalk(Settings(data_dir=folder), [Witness()], told.append, store=store) as talk:
        talk.say("add two eggs to my cart")
        talk.say("check out")
        with pytest.raises(KeyboardInterrupt):
            talk.say("yes")
    return told


def test_an_interrupt_in_the_middle_of_an_order_waits_for_it(tmp_path: Path) -> None:
    store = Interrupting()
    waiting, outcome = interrupted(tmp_path, store)
    assert "waiting" in waiting
    assert "The order is placed: F 1" in outcome
    assert len(store.placed) == 1
    assert Household(tmp_path / "household.db").unfinished(store.name) == ()


@pytest.mark.parametrize(
    ("kind", "told", "unfinished"),
    [
        (StoreErrorKind.CONFLICT, "nothing was bought", 0),
        (StoreErrorKind.UNREACHABLE, "not sent twice", 1),
    ],
)
def test_an_interrupt_in_the_middle_of_an_order_that_fails_tells_that(
    tmp_path: Path, kind: StoreErrorKind, told: str, unfinished: int
) -> None:
    store = Interrupting()
    store.answer = StoreError(kind, "No.")
    assert told in interrupted(tmp_path, store)[-1]
    assert len(Household(tmp_path / "household.db").unfinished(store.name)) == unfinished


async def test_a_shop_that_takes_too_long_to_answer_is_not_waited_for_for_ever() -> None:
    async def placing() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as error:
            raise TimeoutError from error

    told: list[str] = []
    orders = OrderWatch(told.append)
    orders.saw(StateChanged(at=0, before=State.CONFIRMING, after=State.PLACING))
    work = asyncio.create_task(orders.through(placing()))
    await asyncio.sleep(0)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert "not sent twice" in told[-1]


def test_an_interrupt_outside_of_an_order_just_ends(tmp_path: Path) -> None:
    class Pressed(Witness):
        def saw(self, event: Event) -> None:
            if event.kind == "meant":
                signal.raise_signal(signal.SIGINT)

    told: list[str] = []
    with (
        TypedTalk(Settings(data_dir=tmp_path), [Pressed()], told.append, store=FakeStore()) as talk,
        pytest.raises(KeyboardInterrupt),
    ):
        talk.say("add two eggs to my cart")
    assert told == []


def install(folder: Path, entry_point: str, patch: pytest.MonkeyPatch) -> None:
    """Install a shop as `corner`, for this test.

    Args:
        folder: an empty one.
        entry_point: what opens it: "module:function".
        patch: undoes it.
    """
    told = folder / "corner-1.0.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: corner\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text(f"[aisle.stores]\ncorner = {entry_point}\n")
    patch.syspath_prepend(folder)


def open_shop(options: Mapping[str, Any], data_dir: Path) -> FakeStore:
    del options, data_dir
    return FakeStore()


def test_a_shop_that_others_install_can_be_talked_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path / "plug_in", f"{__name__}:{open_shop.__name__}", monkeypatch)
    ended = aisle(tmp_path, "chat", "--store", "corner", typed="add eggs to my cart\n")
    assert "large brown eggs" in ended.out
