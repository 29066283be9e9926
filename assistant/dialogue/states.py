"""The legal states of the talk: one table, which everything else asks."""

from enum import StrEnum

from assistant.dialogue.finding_actions import Answered, Browsed, Compared, PricesAre, ProductIs
from assistant.dialogue.happenings import (
    Abandoned,
    CartChanged,
    CartIs,
    CouponIs,
    Failed,
    Happening,
    HistoryIs,
    ListIs,
    ListsAre,
    NoticesAre,
    NoticesCame,
    Ordered,
    OrderRefused,
    OrdersAre,
    PinChecked,
    ProductsFound,
    Quoted,
    ReplySpoken,
    Said,
    Settled,
    Silence,
    SpendingIs,
    Unable,
    Unheard,
    VariantsAre,
)
from assistant.dialogue.home_happenings import (
    DueTaken,
    HomeIs,
    NotAllowed,
    StandingAre,
    StandingCancelled,
    StandingChanged,
    StandingKept,
    WatchKept,
)


class State(StrEnum):
    """Where the talk is."""

    IDLE = "idle"
    """Nothing is open."""
    LOOKING_UP = "looking_up"
    """The store or the household was asked for something."""
    CHOOSING = "choosing"
    """The person was asked which of several things they mean."""
    ASKING = "asking"
    """The person was asked for something that is missing, or whether something is to be done."""
    QUOTING = "quoting"
    """The store was asked what the cart would cost."""
    CONFIRMING = "confirming"
    """The person was read the order and asked whether to place it."""
    ENTERING_PIN = "entering_pin"
    """The person has said yes to the order and was asked for the household's PIN."""
    CHECKING_PIN = "checking_pin"
    """The PIN is being compared."""
    PLACING = "placing"
    """The order is at the store; nothing else may happen."""


_TALK = frozenset({State.IDLE, State.LOOKING_UP, State.CHOOSING, State.ASKING, State.QUOTING})

TABLE: dict[State, dict[type[Happening], frozenset[State]]] = {
    State.IDLE: {
        Said: _TALK,
        Unheard: frozenset({State.IDLE}),
        Silence: frozenset({State.IDLE}),
        ReplySpoken: frozenset({State.IDLE}),
        # Here only: nobody is told anything of their own accord in the middle of a talk.
        NoticesCame: frozenset({State.LOOKING_UP}),
    },
    State.LOOKING_UP: {
        ProductsFound: frozenset({State.IDLE, State.CHOOSING, State.LOOKING_UP}),
        CartIs: frozenset({State.IDLE, State.LOOKING_UP, State.ASKING, State.QUOTING}),
        **dict.fromkeys(
            (Browsed, ProductIs, Answered, PricesAre, Compared), frozenset({State.IDLE, State.CHOOSING})
        ),
        CartChanged: frozenset({State.IDLE, State.CHOOSING}),
        ListIs: frozenset({State.IDLE, State.ASKING, State.LOOKING_UP}),
        ListsAre: frozenset({State.IDLE}),
        CouponIs: frozenset({State.IDLE}),
        OrdersAre: frozenset({State.IDLE}),
        HistoryIs: frozenset({State.IDLE, State.ASKING, State.LOOKING_UP}),
        SpendingIs: frozenset({State.IDLE}),
        VariantsAre: frozenset({State.IDLE, State.ASKING}),
        Settled: frozenset({State.IDLE}),
        Unable: frozenset({State.IDLE}),
        NoticesAre: frozenset({State.IDLE, State.ASKING}),
        StandingKept: frozenset({State.IDLE, State.CHOOSING, State.ASKING}),
        StandingAre: frozenset({State.IDLE, State.LOOKING_UP, State.ASKING}),
        StandingChanged: frozenset({State.IDLE}),
        StandingCancelled: frozenset({State.IDLE}),
        DueTaken: frozenset({State.ASKING}),
        WatchKept: frozenset({State.IDLE, State.CHOOSING, State.ASKING}),
        HomeIs: frozenset({State.IDLE, State.LOOKING_UP, State.ASKING}),
        Abandoned: frozenset({State.IDLE}),
        Failed: frozenset({State.IDLE}),
    },
    State.ASKING: {
        Said: _TALK,
        Unheard: frozenset({State.ASKING, State.IDLE}),
        Silence: frozenset({State.IDLE}),
        ReplySpoken: frozenset({State.ASKING}),
    },
    State.CHOOSING: {
        Said: _TALK,
        Unheard: frozenset({State.CHOOSING, State.IDLE}),
        Silence: frozenset({State.IDLE}),
        ReplySpoken: frozenset({State.CHOOSING}),
    },
    State.QUOTING: {
        Quoted: frozenset({State.CONFIRMING, State.ASKING, State.QUOTING, State.IDLE}),
        # The household has said that nothing, or nothing for this much, is to be bought.
        NotAllowed: frozenset({State.IDLE}),
        Abandoned: frozenset({State.IDLE}),
        Failed: frozenset({State.IDLE}),
    },
    State.CONFIRMING: {
        # The only way to an order: a yes, here, and the PIN where the household has one.
        Said: _TALK | {State.CONFIRMING, State.ENTERING_PIN, State.PLACING},
        Unheard: frozenset({State.CONFIRMING, State.IDLE}),
        Silence: frozenset({State.IDLE}),
        ReplySpoken: frozenset({State.CONFIRMING}),
    },
    State.ENTERING_PIN: {
        Said: _TALK | {State.ENTERING_PIN, State.CHECKING_PIN},
        Unheard: frozenset({State.ENTERING_PIN, State.IDLE}),
        Silence: frozenset({State.IDLE}),
        ReplySpoken: frozenset({State.ENTERING_PIN}),
    },
    State.CHECKING_PIN: {
        PinChecked: frozenset({State.PLACING, State.ENTERING_PIN, State.IDLE}),
        Abandoned: frozenset({State.IDLE}),
        Failed: frozenset({State.IDLE}),
    },
    State.PLACING: {
        Ordered: frozenset({State.IDLE}),
        OrderRefused: frozenset({State.IDLE, State.QUOTING}),
        Failed: frozenset({State.IDLE}),
    },
}
"""State, what happened, and the states that may follow. What is not here is an error, not a purchase."""


class IllegalMoveError(RuntimeError):
    """The talk was to move in a way that the table does not allow: a mistake in the program."""


def legal(state: State, happening: Happening) -> frozenset[State]:
    """The states that may follow.

    Raises:
        IllegalMoveError: if this may not happen in this state.
    """
    after = TABLE[state].get(type(happening))
    if after is None:
        raise IllegalMoveError(f"{type(happening).__name__} may not happen while {state}")
    return after
