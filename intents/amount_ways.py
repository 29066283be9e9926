"""The ways through slots for numbers, money, digits and quantities."""

from collections.abc import Callable
from typing import Any

from intents import costs
from intents.joining import Exit
from intents.network import Network
from intents.patterns import MONEY_SLOTS


class AmountWays:
    """Fills slots that hold no names.

    Args:
        network: what is added to.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._nodes: dict[tuple[str, object], int] = {}

    def _amount(self, at: int, slot: str, exit_: Exit) -> None:
        network = self._network
        if slot in {"number", "position"}:
            self._number(at, self._left(exit_))
        elif slot == "digits":
            more = self._node("digits", exit_, self._digits)
            network.phrases(at, "digits", more)
        elif slot == "quantity":
            counted = self._node("quantity", exit_, self._packed)
            self._number(at, counted)
        elif slot in MONEY_SLOTS:
            self._money(at, exit_)
        else:
            network.phrases(at, slot, exit_.to, exit_.cost)

    def _money(self, at: int, exit_: Exit) -> None:
        """Ways for "$4.99", "five dollars and ten cents", "fifty cents", "four ninety nine"."""
        network, dollars = self._network, self._node("dollars", exit_, self._dollars)
        network.phrases(at, "prices", self._left(exit_))
        self._number(at, dollars)
        network.word(at, "a", self._node("one dollar", exit_, self._one_dollar))

    def _dollars(self, at: int, exit_: Exit) -> None:
        self._one_dollar(at, exit_)
        self._network.phrases(at, "cents", self._left(exit_))
        self._network.skip(at, *exit_)

    def _one_dollar(self, at: int, exit_: Exit) -> None:
        cents = self._node("cents", exit_, self._cents)
        for word in ("dollar", "dollars", "buck", "bucks"):
            self._network.word(at, word, cents)
        for word in ("cent", "cents"):
            self._network.word(at, word, *exit_)

    def _cents(self, at: int, exit_: Exit) -> None:
        named = self._node("cents named", exit_, self._cents_named)
        said = self._node("cents said", exit_, self._cents_said)
        self._number(at, said)
        self._network.word(at, "and", self._node("and cents", named, self._number))
        self._network.skip(at, *exit_)

    def _cents_said(self, at: int, exit_: Exit) -> None:
        self._cents_named(at, exit_)
        self._network.skip(at, *exit_)

    def _cents_named(self, at: int, exit_: Exit) -> None:
        for word in ("cent", "cents"):
            self._network.word(at, word, *exit_)

    def _digits(self, at: int, exit_: Exit) -> None:
        self._network.phrases(at, "digits", at)
        self._network.skip(at, *exit_)

    def _packed(self, at: int, exit_: Exit) -> None:
        self._network.phrases(at, "containers", exit_.to, exit_.cost)
        self._network.skip(at, *exit_)

    def _number(self, at: int, to: int) -> None:
        for size, cost in costs.NUMBERS.items():
            self._network.phrases(at, f"number {size}", to, cost)

    def _open(self, at: int, exit_: Exit, each: float) -> None:
        self._network.open(at, self._left(exit_), each)

    def _left(self, exit_: Exit) -> int:
        """A node that leads to an exit and pays for it."""
        return exit_.to if not exit_.cost else self._node("left", exit_, self._leave)

    def _leave(self, at: int, exit_: Exit) -> None:
        self._network.skip(at, *exit_)

    def _node(self, kind: str, about: object, build: Callable[[int, Any], None]) -> int:
        """The node of a kind that is about something; made once."""
        key = kind, about
        if key not in self._nodes:
            self._nodes[key] = self._network.later(lambda at: build(at, about))
        return self._nodes[key]
