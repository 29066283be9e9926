"""The one who watches assistants die: what they said they did is compared with what the next one finds."""

import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

from assistant.shopping.household import JournalState
from devices.bench.store.killing_life import FED, Found, Journalled


class Witness:
    """Notes what processes say, and finds fault with what they find."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.journalled = self.placed = self.refused = self.imports = self.cut_off = 0
        self.found = 0
        """How many have recovered."""
        self._intended: set[str] = set()
        self._told: dict[str, str] = {}
        """Key to the order's number."""
        self._edition = 0
        """Of the last feed that was taken in for certain; 0 for none."""
        self._importing: int | None = None

    @property
    def next_edition(self) -> int:
        """Of the feed that comes next."""
        return max(self._edition, self._importing or 0) + 1

    def listen(self, connection: Connection, until_when: float, until: str = "") -> bool:
        """Note what is said until a time, or until something is said; whether that was said.

        Args:
            connection: with the process.
            until_when: on the monotonic clock.
            until: the word; without it until the end.
        """
        while (left := until_when - time.monotonic()) > 0 and connection.poll(left):
            try:
                told = connection.recv()
            except EOFError:
                return False
            self._note(*told)
            if told[0] == until:
                return True
        return False

    def died(self, connection: Connection) -> None:
        """Note what a process has said before it died."""
        self.listen(connection, time.monotonic() + 1)

    def ended(self, exit_code: int | None, *, well: bool) -> None:
        """A process was not killed."""
        if not well or exit_code:
            self.faults.append(f"A process ended by itself, with {exit_code}.")

    def _note(self, what: str, *told: Any) -> None:
        if what == "found":
            self.found += 1
            self.faults += self._wrong(*told)
        elif what == "intended":
            self._intended.add(told[0])
        elif what == "placed":
            self._told[told[0]] = told[1]
        elif what == "importing":
            self._importing = told[0]
        elif what == "imported":
            self._edition, self._importing = told[0], None
            self.imports += 1
        else:
            self.faults.append(" ".join(map(str, told)))

    # --- what is found

    def _wrong(self, found: Found) -> Iterator[str]:
        yield from found.faults
        yield from (f"Pieces are missing, or there are too many: {text}." for text in found.missing)
        yield from self._catalogue(found)
        journal = {entry.key: entry for entry in found.journal}
        yield from self._lost(journal)
        placed = Counter(order.key for order in found.orders)
        numbers = {order.key: (order.number, order.total) for order in found.orders}
        for key, entry in journal.items():
            yield from _entry(entry, placed[key], numbers.get(key))
        yield from (f"Order {numbers[key][0]} is in no journal." for key in placed.keys() - journal.keys())
        self.journalled = len(journal)
        self.placed = sum(entry.state is JournalState.PLACED for entry in journal.values())
        self.refused = sum(entry.state is JournalState.REFUSED for entry in journal.values())

    def _lost(self, journal: dict[str, Journalled]) -> Iterator[str]:
        if self._intended - journal.keys():
            yield "The journal has lost an intention."
        for key, number in self._told.items():
            if key not in journal or journal[key].number != number:
                yield f"The journal has lost order {number}."

    def _catalogue(self, found: Found) -> Iterator[str]:
        """All of the feed's products are of one edition: the last, or that which was being taken in."""
        editions = dict(found.editions)
        last, next_one = f"edition {self._edition}", f"edition {self._importing}"
        if self._importing is not None and editions == {next_one: FED}:
            self._edition = self._importing
            self.imports += 1
        elif self._importing is not None:
            self.cut_off += 1
        self._importing = None
        if editions not in ({f"edition {self._edition}": FED}, {} if self._edition == 0 else None):
            yield f"On the shelves is {editions}, and not {last} or {next_one}."


def _entry(entry: Journalled, placed: int, order: tuple[str, int] | None) -> Iterator[str]:
    """An order is placed once or not at all, and the journal knows which."""
    if entry.state is JournalState.INTENDED:
        yield "After recovery it is still not known what became of an order."
    elif placed != (entry.state is JournalState.PLACED):
        yield f"An order that is {entry.state} in the journal was placed {placed} times."
    elif order is not None and order != (entry.number, entry.total):
        yield f"Order {entry.number} of {entry.total} in the journal is {order[0]} of {order[1]} in the shop."
