"""Assistants are killed while they buy and import; and what the next one must not find is noticed."""

import random
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic

import pytest

from assistant.shopping.household import JournalState
from commands import aisle
from devices.bench.store.killing import killed
from devices.bench.store.killing_audit import Witness
from devices.bench.store.killing_doom import Doom, Moment
from devices.bench.store.killing_life import FED, Found, Journalled, Ordered

PLACED = Journalled("k", JournalState.PLACED, "A 1 0 0", 500)
ORDER = Ordered("k", "A 1 0 0", 500)
FOUND = Found(
    faults=[],
    journal=[PLACED],
    orders=[ORDER],
    editions=[("edition 1", FED)],
    missing=[],
)
SAID: tuple[tuple[object, ...], ...] = (
    ("importing", 1),
    ("imported", 1),
    ("intended", "k"),
    ("placed", "k", "A 1 0 0"),
)


@pytest.mark.parametrize("seed", [1, 2])
def test_whenever_an_assistant_is_killed_the_next_one_finds_all_in_order(seed: int) -> None:
    dead: list[int] = []
    report = killed(5, seed, dead.append)
    assert report.faults == ()
    assert report.kills == sum(report.moments.values()) == dead[-1] == 5
    assert report.placed + report.refused == report.journalled


def test_every_moment_is_drawn_sooner_or_later() -> None:
    chance = random.Random(1)
    assert {Doom.drawn(chance).moment for _ in range(200)} == set(Moment)


@pytest.fixture
def line() -> Iterator[tuple[Connection, Connection]]:
    here, there = Pipe(duplex=False)
    yield here, there
    here.close()
    there.close()


def faults(line: tuple[Connection, Connection], *said: tuple[object, ...]) -> list[str]:
    """What the one who watches finds fault with."""
    here, there = line
    for each in said:
        there.send(each)
    witness = Witness()
    assert witness.listen(here, monotonic() + 10, until=str(said[-1][0]))
    return witness.faults


def test_what_is_found_as_it_was_said_is_in_order(line: tuple[Connection, Connection]) -> None:
    assert faults(line, *SAID, ("found", FOUND)) == []


def test_a_feed_that_was_being_taken_in_is_there_or_not(line: tuple[Connection, Connection]) -> None:
    assert faults(line, *SAID, ("importing", 2), ("found", FOUND)) == []
    second = replace(FOUND, editions=[("edition 2", FED)])
    assert faults(line, *SAID, ("importing", 2), ("found", second)) == []


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (replace(FOUND, faults=["Wrong."]), "Wrong."),
        (replace(FOUND, missing=["tea: 1 there"]), "Pieces are missing"),
        (replace(FOUND, editions=[("edition 1", 60), ("edition 2", 60)]), "On the shelves is"),
        (replace(FOUND, editions=[]), "On the shelves is"),
        (replace(FOUND, editions=[("edition 2", FED)]), "On the shelves is"),
        (replace(FOUND, journal=[], orders=[]), "The journal has lost an intention."),
        (replace(FOUND, journal=[replace(PLACED, number="A 1 0 1")]), "The journal has lost order A 1 0 0."),
        (replace(FOUND, orders=[]), "was placed 0 times"),
        (replace(FOUND, orders=[ORDER, ORDER]), "was placed 2 times"),
        (replace(FOUND, orders=[ORDER, replace(ORDER, key="x")]), "Order A 1 0 0 is in no journal."),
        (replace(FOUND, orders=[replace(ORDER, total=600)]), "is A 1 0 0 of 600 in the shop"),
        (
            replace(FOUND, journal=[replace(PLACED, state=JournalState.INTENDED)]),
            "it is still not known what became of an order",
        ),
        (
            replace(FOUND, journal=[replace(PLACED, state=JournalState.REFUSED)]),
            "refused in the journal was placed 1 times",
        ),
    ],
)
def test_what_must_not_be_found_is_told(line: tuple[Connection, Connection], found: Found, told: str) -> None:
    assert any(told in each for each in faults(line, *SAID, ("found", found)))


def test_a_process_that_fails_is_told() -> None:
    witness = Witness()
    witness.ended(1, well=False)
    assert witness.faults == ["A process ended by itself, with 1."]


def test_the_command_says_when_they_were_killed(tmp_path: Path) -> None:
    ended = aisle(tmp_path, "bench", "store", "kill", "--times", "2")
    assert ended.code == 0
    assert "Killed 2 times" in ended.out
    assert "The file opened every time, and everything that must hold held." in ended.out
