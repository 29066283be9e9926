"""A trace as a scenario: what was said to a device, and what it led to, to be said again."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.audio import seconds
from assistant.dialogue.states import State
from assistant.errors import UnusableInputError
from assistant.events import (
    CartUpdated,
    Event,
    Heard,
    Meant,
    NotHeard,
    NothingSaid,
    NotMeant,
    OrderConfirmed,
    Replied,
    SpeakingEnded,
    SpeakingStarted,
    StateChanged,
    Woken,
)
from assistant.signals import FOLLOW_UP, TYPED
from assistant.trace import Trace, read_trace
from devices.recordings.corpus import is_trace
from devices.recordings.expectation import Expectation, ExpectedLine, ExpectedOrder, ExpectedReply
from devices.recordings.scenarios.document import Place
from devices.recordings.scenarios.model import (
    ButtonTurn,
    IntoReply,
    Loaded,
    Scenario,
    SilenceTurn,
    Turn,
    TypedTurn,
)
from intents.meaning import Intent

__all__ = ["is_trace", "scenario_of"]

_MARGIN = 0.5
"""Seconds that a silence is longer than it was, so that it is noticed."""
_LONGEST = 60.0
"""Seconds of silence; nobody is waited for as long."""


def scenario_of(path: Path) -> Loaded:
    """The scenario that says again what was said to a device, and expects what came of it there.

    What was heard is typed, at its turn. Where somebody called while the assistant spoke, a button is pressed
    as far into the reply; where the assistant listened and nobody spoke, there is silence. What could not be
    recognised is left out, as the trace does not hold its sound. Expected are meaning, reply, state and cart
    of each turn, as far as the trace knows them, and the orders at the end. What was in the cart before is
    known where something is added to it; the household and the shop are those of the settings.

    Args:
        path: of what `--trace` has written.

    Raises:
        UnusableInputError: if it cannot be read or is no trace, or nothing was said in it.
    """
    if not is_trace(path):
        raise UnusableInputError(f"{path} is no trace.", "Name a file that --trace has made.")
    talk = _Talk(read_trace(path))
    if not any(isinstance(each.turn, TypedTurn) for each in talk.said):
        raise UnusableInputError(f"In the trace {path} nothing was said.", "Record another.")
    scenario = Scenario(
        name=path.stem,
        cart=_lines(talk.cart_before),
        turns=tuple(each.with_expectation() for each in talk.said),
        expect=Expectation(orders=tuple(ExpectedOrder(total=total) for total in talk.totals) or None),
    )
    return Loaded(path, scenario, dict(_places(talk.said, path)))


@dataclass(slots=True)
class _Said:
    """Something that a person did, and what came of it until they did something else."""

    turn: Turn
    heard: int = -1
    """Which of the trace's transcripts it is, from nought."""
    intent: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    rejected: bool = False
    reply: str = ""
    state: str | None = None
    cart: Sequence[Any] | None = None
    complete: bool = True
    """The trace tells all that came of it."""

    def with_expectation(self) -> Turn:
        """The turn, and that the same comes of it."""
        told = Expectation(
            intent=self.intent,
            slots=self.slots or None,
            rejected=True if self.rejected else None,
            reply=ExpectedReply(key=self.reply) if self.reply else None,
            state=self.state if self.complete else None,
            cart=_lines(self.cart) if self.cart is not None and self.complete else None,
        )
        return self.turn.model_copy(update={"expect": told})


