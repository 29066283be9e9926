"""Cancelling, giving back, exchanging: asked before with what and how much, then told what the shop says."""

from collections.abc import Callable, Mapping

from assistant.dialogue.actions import (
    CancelPieces,
    ExchangePieces,
    ReadVariants,
    ReturnPieces,
    Say,
)
from assistant.dialogue.asking import ask
from assistant.dialogue.happenings import Happening, HistoryIs, Settled, Unable, VariantsAre
from assistant.dialogue.memory import Memory, Question
from assistant.dialogue.moves import Handler, Move, look_up, stay
from assistant.dialogue.order_numbers import grouped
from assistant.dialogue.placed import Pieces, cancelable, meant, returnable
from assistant.dialogue.states import State
from assistant.dialogue.variants import wanted
from assistant.shopping.aftersales import HandOff, LineQuantity, Refused, ReturnReason
from intents.meaning import Intent, Item, Understood

_YES = frozenset({Intent.YES})


def cancel(memory: Memory, history: HistoryIs, asked: Understood) -> Move:
    """Ask whether to cancel what is meant."""
    pieces = meant(history.orders, asked, cancelable)
    if pieces is None:
        return _none_such(asked)
    if not pieces.lines:
        return stay(State.IDLE, Say(key="too_late_to_cancel", values=dict(pieces.told)))

    def agreed(_memory: Memory, _meaning: Understood) -> Move:
        return look_up(CancelPieces(order_id=pieces.order.id, lines=pieces.requests))

    return ask(memory, Question(Say(key="ask_cancel", values=dict(pieces.told)), _YES, agreed))


def give_back(memory: Memory, history: HistoryIs, asked: Understood) -> Move:
    """Ask why, where it was not said, and whether to give back what is meant."""
    pieces = meant(history.orders, asked, returnable)
    if pieces is None:
        return _none_such(asked)
    if not pieces.lines:
        return stay(State.IDLE, Say(key="nothing_to_return", values=dict(pieces.told)))
    return _with_reason(memory, pieces, asked, _ask_return)


def _with_reason(
    memory: Memory, pieces: Pieces, asked: Understood, go_on: Callable[[Memory, Pieces, str], Move]
) -> Move:
    if asked.reason:
        return go_on(memory, pieces, asked.reason)

    def answered(memory: Memory, meaning: Understood) -> Move:
        return go_on(memory, pieces, meaning.reason or ReturnReason.OTHER)

    expecting = frozenset({Intent.RETURN_ITEM, Intent.NOT_SURE})
    say = Say(key="why_return", values=dict(pieces.told))
    return ask(memory, Question(say, expecting, answered, any_words=Intent.RETURN_ITEM))


def _ask_return(memory: Memory, pieces: Pieces, reason: str) -> Move:
    def agreed(_memory: Memory, _meaning: Understood) -> Move:
        lines = tuple(LineQuantity(line_id=line.id, quantity=count) for line, count in pieces.lines)
        return look_up(ReturnPieces(order_id=pieces.order.id, lines=lines, reason=reason))

    values = {**pieces.told, "reason": reason.replace("_", " ")}
    return ask(memory, Question(Say(key="ask_return", values=values), _YES, agreed))


def exchange(memory: Memory, history: HistoryIs, asked: Understood) -> Move:
    """Look up what kinds there are of what is to be exchanged."""
    known = asked if _orders_name(history, asked) else asked.model_copy(update={"items": ()})
    pieces = meant(history.orders, known, returnable)
    if pieces is None:
        return _none_such(asked)
    if len(pieces.lines) != 1:
        key = "which_exchange" if pieces.lines else "nothing_to_return"
        return stay(State.IDLE, Say(key=key, values=dict(pieces.told)))
    memory.exchanging = pieces
    return look_up(ReadVariants(product_id=pieces.lines[0][0].product_id))


def _orders_name(history: HistoryIs, asked: Understood) -> bool:
    """Whether the thing is called by a name in the orders; "the blue one" is not."""
    return bool(asked.items) and meant(history.orders, asked, returnable) is not None


def variants_are(memory: Memory, happening: VariantsAre) -> Move:
    """The kinds are known: find the one that is wanted, and ask."""
    pieces, asked = memory.exchanging, memory.asked
    if pieces is None or asked is None:
        return stay(State.IDLE, Say(key="nothing_to_exchange"))
    line = pieces.lines[0][0]
    variant = wanted(happening.product, line.variant_id, (asked.instead or Item(text="")).text)
    if variant is None:
        values = {"name": line.name, "options": [group.name for group in happening.product.options]}
        if asked.instead is not None:
            return stay(State.IDLE, Say(key="no_such_kind", values=values))
        return ask(memory, Question(Say(key="exchange_for_what", values=values), _KIND, _kind_said))

    def agreed(_memory: Memory, _meaning: Understood) -> Move:
        return look_up(
            ExchangePieces(
                order_id=pieces.order.id,
                line=LineQuantity(line_id=line.id, quantity=pieces.lines[0][1]),
                variant_id=variant.id,
                reason=asked.reason or ReturnReason.OTHER,
            )
        )

    values = {**pieces.told, "instead": list(variant.options.values())}
    return ask(memory, Question(Say(key="ask_exchange", values=values), _YES, agreed))


_KIND = frozenset({Intent.EXCHANGE_ITEM})


def _kind_said(memory: Memory, meaning: Understood) -> Move | None:
    pieces = memory.exchanging
    if pieces is None or meaning.instead is None:
        return None
    memory.asked = meaning
    return look_up(ReadVariants(product_id=pieces.lines[0][0].product_id))


def settled(_memory: Memory, happening: Settled) -> Move:
    """What the shop says, be it done, refused, or to be done elsewhere."""
    outcome = happening.outcome
    if isinstance(outcome, Refused):
        return stay(State.IDLE, Say(key="refused_after_sale", values={"text": outcome.text}))
    if isinstance(outcome, HandOff):
        return stay(
            State.IDLE, Say(key="handed_off", values={"text": outcome.text, "elsewhere": bool(outcome.url)})
        )
    amount = str(outcome.amount) if outcome.amount else ""
    return stay(State.IDLE, Say(key="settled", values={"text": outcome.text, "amount": amount}))


def unable(_memory: Memory, happening: Unable) -> Move:
    """The shop has no such service."""
    return stay(State.IDLE, Say(key="unable", values={"capability": happening.capability.value}))


def _none_such(asked: Understood) -> Move:
    values = {"names": [item.text for item in asked.items], "number": grouped(asked.digits)}
    return stay(State.IDLE, Say(key="no_such_order", values=values))


ANSWERS: Mapping[type[Happening], Handler] = {VariantsAre: variants_are, Settled: settled, Unable: unable}
