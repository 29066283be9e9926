"""From the quote to the order. The only file that makes a `PlaceOrder`."""

from collections.abc import Mapping
from typing import Any

from assistant.dialogue.actions import PlaceOrder, Quote, ReadBack, Say
from assistant.dialogue.happenings import Failed, Happening, Ordered, OrderRefused, Quoted, Said
from assistant.dialogue.lines import told
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Handler, Move, stay
from assistant.dialogue.states import State
from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.guards import may_buy
from intents.meaning import Intent, NotUnderstood

READ_BACKS = frozenset({"read_back", "read_back_again", "read_back_changed"})
"""The replies that tell what, how many, price, delivery and total."""


def quoted(memory: Memory, happening: Quoted) -> Move:
    """The store has said what the cart would cost: read it out and ask."""
    checkout = happening.checkout
    if checkout.status is CheckoutStatus.NEEDS_BUYER:
        return stay(State.IDLE, Say(key="needs_buyer"))
    if checkout.status is not CheckoutStatus.READY:
        return stay(State.IDLE, Say(key="cannot_check_out", values={"messages": _sentences(checkout)}))
    changed = memory.quote is not None
    memory.quote, memory.quote_spoken = checkout, False
    return stay(State.CONFIRMING, _read_back("read_back_changed" if changed else "read_back", checkout))


def _read_back(key: str, checkout: Checkout) -> Say:
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
    values = {"lines": [told(line) for line in checkout.lines], "quote": quote, "total": str(checkout.total)}
    return Say(key=key, values=values)


def _sentences(checkout: Checkout) -> tuple[str, ...]:
    return tuple(message.text for message in checkout.messages)


def said(memory: Memory, happening: Said) -> Move | None:
    """The answer to "shall I place the order?"; None if it is no answer but something else."""
    meaning, quote = happening.meaning, memory.quote
    assert quote is not None
    if isinstance(meaning, NotUnderstood):
        return None
    if meaning.intent is Intent.YES:
        if not memory.quote_spoken:
            return stay(State.CONFIRMING, _read_back("read_back_again", quote))
        if not may_buy(read_back_heard=memory.quote_spoken, confidence=happening.confidence):
            return stay(State.CONFIRMING, quote_again(quote))
        return Move(State.PLACING, (PlaceOrder(read_back=ReadBack(checkout=quote)),))
    if meaning.intent in {Intent.NO, Intent.STOP}:
        memory.quote = None
        return stay(State.IDLE, Say(key="left_confirming"))
    if meaning.intent in {Intent.REPEAT, Intent.READ_CART, Intent.CART_TOTAL}:
        memory.quote_spoken = False
        return stay(State.CONFIRMING, _read_back("read_back_again", quote))
    if meaning.intent is Intent.CHECK_OUT:
        return stay(State.CONFIRMING, quote_again(quote))
    return None


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
        "number": happening.order.number,
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


ANSWERS: Mapping[type[Happening], Handler] = {
    Quoted: quoted,
    Ordered: ordered,
    OrderRefused: refused,
    Failed: failed,
}