class _Talk:
    """What was said in a trace.

    Args:
        trace: its events.
    """

    def __init__(self, trace: Trace) -> None:
        self.said: list[_Said] = []
        self.totals: list[str] = []
        """Of the orders, as they are written."""
        self.cart_before: Sequence[Any] = ()
        """The cart at the beginning, where the trace tells."""
        self._state: str = State.IDLE
        self._cart: Sequence[Any] | None = None
        self._noting: _Said | None = None
        """That what happens now comes of."""
        self._speaking_since: int | None = None
        self._cut: float | None = None
        """How many seconds into a reply it was broken off, just now."""
        self._woken = Woken(at=0, by="")
        self._heard = 0
        for event in trace:
            self._take(event)
        if self._noting is not None and (trace.cut_off or self._speaking_since is not None):
            self._noting.complete = False

    def _take(self, event: Event) -> None:
        match event:
            case Woken():
                self._call(event)
            case Heard():
                self._say(event.text)
            case NothingSaid():
                self._be_silent(event.at)
            case NotHeard():
                # What comes of it is not expected of the turn before it, which is over.
                self._noting = None
            case SpeakingStarted():
                self._speaking_since = event.at
            case SpeakingEnded():
                self._end_reply(event)
            case _:
                self._note(event)

    def _call(self, event: Woken) -> None:
        """A call that ends a reply is a turn by itself: how far the reply came is part of the talk."""
        self._woken = event
        if self._cut is not None and event.by not in {FOLLOW_UP, TYPED}:
            self._begin(ButtonTurn(button="pressed", at=self._moment()))

    def _say(self, text: str) -> None:
        self._noting = None
        if text.strip():
            self._begin(TypedTurn(typed=text, at=self._moment()), heard=self._heard)
        self._heard += 1

    def _be_silent(self, at: int) -> None:
        called = bool(self.said) and isinstance(self.said[-1].turn, ButtonTurn)
        if self._woken.by != FOLLOW_UP and not called:
            self._begin(ButtonTurn(button="pressed"))
        waited = min(_LONGEST, seconds(at - self._woken.at) + _MARGIN)
        self._begin(SilenceTurn(silence=round(waited, 2)))

    def _moment(self) -> IntoReply | None:
        cut, self._cut = self._cut, None
        return None if cut is None else IntoReply(seconds=round(cut, 2))

    def _begin(self, turn: Turn, heard: int = -1) -> None:
        self._noting = _Said(turn, heard, state=self._state, cart=self._cart)
        self.said.append(self._noting)

    def _end_reply(self, event: SpeakingEnded) -> None:
        if not event.complete and self._speaking_since is not None:
            self._cut = seconds(event.at - self._speaking_since)
            # How the dialogue takes it comes of what broke the reply off.
            self._noting = None
        self._speaking_since = None

    def _note(self, event: Event) -> None:
        last = self._noting or _Said(ButtonTurn(button="pressed"))
        match event:
            case StateChanged():
                last.state = self._state = event.after
            case CartUpdated():
                if self._cart is None:
                    self.cart_before = _before(last, event.lines)
                last.cart = self._cart = event.lines
            case OrderConfirmed():
                self.totals.append(event.total)
            case Meant():
                last.intent, last.slots = event.intent, event.slots
            case NotMeant():
                last.rejected = True
            case Replied():
                last.reply = event.key


def _before(adding: _Said, lines: Sequence[Any]) -> Sequence[Any]:
    """The lines that were there before something was added, which stands behind them."""
    if adding.intent == Intent.ADD_TO_CART:
        return lines[: max(0, len(lines) - len(adding.slots.get("items", ())))]
    return lines[:-1] if adding.intent == Intent.CHOOSE else ()


def _lines(cart: Iterable[Any]) -> tuple[ExpectedLine, ...]:
    return tuple(
        ExpectedLine(product=line["product"], quantity=line["quantity"], options=line.get("options", {}))
        for line in cart
    )


def _places(said: Iterable[_Said], path: Path) -> Iterator[tuple[Place, int]]:
    """The trace's lines in which the turns were heard."""
    lines = list(_heard_in(path))
    at = 1
    for index, each in enumerate(said):
        if 0 <= each.heard < len(lines):
            at = lines[each.heard]
        yield ("turns", index), at


def _heard_in(path: Path) -> Iterator[int]:
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if b'"heard"' in line:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict) and event.get("kind") == "heard":
                yield number
