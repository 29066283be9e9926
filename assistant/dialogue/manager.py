"""The dialogue: what happened goes in, what is to be done comes out. No input, no output, no clock."""

from collections.abc import Callable

from assistant.dialogue import buying, choosing, requests
from assistant.dialogue.actions import Action, Say
from assistant.dialogue.happenings import (
    Abandoned,
    CartIs,
    Failed,
    Happening,
    ListIs,
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
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Move, stay
from assistant.dialogue.states import IllegalMoveError, State, legal

_MISSES_BEFORE_LEAVING = 2


class Dialogue:
    """One household's talk with one shop."""

    def __init__(self) -> None:
        self.state = State.IDLE
        self.memory = Memory()

    def handle(self, happening: Happening) -> list[Action]:
        """Take in what happened; returns what is to be done, in order.

        Raises:
            IllegalMoveError: if this may not happen in the present state.
        """
        after = legal(self.state, happening)
        move = self._moved(happening)
        if move.state not in after:
            raise IllegalMoveError(
                f"{type(happening).__name__} may not lead from {self.state} to {move.state}"
            )
        self.state = move.state
        for action in move.actions:
            if isinstance(action, Say):
                self.memory.last = action
        return list(move.actions)

    def _moved(self, happening: Happening) -> Move:
        match happening:
            case Said():
                return self._said(happening)
            case Unheard():
                return self._missed("not_heard")
            case Silence():
                return self._silence()
            case ReplySpoken():
                return self._spoken(happening)
            case Abandoned():
                return stay(State.IDLE)
            case ProductsFound():
                return choosing.found(self.memory, happening)
            case CartIs():
                return requests.cart_is(self.memory, happening)
            case ListIs():
                return requests.list_is(self.memory, happening)
            case OrdersAre():
                return requests.orders_are(happening)
            case Quoted():
                return buying.quoted(self.memory, happening)
            case Ordered():
                return buying.ordered(self.memory, happening)
            case OrderRefused():
                return buying.refused(self.memory, happening)
            case Failed():
                return buying.failed(self.memory, happening)
        raise IllegalMoveError(f"nobody handles {type(happening).__name__}")

    def _said(self, said: Said) -> Move:
        in_state: dict[State, Callable[[Memory, Said], Move | None]] = {
            State.CHOOSING: choosing.said,
            State.CONFIRMING: buying.said,
        }
        answer = in_state.get(self.state, _no_answer)(self.memory, said)
        if answer is None:
            answer = requests.said(self.memory, said, self.state)
        if answer is None:
            return self._missed("not_understood")
        self.memory.misses = 0
        return answer

    def _missed(self, key: str) -> Move:
        """Ask again; leave the question after the second time, so that there is always a way out."""
        self.memory.misses += 1
        if self.state is State.IDLE:
            return stay(State.IDLE, Say(key=key))
        if self.memory.misses >= _MISSES_BEFORE_LEAVING:
            return self._leave()
        return stay(self.state, Say(key=f"{key}_{self.state}"))

    def _silence(self) -> Move:
        return stay(State.IDLE) if self.state is State.IDLE else self._leave()

    def _leave(self) -> Move:
        key = f"left_{self.state}"
        self.memory = Memory(offers=self.memory.offers, focus=self.memory.focus)
        return stay(State.IDLE, Say(key=key))

    def _spoken(self, spoken: ReplySpoken) -> Move:
        if self.state is State.CONFIRMING and spoken.key in buying.READ_BACKS:
            self.memory.quote_spoken = spoken.complete
        return stay(self.state)


def _no_answer(_memory: Memory, _said: Said) -> Move | None:
    """No question is open, so nothing can be an answer."""
    return None
