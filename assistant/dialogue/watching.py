"""Prices that are waited for. Nothing is bought by itself at any price: it is put into the cart and told."""

from collections.abc import Mapping

from assistant.dialogue.actions import ChangeCart, FindProducts, Say
from assistant.dialogue.asking import ask
from assistant.dialogue.choosing import ask_next
from assistant.dialogue.happenings import Happening, Offer
from assistant.dialogue.home_actions import KeepWatch
from assistant.dialogue.home_happenings import WatchKept
from assistant.dialogue.memory import Memory, Question
from assistant.dialogue.moves import Handler, Move, Request, look_up, stay
from assistant.dialogue.standing import pointed_at, wish
from assistant.dialogue.states import State
from assistant.shopping.carts import LineRequest
from intents.meaning import Intent, Understood


def _watch(memory: Memory, meaning: Understood) -> Move:
    memory.purpose = _keep
    if meaning.items:
        return look_up(FindProducts(items=meaning.items[:1]))
    offer = pointed_at(memory)
    if offer is None:
        return stay(State.IDLE, Say(key="watch_what"))
    memory.chosen = [(offer, 1)]
    return _keep(memory)


def _keep(memory: Memory) -> Move:
    asked, offer = memory.asked, memory.chosen[-1][0]
    assert asked is not None
    memory.chosen = []
    memory.watched = offer, _at_most(memory, offer, asked)
    return look_up(
        KeepWatch(wish=wish(offer, 1), at_most=memory.watched[1], buy=asked.intent is Intent.BUY_AT_PRICE)
    )


def _at_most(memory: Memory, offer: Offer, asked: Understood) -> int | None:
    """The price that was said; "buy it if it does" is about the one before."""
    if asked.money is None and memory.watched is not None and memory.watched[0] == offer:
        return memory.watched[1]
    return asked.money


def _kept(memory: Memory, happening: WatchKept) -> Move:
    values = {
        "name": happening.watch.name,
        "price": str(happening.price),
        "at_most": str(happening.watch.at_most),
        "any": memory.watched is None or memory.watched[1] is None,
    }
    if not happening.met:
        key = "watch_buys" if happening.watch.buy else "watch_kept"
        return ask_next(memory, Say(key=key, values=values))
    say = Say(key="watch_met", values=values)
    return ask(memory, Question(say, frozenset({Intent.YES, Intent.NO}), _buy_now))


def _buy_now(memory: Memory, answer: Understood) -> Move:
    if answer.intent is Intent.NO or memory.watched is None:
        return stay(State.IDLE, Say(key="left_asking"))
    offer = memory.watched[0]
    memory.chosen = [(offer, 1)]
    return look_up(ChangeCart(lines=(LineRequest(variant_id=offer.variant_id, quantity=1),), add=True))


REQUESTS: Mapping[Intent, Request] = {Intent.WATCH_PRICE: _watch, Intent.BUY_AT_PRICE: _watch}
ANSWERS: Mapping[type[Happening], Handler] = {WatchKept: _kept}
