"""The legal states of the talk: one table, which everything else asks."""

from enum import StrEnum

from assistant.dialogue.happenings import (
    Abandoned,
    CartChanged,
    CartIs,
    Failed,
    Happening,
    ListIs,
    NoticesAre,
    NoticesCame,
    Ordered,
    OrderRefused,
    OrdersAre,
    ProductsFound,
    Quoted,
    ReplySpoken,
    Said,
    Silence,
    Unheard,
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
        CartIs: frozenset({State.IDLE, State.LOOKING_UP, State.QUOTING}),
        CartChanged: frozenset({State.IDLE, State.CHOOSING}),
        ListIs: frozenset({State.IDLE}),
        OrdersAre: frozenset({State.IDLE}),
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
        Quoted: frozenset({State.CONFIRMING, State.IDLE}),
        # The household has said that nothing, or nothing for this much, is to be bought.
        NotAllowed: frozenset({State.IDLE}),
        Abandoned: frozenset({State.IDLE}),
        Failed: frozenset({State.IDLE}),
    },
    State.CONFIRMING: {
        # The only way to an order: a yes, here.
        Said: _TALK | {State.CONFIRMING, State.PLACING},
        Unheard: frozenset({State.CONFIRMING, State.IDLE}),
        Silence: frozenset({State.IDLE}),
        ReplySpoken: frozenset({State.CONFIRMING}),
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
