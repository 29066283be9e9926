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
    code = meaning.code or "".join(meaning.subject.split()).upper()
    if code:
        return look_up(KeepCoupon(code=code))
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
    key = "coupon_refused"
    if happening.taken:
        key = "coupon_taken" if happening.tried else "coupon_kept"
    return stay(State.IDLE, Say(key=key, values={"reason": happening.reason}))
