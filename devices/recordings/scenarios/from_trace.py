"""A trace as a scenario: what was said to a device, and what it led to, to be said again."""

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
    ScenarioHousehold,
    SilenceTurn,
    Turn,
    TypedTurn,
)
from intents.meaning import Intent

_MARGIN = 0.5
"""Seconds that a silence is longer than it was, so that it is noticed."""
_LONGEST = 60.0
"""Seconds of silence; nobody is waited for as long."""
_ADDRESS = "1 Example Street"
"""Made up: a trace does not hold the household's."""
_NO_ADDRESS = "needs_buyer"
"""The reply to who cannot order without one."""


def scenario_of(path: Path) -> Loaded:
    """The scenario that says again what was said to a device, and expects what came of it there.

    What was heard is typed, at its turn, and taken to be as sure as it was to the device. Where somebody
    called while the assistant spoke, a button is pressed as far into the reply; where the assistant listened
    and nobody spoke, there is silence. What could not be recognised is left out, as the trace does not hold
    its sound. Expected are meaning, reply, state and cart of each turn, as far as the trace knows them, and
    the orders. What was in the cart before is known where something is added to it; the household and the
    shop are those of the settings, with a made-up address where they have none and the device had one.

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
        household=ScenarioHousehold(address="" if talk.no_address else None),
        cart=_lines(talk.cart_before),
        turns=tuple(each.with_expectation() for each in talk.said),
        expect=Expectation(orders=_orders(talk.totals)),
    )
    return Loaded(path, scenario, dict(_places(talk.said)), address=_ADDRESS if talk.quoted else "")


@dataclass(slots=True)
class _Said:
    """Something that a person did, and what came of it until they did something else."""

    turn: Turn
    line: int
    """Of the trace."""
    intent: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    rejected: bool = False
    reply: str = ""
    state: str | None = None
    cart: Sequence[Any] | None = None
    totals: Sequence[str] = ()
    """Of all orders, where one was placed."""
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
            orders=_orders(self.totals),
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
        self.quoted = self.no_address = False
        """The shop knew where to deliver to, or did not know when it was to."""
        self._state: str = State.IDLE
        self._cart: Sequence[Any] | None = None
        self._noting: _Said | None = None
        """That what happens now comes of."""
        self._speaking_since: int | None = None
        self._cut: float | None = None
        """How many seconds into a reply it was broken off, just now."""
        self._woken = Woken(at=0, by="")
        self._line = 1
        for self._line, event in zip(trace.lines, trace, strict=True):
            self._take(event)
        if self._noting is not None and (trace.cut_off or self._speaking_since is not None):
            self._noting.complete = False

    def _take(self, event: Event) -> None:
        match event:
            case Woken():
                self._call(event)
            case Heard():
                self._say(event)
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

    def _say(self, event: Heard) -> None:
        self._noting = None
        if event.text.strip():
            sure = min(1.0, max(0.0, event.confidence))
            turn = TypedTurn(typed=event.text, confidence=sure, at=self._moment())
            self._begin(turn)

    def _be_silent(self, at: int) -> None:
        called = bool(self.said) and isinstance(self.said[-1].turn, ButtonTurn)
        if self._woken.by != FOLLOW_UP and not called:
            self._begin(ButtonTurn(button="pressed"))
        waited = min(_LONGEST, seconds(at - self._woken.at) + _MARGIN)
        self._begin(SilenceTurn(silence=round(waited, 2)))

    def _moment(self) -> IntoReply | None:
        cut, self._cut = self._cut, None
        return None if cut is None else IntoReply(seconds=round(cut, 2))

    def _begin(self, turn: Turn) -> None:
        self._noting = _Said(turn, self._line, state=self._state, cart=self._cart)
        self.said.append(self._noting)

    def _end_reply(self, event: SpeakingEnded) -> None:
        if not event.complete and self._speaking_since is not None:
            self._cut = seconds(event.at - self._speaking_since)
            # How the dialogue takes it comes of what broke the reply off.
            self._noting = None
        self._speaking_since = None

    def _note(self, event: Event) -> None:
        last = self._noting or _Said(ButtonTurn(button="pressed"), self._line)
        match event:
            case StateChanged():
                last.state = self._state = event.after
                self.quoted |= event.after == State.CONFIRMING
            case CartUpdated():
                if self._cart is None:
                    self.cart_before = _before(last, event.lines)
                last.cart = self._cart = event.lines
            case OrderConfirmed():
                self.quoted = True
                self.totals.append(event.total)
                last.totals = tuple(self.totals)
                # What was in it is bought; nothing else tells of that.
                last.cart = self._cart = ()
            case Meant():
                last.intent, last.slots = event.intent, event.slots
            case NotMeant():
                last.rejected = True
            case Replied():
                last.reply = event.key
                self.no_address |= event.key == _NO_ADDRESS


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


def _orders(totals: Iterable[str]) -> tuple[ExpectedOrder, ...] | None:
    return tuple(ExpectedOrder(total=total) for total in totals) or None


def _places(said: Iterable[_Said]) -> Iterator[tuple[Place, int]]:
    """The trace's lines in which the turns begin."""
    yield from ((("turns", index), each.line) for index, each in enumerate(said))
