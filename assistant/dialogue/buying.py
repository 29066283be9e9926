"""From the quote to the order. The only file that makes a `PlaceOrder`."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import SecretStr

from assistant.dialogue import delivery, paying
from assistant.dialogue.actions import CheckPin, PlaceOrder, Quote, ReadBack, Say
from assistant.dialogue.happenings import (
    Failed,
    Happening,
    Ordered,
    OrderRefused,
    PinChecked,
    Quoted,
    Said,
)
from assistant.dialogue.lines import told
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Handler, Move, stay
from assistant.dialogue.order_numbers import grouped
from assistant.dialogue.states import State
from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.guards import may_buy
from intents.meaning import Intent, NotUnderstood, Understood

READ_BACKS = frozenset({"read_back", "read_back_again", "read_back_changed"})
"""The replies that tell what, how many, price, delivery and total."""
_MOST_PINS = 3
"""So many wrong ones, and the order is left."""


def quoted(memory: Memory, happening: Quoted) -> Move:
    """The store has said what the cart would cost: read it out and ask."""
    checkout = happening.checkout
    if checkout.status is CheckoutStatus.NEEDS_BUYER:
        return stay(State.IDLE, Say(key="needs_buyer"))
    if checkout.status is not CheckoutStatus.READY:
        return stay(State.IDLE, Say(key="cannot_check_out", values={"messages": _sentences(checkout)}))
    changed = memory.quote is not None
    memory.quote, memory.terms, memory.quote_spoken = checkout, happening, False
    if not changed and memory.asked is not None and memory.asked.intent in _BEGUN_WITH:
        return _BEGUN_WITH[memory.asked.intent](memory, memory.asked) or _ask_again(memory, "read_back")
    return _ask_again(memory, "read_back_changed" if changed else "read_back")


def _ask_again(memory: Memory, key: str) -> Move:
    """Read the order out: nothing said before counts as a yes to it."""
    memory.quote_spoken = False
    assert memory.quote is not None
    return stay(State.CONFIRMING, _read_back(key, memory.quote, paying.named(memory)))


def _read_back(key: str, checkout: Checkout, payment: str) -> Say:
    bill = [
        {"kind": line.kind, "amount": str(line.amount)} for line in checkout.totals if line.kind != "subtotal"
    ]
    quote: dict[str, Any] = {
        "bill": bill,
        "fulfilment": checkout.fulfilment.name,
        "promise": checkout.fulfilment.promise,
        "delivery": str(checkout.fulfilment.price),
        "free": checkout.fulfilment.price.amount == 0,
        "messages": _sentences(checkout),
    }
    values = {
        "lines": [told(line) for line in checkout.lines],
        "quote": quote,
        "total": str(checkout.total),
        "payment": payment,
    }
    return Say(key=key, values=values)


def _sentences(checkout: Checkout) -> tuple[str, ...]:
    return tuple(message.text for message in checkout.messages)


def said(memory: Memory, happening: Said) -> Move | None:
    """The answer to "shall I place the order?"; None if it is no answer but something else."""
    meaning = happening.meaning
    assert memory.quote is not None
    if isinstance(meaning, NotUnderstood):
        return None
    if meaning.intent is Intent.YES:
        return _agreed(memory, memory.quote, happening.confidence)
    if meaning.intent in {Intent.NO, Intent.STOP}:
        memory.quote = None
        return stay(State.IDLE, Say(key="left_confirming"))
    answer = _ANSWERING.get(meaning.intent)
    return answer(memory, meaning) if answer else None


def _agreed(memory: Memory, quote: Checkout, confidence: float) -> Move:
    if not memory.quote_spoken:
        return _ask_again(memory, "read_back_again")
    if not may_buy(read_back_heard=memory.quote_spoken, confidence=confidence):
        return stay(State.CONFIRMING, quote_again(quote))
    if memory.terms is not None and memory.terms.pin:
        return stay(State.ENTERING_PIN, Say(key="ask_pin"))
    return _place(memory, quote)


def _place(memory: Memory, quote: Checkout) -> Move:
    return Move(
        State.PLACING, (PlaceOrder(read_back=ReadBack(checkout=quote, payment=paying.named(memory))),)
    )


def _once_more(memory: Memory, _meaning: Understood) -> Move:
    return _ask_again(memory, "read_back_again")


def _only_a_yes(memory: Memory, _meaning: Understood) -> Move:
    """Who wants it at once is asked all the same."""
    assert memory.quote is not None
    return stay(State.CONFIRMING, quote_again(memory.quote))


def _disputed(memory: Memory, meaning: Understood) -> Move | None:
    """Another price than the true one: what it costs is told anew."""
    return None if meaning.money is None else _ask_again(memory, "read_back_again")


def _too_dear(memory: Memory, meaning: Understood) -> Move | None:
    """A budget: where the order costs more, it is not placed."""
    quote, most = memory.quote, meaning.conditions.most
    assert quote is not None
    if most is not None and quote.total.amount <= most:
        return _ask_again(memory, "read_back_again")
    if most is None and not meaning.choices:
        return None
    memory.quote = None
    return stay(State.IDLE, Say(key="over_budget", values={"total": str(quote.total)}))


def _delivery(memory: Memory, meaning: Understood) -> Move:
    return delivery.wished(memory, meaning) or _ask_again(memory, "read_back_again")


def _payment(memory: Memory, meaning: Understood) -> Move:
    """Something else to pay with: the read-back names it, and is heard before any yes."""
    refused = paying.choose(memory, meaning)
    if refused is not None:
        memory.quote_spoken = False
        return stay(State.CONFIRMING, refused)
    return _ask_again(memory, "read_back_changed")


def pin_said(memory: Memory, happening: Said) -> Move | None:
    """The answer to the question for the PIN; None if it is something else."""
    meaning = happening.meaning
    if isinstance(meaning, NotUnderstood):
        return None
    if meaning.intent is Intent.ENTER_PIN and meaning.digits:
        return Move(State.CHECKING_PIN, (CheckPin(digits=SecretStr(meaning.digits)),))
    if meaning.intent in {Intent.NO, Intent.STOP}:
        memory.quote = None
        return stay(State.IDLE, Say(key="left_entering_pin"))
    return stay(State.ENTERING_PIN, Say(key="ask_pin")) if meaning.intent in _ASKS_FOR_PIN else None


def pin_checked(memory: Memory, happening: PinChecked) -> Move:
    """Order, ask again, or leave it after three."""
    if happening.right and memory.quote is not None:
        return _place(memory, memory.quote)
    memory.pin_misses += 1
    if memory.pin_misses >= _MOST_PINS:
        memory.quote = None
        return stay(State.IDLE, Say(key="pin_refused"))
    return stay(State.ENTERING_PIN, Say(key="wrong_pin", values={"left": _MOST_PINS - memory.pin_misses}))


def quote_again(quote: Checkout) -> Say:
    """The question alone, with what it costs."""
    return Say(key="confirm_again", values={"total": str(quote.total)})


def ordered(memory: Memory, happening: Ordered) -> Move:
    """The order is placed."""
    promise = memory.quote.fulfilment if memory.quote else None
    memory.quote, memory.focus, memory.offers = None, "", ()
    # What was bought is no longer in a cart that it could be taken back from.
    memory.undoable = []
    values = {
        "number": grouped(happening.order.number),
        "total": str(happening.order.total),
        "fulfilment": promise.name if promise else "",
        "promise": promise.promise if promise else "",
    }
    return stay(State.IDLE, Say(key="ordered", values=values))


def refused(memory: Memory, happening: OrderRefused) -> Move:
    """The order is not placed; if the world has changed, read out the new quote."""
    if happening.changed:
        return Move(State.QUOTING, (Say(key="order_changed", values={"reason": happening.reason}), Quote()))
    memory.quote = None
    return stay(State.IDLE, Say(key="order_refused", values={"reason": happening.reason}))


def failed(memory: Memory, happening: Failed) -> Move:
    """The store or the household's file did not work."""
    memory.quote = None
    if happening.unsettled:
        return stay(State.IDLE, Say(key="order_unsettled"))
    return stay(State.IDLE, Say(key="store_failed", values={"reason": happening.message}))


_ANSWERING: Mapping[Intent, Callable[[Memory, Understood], Move | None]] = {
    Intent.REPEAT: _once_more,
    Intent.READ_CART: _once_more,
    Intent.CART_TOTAL: _once_more,
    Intent.CHECK_OUT: _only_a_yes,
    Intent.CORRECT: _disputed,
    Intent.REFINE: _too_dear,
    Intent.CHOOSE_DELIVERY: _delivery,
    Intent.CHOOSE_PAYMENT: _payment,
}
_BEGUN_WITH: Mapping[Intent, Callable[[Memory, Understood], Move | None]] = {
    Intent.CHOOSE_DELIVERY: delivery.wished,
    Intent.CHOOSE_PAYMENT: _payment,
}
"""Wishes about an order that is not quoted yet: carried out as soon as it is."""
_ASKS_FOR_PIN = frozenset({Intent.REPEAT, Intent.YES, Intent.CHECK_OUT})

ANSWERS: Mapping[type[Happening], Handler] = {
    Quoted: quoted,
    PinChecked: pin_checked,
    Ordered: ordered,
    OrderRefused: refused,
    Failed: failed,
}
