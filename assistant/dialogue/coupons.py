"""Coupons."""

from assistant.dialogue.actions import KeepCoupon, Say
from assistant.dialogue.asking import ask
from assistant.dialogue.happenings import CouponIs
from assistant.dialogue.memory import Memory, Question
from assistant.dialogue.moves import Move, look_up, stay
from assistant.dialogue.states import State
from intents.meaning import Intent, Understood


def use_coupon(memory: Memory, meaning: Understood) -> Move:
    """Try a coupon, after asking for its code where none was said."""
    readings = dict.fromkeys((meaning.code, meaning.subject.upper()))
    if any(readings):
        return look_up(KeepCoupon(readings=tuple(filter(None, readings))))
    question = Question(
        say=Say(key="which_code"),
        expecting=frozenset({Intent.USE_COUPON}),
        answered=use_coupon,
        any_words=Intent.USE_COUPON,
    )
    return ask(memory, question)


def coupon_is(_memory: Memory, happening: CouponIs) -> Move:
    """The shop has said what it makes of the code."""
    if not happening.able:
        return stay(State.IDLE, Say(key="no_coupons"))
    if not happening.tried:
        return stay(State.IDLE, Say(key="coupon_needs_cart"))
    key = "coupon_taken" if happening.taken else "coupon_refused"
    return stay(State.IDLE, Say(key=key, values={"reason": happening.reason}))
