"""The dialogue: what happened goes in, what is to be done comes out. No input, no output, no clock."""

from collections.abc import Callable, Mapping
from typing import Any

from assistant.dialogue import (
    asking,
    buying,
    cart,
    choosing,
    finding,
    history,
    home,
    lists,
    orders,
    requests,
    standing,
    watching,
)
from assistant.dialogue.actions import Action, Say
from assistant.dialogue.happenings import (
    Abandoned,
    Happening,
    ReplySpoken,
    Said,
    Silence,
    Unheard,
)
from assistant.dialogue.memory import Memory
from assistant.dialogue.moves import Handler, Move, stay
from assistant.dialogue.states import IllegalMoveError, State, legal
from assistant.manner import Manner
from intents.meaning import Intent

EXPECTED: Mapping[State, frozenset[Intent]] = {
    State.CHOOSING: frozenset({Intent.CHOOSE, Intent.YES, Intent.NO}),
    State.CONFIRMING: frozenset({Intent.YES, Intent.NO, Intent.CHOOSE_DELIVERY}),
    State.ENTERING_PIN: frozenset({Intent.ENTER_PIN, Intent.NO}),
}
"""What the questions ask for that are always the same."""
_MISSES_BEFORE_LEAVING = 2
_ANSWERS: Mapping[type[Happening], Handler] = {
    **choosing.ANSWERS,
    **finding.ANSWERS,
    **cart.ANSWERS,
    **lists.ANSWERS,
    **orders.ANSWERS,
    **history.ANSWERS,
    **buying.ANSWERS,
    **standing.ANSWERS,
    **watching.ANSWERS,
    **home.ANSWERS,
}
"""What is made of what the store and the household have answered."""


class Dialogue:
    """One household's talk with one shop.

    Args:
        manner: how the assistant speaks at first.
        paced: the voice can speak slower and faster.
    """

    def __init__(self, manner: Manner | None = None, *, paced: bool = False) -> None:
        self.state = State.IDLE
        self.memory = Memory(manner=manner or Manner(), paced=paced)
        # What the talk itself leads to; the table of states says when it may happen.
        self._own: dict[type[Happening], Callable[[Any], Move]] = {
            Said: self._said,
            Unheard: lambda _: self._missed("not_heard"),
            Silence: lambda _: self._silence(),
            ReplySpoken: self._spoken,
            Abandoned: lambda _: stay(State.IDLE),
        }

    @property
    def expecting(self) -> frozenset[Intent]:
        """What answers the open question; nothing where none is open."""
        if self.state is State.ASKING and self.memory.question is not None:
            return self.memory.question.expecting
        return EXPECTED.get(self.state, frozenset())

    @property
    def pointless(self) -> frozenset[Intent]:
        """What there is nothing to do for: a choice of nothing, an end before anything was said."""
        if self.state is not State.IDLE:
            return frozenset()
        choosing_nothing = frozenset[Intent]() if self.memory.offers else {Intent.CHOOSE}
        if not self.memory.offers:
            choosing_nothing |= finding.ABOUT_OFFERS
        ending_nothing = frozenset[Intent]() if self.memory.last else {Intent.NO, Intent.STOP, Intent.REPEAT}
        return frozenset(choosing_nothing | ending_nothing)

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
        kind = type(happening)
        if kind in self._own:
            return self._own[kind](happening)
        return _ANSWERS[kind](self.memory, happening)

    def _said(self, said: Said) -> Move:
        in_state: dict[State, Callable[[Memory, Said], Move | None]] = {
            State.CHOOSING: choosing.said,
            State.ASKING: asking.said,
            State.CONFIRMING: buying.said,
            State.ENTERING_PIN: buying.pin_said,
        }
        answer = in_state.get(self.state, _no_answer)(self.memory, said)
        if answer is None:
            answer = requests.said(self.memory, said, self.state)
        if answer is None or answer is choosing.UNANSWERED:
            return self._missed("not_understood")
        self.memory.misses = 0
        return answer

    def _missed(self, key: str) -> Move:
        """Ask again; leave the question after the second time, so that there is always a way out."""
        self.memory.misses += 1
        if self.memory.misses >= _MISSES_BEFORE_LEAVING:
            return self._leave()
        if self.state is State.IDLE:
            return stay(State.IDLE, Say(key=key))
        if self.state is State.CHOOSING:
            return stay(State.CHOOSING, choosing.which_again(self.memory))
        if self.memory.question is not None and self.state is State.ASKING:
            return stay(State.ASKING, self.memory.question.say)
        # Who has misunderstood what it costs is told before they can say yes to it.
        values = {"total": str(self.memory.quote.total)} if self.memory.quote else {}
        return stay(self.state, Say(key=f"{key}_{self.state}", values=values))

    def _silence(self) -> Move:
        self.memory.misses = 0
        return stay(State.IDLE) if self.state is State.IDLE else self._leave()

    def _leave(self) -> Move:
        self.memory.misses = 0
        key = f"left_{self.state}"
        kept = self.memory
        self.memory = Memory(
            offers=kept.offers,
            focus=kept.focus,
            looked_at=kept.looked_at,
            browsing=kept.browsing,
            added=kept.added,
            undoable=kept.undoable,
            manner=kept.manner,
            paced=kept.paced,
        )
        return stay(State.IDLE, Say(key=key))

    def _spoken(self, spoken: ReplySpoken) -> Move:
        if self.state is State.CONFIRMING and spoken.key in buying.READ_BACKS:
            self.memory.quote_spoken = spoken.complete
        return stay(self.state)


def _no_answer(_memory: Memory, _said: Said) -> Move | None:
    """No question is open, so nothing can be an answer."""
    return None
