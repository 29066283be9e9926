"""Dialogues with recognition errors: how many still reach the right cart, and whether one buys amiss."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.ports import NotRecognized, Transcript
from devices.bench.understanding.confusion import Confusion
from devices.recordings.dialogues.model import Loaded
from devices.recordings.dialogues.performing import Performance, Plain, perform, settings_of
from devices.recordings.dialogues.shops import Shops
from devices.recordings.matching import Line, found_lines, ordered_lines
from devices.recordings.stopwatch import Exchange
from intents.meaning import Intent

RATE = 0.1
"""Of the words that are misheard."""
_PATIENCE = 3
"""How often a sentence is said at most."""
_AT_A_LOSS = frozenset({"not_heard", "not_understood", "not_found", "nothing_to_choose", "which_again"})
"""Replies, or the beginnings of their names, after which one says it again."""


class Trial(BaseModel):
    """What came of the dialogues with the errors of one seed."""

    model_config = ConfigDict(frozen=True)

    seed: int
    right: int
    """Dialogues that end with the same cart and the same orders as without errors."""
    caught: int
    """Read-backs to which was said no, as they told another cart."""
    astray: tuple[str, ...] = ()
    """Dialogues that end otherwise."""
    wrong_orders: tuple[str, ...] = ()
    """Dialogues in which something was bought that is not bought without errors."""


class Robustness(BaseModel):
    """What was measured."""

    model_config = ConfigDict(frozen=True)

    rate: float
    dialogues: int
    trials: tuple[Trial, ...]

    @property
    def right(self) -> float:
        """The share of dialogues that reach the right cart, over all seeds."""
        return sum(trial.right for trial in self.trials) / (self.dialogues * len(self.trials))

    @property
    def wrong_orders(self) -> int:
        """How many buy amiss, over all seeds."""
        return sum(len(trial.wrong_orders) for trial in self.trials)


class _Attentive(Plain):
    """Says the dialogue's sentences, and writes down what was in the cart at each."""

    def __init__(self) -> None:
        self.carts: dict[int, list[Line]] = {}

    def says(self, turn: int, words: str, cart: Sequence[Mapping[str, Any]]) -> Transcript:
        self.carts.setdefault(turn, _lines(cart))
        return super().says(turn, words, cart)


def _lost(exchange: Exchange) -> bool:
    """The person was told that they were not understood, or that there is no such thing."""
    told = any(key.startswith(tuple(_AT_A_LOSS)) for key in exchange.keys)
    return told or exchange.intent is None


class _Misheard:
    """Says the same, and is misheard.

    They say a sentence again, twice at most, that was not understood or of which nothing was found, unless
    the same is answered without errors; and they listen to what is read back to them: a yes to another cart
    than theirs becomes a no. Of wrong things that were put into the cart they say nothing.
    """

    def __init__(
        self, confusion: Confusion, carts: Mapping[int, list[Line]], clean: Sequence[Exchange]
    ) -> None:
        self._confusion = confusion
        self._carts = carts
        self._clean = clean
        self.caught = 0

    def repeats(self, turn: int, attempt: int, answered: Exchange) -> bool:
        """Whether they say it again."""
        if attempt >= _PATIENCE:
            return False
        return _lost(answered) and not _lost(self._clean[turn])

    def says(self, turn: int, words: str, cart: Sequence[Mapping[str, Any]]) -> Transcript | NotRecognized:
        """What is heard of them."""
        if self._clean[turn].intent == Intent.YES and _lines(cart) != self._carts[turn]:
            self.caught += 1
            words = "no"
        heard = self._confusion.misheard(words)
        return Transcript(text=heard, confidence=1.0) if heard else NotRecognized(reason="no words")


def measured(
    scripts: Iterable[Loaded],
    seeds: Sequence[int],
    told: Callable[[], object] = lambda: None,
    rate: float = RATE,
) -> Robustness:
    """Play dialogues with recognition errors.

    Args:
        scripts: the dialogues; what they expect is not looked at, only where they lead.
        seeds: one trial each.
        told: called after each dialogue.
        rate: of the words that are misheard.

    Raises:
        SettingsError: if there is no such shop, or a setting does not fit.
        UnusableInputError: if the shop does not have what is to be in a cart.
    """
    with TemporaryDirectory(prefix="aisle-", ignore_cleanup_errors=True) as folder:
        return asyncio.run(_measured(tuple(scripts), seeds, Shops(Path(folder)), told, rate))


async def _measured(
    scripts: Sequence[Loaded], seeds: Sequence[int], shops: Shops, told: Callable[[], object], rate: float
) -> Robustness:
    outcomes: dict[int, list[_Outcome]] = {seed: [] for seed in seeds}
    confusions: dict[tuple[str, ...], Confusion] = {}
    for number, loaded in enumerate(scripts):
        names = await shops.names(settings_of(loaded.script).store)
        confusion = confusions.setdefault(names, Confusion(names, shops.language, rate, 0))
        clean = _Attentive()
        right = await perform(loaded, shops, clean)
        for seed in seeds:
            # Of its own for each dialogue, so that one more changes nothing for the others.
            confusion.reseed(seed * 10_007 + number)
            person = _Misheard(confusion, clean.carts, right.turns)
            outcomes[seed].append(
                _Outcome(loaded, right, await perform(loaded, shops, person), person.caught)
            )
            told()
    trials = tuple(_trial(seed, found) for seed, found in outcomes.items())
    return Robustness(rate=rate, dialogues=len(scripts), trials=trials)


class _Outcome:
    """What came of a dialogue, beside what comes of it without errors."""

    def __init__(self, loaded: Loaded, right: Performance, found: Performance, caught: int) -> None:
        self.name = loaded.id
        self.caught = caught
        wanted, orders = _orders(right), _orders(found)
        self.wrong_order = any(orders.count(order) > wanted.count(order) for order in orders)
        self.right = _lines(right.cart) == _lines(found.cart) and wanted == orders


def _trial(seed: int, found: Sequence[_Outcome]) -> Trial:
    return Trial(
        seed=seed,
        right=sum(each.right for each in found),
        caught=sum(each.caught for each in found),
        astray=tuple(each.name for each in found if not each.right),
        wrong_orders=tuple(each.name for each in found if each.wrong_order),
    )


def _lines(cart: Sequence[Mapping[str, Any]]) -> list[Line]:
    return sorted(found_lines(cart))


def _orders(performance: Performance) -> list[tuple[list[Line], str]]:
    return sorted((sorted(ordered_lines(order)), str(order.total)) for order in performance.orders)
