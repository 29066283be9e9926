"""What is wanted again and again. It never orders: what is due is asked about, and then lies in the cart."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from assistant.dialogue import cart
from assistant.dialogue.actions import FindProducts, Say
from assistant.dialogue.asking import ask
from assistant.dialogue.choosing import ask_next
from assistant.dialogue.happenings import Happening, Offer
from assistant.dialogue.home_actions import (
    CancelStanding,
    ChangeStanding,
    KeepStanding,
    ReadStanding,
    TakeDue,
    Wish,
)
from assistant.dialogue.home_happenings import (
    DueTaken,
    StandingAre,
    StandingCancelled,
    StandingChanged,
    StandingKept,
)
from assistant.dialogue.memory import Memory, Question
from assistant.dialogue.moves import Handler, Move, Request, look_up, stay
from assistant.dialogue.states import State
from assistant.shopping.guards import sensible_quantity
from assistant.shopping.notices import Notice, NoticeKind
from assistant.shopping.price_watches import PriceWatch
from assistant.shopping.standing_orders import StandingOrder
from intents.meaning import Intent, Item, Understood
from intents.resolver import Entry, Found, choose, resolve

_OFTEN = frozenset({Intent.SUBSCRIBE, Intent.CHANGE_STANDING})
_CHANGED = _OFTEN | {Intent.CHANGE_QUANTITY}
_YES_NO = frozenset({Intent.YES, Intent.NO})
_THINGS = frozenset({Intent.ADD_TO_CART, Intent.SEARCH})

# --- something new


def _subscribe(memory: Memory, meaning: Understood) -> Move:
    """Settle which thing and how often, asking for what is missing; then keep it."""
    pointed = pointed_at(memory)
    if not meaning.items and pointed is None:
        return ask(memory, Question(Say(key="standing_of_what"), _THINGS, _of_what))
    if meaning.recurrence is None:
        return ask(memory, Question(Say(key="how_often"), _OFTEN, _how_often))
    memory.purpose = _keep
    if meaning.items:
        return look_up(FindProducts(items=meaning.items))
    assert pointed is not None
    memory.chosen = [(pointed, 1)]
    return _keep(memory)


def _of_what(memory: Memory, answer: Understood) -> Move | None:
    return _again(memory, {"items": answer.items}) if answer.items else None


def _how_often(memory: Memory, answer: Understood) -> Move | None:
    if answer.recurrence is None or answer.items:
        return None
    return _again(memory, {"recurrence": answer.recurrence, "day": answer.day})


def _again(memory: Memory, more: Mapping[str, Any]) -> Move:
    assert memory.asked is not None
    meaning = memory.asked.model_copy(update=more)
    memory.begin(meaning)
    return _subscribe(memory, meaning)


def pointed_at(memory: Memory) -> Offer | None:
    """The product that "it" is: the one offered last, or the one that was talked of."""
    return memory.offers[0] if len(memory.offers) == 1 else memory.looked_at


def wish(offer: Offer, quantity: int) -> Wish:
    """A product that was chosen, as the household keeps it."""
    return Wish(
        product_id=offer.product_id,
        variant_id=offer.variant_id,
        name=" ".join([*(value for _, value in offer.options), offer.name]),
        options=dict(offer.options),
        quantity=quantity,
    )


def _keep(memory: Memory) -> Move:
    asked, chosen = memory.asked, memory.chosen
    assert asked is not None
    assert asked.recurrence is not None
    memory.chosen = []
    wishes = tuple(wish(offer, count) for offer, count in chosen)
    return look_up(KeepStanding(wishes=wishes, recurrence=asked.recurrence, start=asked.day))


def _kept(memory: Memory, happening: StandingKept) -> Move:
    """It is kept; where nobody said when to begin, the first may be wanted now."""
    memory.standing = tuple(order.id for order in happening.orders)
    say = Say(key="standing_kept", values=_told(happening.orders, happening.today))
    if memory.open_results or memory.missing or not happening.open_start:
        return ask_next(memory, say)
    question = Say(key="standing_first_now", values=_told(happening.orders, happening.today))
    return ask(memory, Question(question, _YES_NO | _CHANGED, _first_now), say)


def _first_now(memory: Memory, answer: Understood) -> Move | None:
    if answer.intent is Intent.YES:
        return look_up(TakeDue(ids=memory.standing))
    if answer.intent is Intent.NO:
        return stay(State.IDLE, Say(key="standing_not_now"))
    return _changes(memory.standing, answer)


def _changes(ids: tuple[int, ...], answer: Understood) -> Move | None:
    """What is to be different; None where that was not said."""
    if answer.items and answer.intent is not Intent.CHANGE_STANDING:
        return None
    if answer.recurrence is not None:
        return look_up(ChangeStanding(ids=ids, recurrence=answer.recurrence))
    if answer.quantity is None or answer.relative:
        return None
    if not answer.quantity or not sensible_quantity(answer.quantity):
        return stay(State.IDLE, Say(key="quantity_out_of_range"))
    return look_up(ChangeStanding(ids=ids, quantity=answer.quantity))


# --- what is there already


def _look(_memory: Memory, _meaning: Understood) -> Move:
    return look_up(ReadStanding())


def _are(memory: Memory, happening: StandingAre) -> Move:
    """They were read; what that is for depends on what was asked."""
    asked = memory.asked
    assert asked is not None
    if not happening.orders and not (happening.watches and asked.intent in _OF_WATCHES):
        return stay(State.IDLE, Say(key="no_standing"))
    if asked.items:
        return _named(memory, happening, asked.items[0])
    whole = asked.intent in _OF_ALL
    if whole or (len(happening.orders) == 1 and not happening.watches):
        return _done(memory, asked, happening, happening.orders, happening.watches if whole else ())
    focused = [order for order in happening.orders if order.id in memory.standing]
    if focused:
        return _done(memory, asked, happening, focused, ())
    return _which(memory, happening)


def _named(memory: Memory, happening: StandingAre, item: Item) -> Move:
    asked = memory.asked
    assert asked is not None
    watches = happening.watches if asked.intent in _OF_WATCHES else ()
    answer = resolve(item.text, [*map(_entry, happening.orders), *map(_entry, watches)])
    if not isinstance(answer, Found):
        return stay(State.IDLE, Say(key="not_standing", values={"name": item.text}))
    name = answer.match.entry_id
    orders = [order for order in happening.orders if order.variant_id == name]
    return _done(memory, asked, happening, orders, [each for each in watches if each.variant_id == name])


def _entry(each: StandingOrder | PriceWatch) -> Entry:
    return Entry(id=each.variant_id, name=each.name)


def _which(memory: Memory, happening: StandingAre) -> Move:
    def chosen(memory: Memory, answer: Understood) -> Move | None:
        asked, name = memory.asked, answer.items[0].text if answer.items else ""
        entries = [_entry(order) for order in happening.orders]
        found = resolve(name, entries) if name else answer.choice and choose(answer.choice, entries)
        if not isinstance(found, Found) or asked is None:
            return None
        orders = [order for order in happening.orders if order.variant_id == found.match.entry_id]
        return _done(memory, asked, happening, orders, ())

    say = Say(key="which_standing", values=_told(happening.orders, happening.today))
    return ask(memory, Question(say, frozenset({Intent.CHOOSE}) | _THINGS, chosen))


def _done(
    memory: Memory,
    asked: Understood,
    happening: StandingAre,
    orders: Sequence[StandingOrder],
    watches: Sequence[PriceWatch],
) -> Move:
    """Do with the orders that are meant what was asked."""
    ids = tuple(order.id for order in orders)
    memory.standing = ids
    if asked.intent is Intent.READ_STANDING:
        told = _told(orders, happening.today) | {"watches": [_watch(each) for each in watches]}
        return stay(State.IDLE, Say(key="standing", values=told))
    if asked.intent is Intent.CANCEL_STANDING:
        return _cancel(memory, orders, watches)
    if asked.intent is Intent.CHANGE_STANDING:
        return _changes(ids, asked) or _ask_change(memory, ids)
    return look_up(_SIMPLE[asked.intent](ids, asked))


_SIMPLE: Mapping[Intent, Callable[[tuple[int, ...], Understood], ChangeStanding]] = {
    Intent.PAUSE_STANDING: lambda ids, asked: ChangeStanding(ids=ids, paused=True, until=asked.day),
    Intent.RESUME_STANDING: lambda ids, _: ChangeStanding(ids=ids, paused=False),
    Intent.SKIP_STANDING: lambda ids, _: ChangeStanding(ids=ids, skip=True),
}


def _ask_change(memory: Memory, ids: tuple[int, ...]) -> Move:
    return ask(memory, Question(Say(key="change_to_what"), _CHANGED, lambda _, answer: _changes(ids, answer)))


def _cancel(memory: Memory, orders: Sequence[StandingOrder], watches: Sequence[PriceWatch]) -> Move:
    """Ask first: what is forgotten is gone."""

    def answered(_memory: Memory, answer: Understood) -> Move:
        if answer.intent is Intent.NO:
            return stay(State.IDLE, Say(key="standing_stays"))
        ids, others = (tuple(each.id for each in these) for these in (orders, watches))
        return look_up(CancelStanding(ids=ids, watches=others))

    names = [order.name for order in orders] + [watch.name for watch in watches]
    return ask(memory, Question(Say(key="cancel_standing", values={"names": names}), _YES_NO, answered))


def _changed(memory: Memory, happening: StandingChanged) -> Move:
    asked = memory.asked
    assert asked is not None
    values = _told(happening.orders, happening.today)
    return stay(State.IDLE, Say(key=_SAID.get(asked.intent, "standing_changed"), values=values))


_SAID: Mapping[Intent, str] = {
    Intent.PAUSE_STANDING: "standing_paused",
    Intent.RESUME_STANDING: "standing_resumed",
    Intent.SKIP_STANDING: "standing_skipped",
}


def _cancelled(memory: Memory, _happening: StandingCancelled) -> Move:
    memory.standing = ()
    return stay(State.IDLE, Say(key="standing_cancelled"))


# --- what is due


def due_asked(memory: Memory, notices: Sequence[Notice], say: Say) -> Move:
    """Tell notices; where something is due again, ask whether it is to be put into the cart."""
    due = [notice for notice in notices if notice.kind == NoticeKind.STANDING_DUE]
    if due:
        ids = tuple(notice.sequence for notice in due)
        question = Say(key="take_due", values={"many": len(due) > 1})
        return ask(memory, Question(question, _YES_NO | {Intent.SKIP_STANDING}, _due_answer(ids)), say)
    if any(notice.kind == NoticeKind.PRICE_BUY for notice in notices):
        return ask(memory, Question(Say(key="buy_reached"), _YES_NO, _check_out), say)
    return stay(State.IDLE, say)


def _due_answer(ids: tuple[int, ...]) -> Callable[[Memory, Understood], Move | None]:
    def answered(memory: Memory, answer: Understood) -> Move | None:
        if answer.intent is Intent.YES:
            return look_up(TakeDue(ids=ids))
        if answer.items:
            return None
        memory.begin(Understood(intent=Intent.SKIP_STANDING, text=""))
        return look_up(ChangeStanding(ids=ids, skip=True))

    return answered


def _taken(memory: Memory, happening: DueTaken) -> Move:
    """It is in the cart, and that is as far as it goes without being asked for."""
    say = Say(key="due_in_cart", values={"names": list(happening.names)})
    return ask(memory, Question(say, _YES_NO, _check_out))


def _check_out(memory: Memory, answer: Understood) -> Move:
    """As if check-out had been asked for: with the read-back, and a yes to that."""
    if answer.intent is Intent.NO:
        return stay(State.IDLE, Say(key="left_in_cart"))
    meaning = Understood(intent=Intent.CHECK_OUT, text="")
    memory.begin(meaning)
    return cart.REQUESTS[Intent.CHECK_OUT](memory, meaning)


# --- as replies tell it


def _told(orders: Sequence[StandingOrder], today: date) -> dict[str, Any]:
    return {"orders": [_order(order, today) for order in orders]}


def _order(order: StandingOrder, today: date) -> dict[str, Any]:
    repeat = order.recurrence
    return {
        "name": order.name,
        "quantity": order.quantity,
        "every": repeat.every,
        "period": repeat.period.value,
        "weekdays": list(repeat.weekdays),
        "days": list(repeat.days),
        "which": repeat.which,
        "paused": order.paused,
        **_day("due", order.due, today),
        **(_day("resumes", order.resumes, today) if order.resumes else {"resumes": None}),
    }


def _day(name: str, day: date, today: date) -> dict[str, Any]:
    told = {"in_days": (day - today).days, "weekday": day.weekday(), "month": day.month, "day": day.day}
    return {name: told}


def _watch(watch: PriceWatch) -> dict[str, Any]:
    return {"name": watch.name, "price": str(watch.at_most)}


_OF_WATCHES = frozenset({Intent.READ_STANDING, Intent.CANCEL_STANDING})
_OF_ALL = _OF_WATCHES | {Intent.PAUSE_STANDING, Intent.RESUME_STANDING}
"""What is meant of all of them where none is named."""

REQUESTS: Mapping[Intent, Request] = {
    Intent.SUBSCRIBE: _subscribe,
    **dict.fromkeys((Intent.READ_STANDING, Intent.CHANGE_STANDING, Intent.CANCEL_STANDING, *_SIMPLE), _look),
}
ANSWERS: Mapping[type[Happening], Handler] = {
    StandingKept: _kept,
    StandingAre: _are,
    StandingChanged: _changed,
    StandingCancelled: _cancelled,
    DueTaken: _taken,
}
