"""The dialogue under made events: it never leaves its table, never buys unasked, never falls silent.

`AISLE_FUZZ_STEPS` says how many events are made in all: 100000 for a night.
"""

import os
from collections import Counter
from copy import deepcopy
from random import Random

from assistant.dialogue.actions import Action, PlaceOrder, Say
from assistant.dialogue.buying import READ_BACKS
from assistant.dialogue.happenings import Abandoned, Failed, Happening, Quoted, ReplySpoken, Said, Silence
from assistant.dialogue.manager import Dialogue
from assistant.dialogue.replies import Replies
from assistant.dialogue.states import TABLE, IllegalMoveError, State
from assistant.shopping.checkout import Checkout, CheckoutStatus
from assistant.shopping.guards import SURE_ENOUGH_TO_BUY
from assistant.shopping.stores import StoreErrorKind
from intents.meaning import Intent, Understood
from made_events import HAPPENINGS, answers, pool

STEPS = int(os.environ.get("AISLE_FUZZ_STEPS", "10000"))
LENGTH = 40
"""Events of a talk."""
QUIET = (ReplySpoken, Abandoned)
"""After these nobody waits for anything."""
REPLIES = Replies()
BEGINNING = frozenset({Intent.CHECK_OUT, Intent.ADD_TO_CART, Intent.SEARCH})
"""Where nothing was asked these are said more often, so that talks come further than by chance."""
_HALF, _USUAL, _STRANGE = 0.5, 0.75, 0.1
OFTEN = 4
"""How much more often something is said or answered than anything else happens."""


class Watched:
    """A dialogue, and what an honest bystander remembers of it."""

    def __init__(self) -> None:
        self.dialogue = Dialogue()
        self.pending: Action | None = None
        self.last = ""
        self.read: Checkout | None = None
        self.heard = False
        self.agreed: Checkout | None = None
        self.orders = 0

    @property
    def waiting(self) -> bool:
        """An answer from the shop or the household is to come, and nobody may speak."""
        return Said not in TABLE[self.dialogue.state]

    def may(self) -> list[type[Happening]]:
        """What may happen now."""
        legal = set(TABLE[self.dialogue.state])
        if self.waiting:
            assert self.pending is not None
            legal &= answers(self.pending) | {Failed, Abandoned}
        usual = legal - {Failed, Abandoned} if self.waiting else {Said} & legal
        weighted: list[type[Happening]] = [*legal, *[each for each in usual for _ in range(OFTEN)]]
        return sorted(weighted, key=lambda each: each.__name__)

    def handle(self, happening: Happening) -> None:
        """Let something happen that may, and look at what comes of it."""
        before = self.dialogue.state
        self._agree(happening, before)
        actions = self.dialogue.handle(happening)
        assert self.dialogue.state in TABLE[before][type(happening)]
        assert isinstance(self.dialogue.pointless, frozenset)
        self._read(happening, actions)
        self._never_silent(happening, before, actions)
        for action in actions:
            if isinstance(action, PlaceOrder):
                assert self.agreed is not None
                assert action.read_back.checkout == self.agreed
                self.agreed, self.orders = None, self.orders + 1

    def _agree(self, happening: Happening, before: State) -> None:
        if isinstance(happening, ReplySpoken) and self.last in READ_BACKS:
            self.heard = happening.complete
        if isinstance(happening, Said) and before is State.CONFIRMING and self.heard:
            meaning, sure = happening.meaning, happening.confidence >= SURE_ENOUGH_TO_BUY
            if isinstance(meaning, Understood) and meaning.intent is Intent.YES and sure:
                self.agreed = self.read

    def _read(self, happening: Happening, actions: list[Action]) -> None:
        """Follow what was read out: only that can be agreed to."""
        if isinstance(happening, Quoted):
            self.read, self.heard, self.agreed = happening.checkout, False, None
        for action in actions:
            if isinstance(action, Say):
                assert REPLIES.render(action).text, action.key
                self.last = action.key
                self.heard = self.heard and action.key not in READ_BACKS
            else:
                self.pending = action
        if self.dialogue.state is State.IDLE:
            self.read, self.heard, self.agreed = None, False, None

    def _never_silent(self, happening: Happening, before: State, actions: list[Action]) -> None:
        if self.waiting:
            assert not isinstance(actions[-1], Say), "Something is waited for that nobody was asked for."
        elif not isinstance(happening, QUIET) and not (
            isinstance(happening, Silence) and before is State.IDLE
        ):
            assert any(isinstance(each, Say) for each in actions), "Nothing was said."

    def way_out(self) -> None:
        """Whatever has happened, a failure and a "stop" end it."""
        other = deepcopy(self)
        if other.waiting:
            other.handle(Failed(kind=StoreErrorKind.UNREACHABLE, message=""))
        stop = Understood(intent=Intent.STOP, text="stop")
        other.handle(Said(meaning=stop, confidence=1.0))
        assert other.dialogue.state is State.IDLE


def legal(walk: Random, watched: Watched) -> Happening:
    """Something that may happen now."""
    happening: Happening = walk.choice(pool(walk.choice(watched.may())))
    if isinstance(happening, ReplySpoken):
        # What was spoken is what was said last; mostly to its end.
        complete = happening.complete or walk.random() < _HALF
        return happening.model_copy(update={"key": watched.last, "complete": complete})
    if isinstance(happening, Quoted) and walk.random() < _HALF:
        ready = happening.checkout.model_copy(update={"status": CheckoutStatus.READY})
        return happening.model_copy(update={"checkout": ready})
    if isinstance(happening, Said) and isinstance(happening.meaning, Understood):
        expected = (watched.dialogue.expecting or BEGINNING) if walk.random() < _USUAL else Intent
        meaning = happening.meaning.model_copy(update={"intent": walk.choice(sorted(expected))})
        return happening.model_copy(update={"meaning": meaning})
    return happening


def step(walk: Random, watched: Watched) -> Happening:
    """Let something happen; returns what it was."""
    strange = [kind for kind in HAPPENINGS if kind not in TABLE[watched.dialogue.state]]
    if strange and walk.random() < _STRANGE:
        happening: Happening = walk.choice(pool(walk.choice(strange)))
        _refuses(watched.dialogue, happening)
    else:
        happening = legal(walk, watched)
        watched.handle(happening)
    return happening


def test_whatever_happens_the_talk_stays_honest_and_can_be_left() -> None:
    reached: Counter[State] = Counter()
    orders = 0
    for number in range(STEPS // LENGTH):
        walk, watched, told = Random(number), Watched(), list[Happening]()
        try:
            for _ in range(LENGTH):
                reached[watched.dialogue.state] += 1
                told.append(step(walk, watched))
            watched.way_out()
        except Exception as error:
            error.add_note(f"Talk {number}, after {told}.")
            raise
        orders += watched.orders
    # Were it not so, the talks would show little.
    assert State.PLACING in reached
    assert orders


def _refuses(dialogue: Dialogue, happening: Happening) -> None:
    before = dialogue.state
    try:
        dialogue.handle(happening)
    except IllegalMoveError:
        assert dialogue.state is before
    else:
        raise AssertionError(f"{type(happening).__name__} was taken while {before}")


def test_every_happening_stands_in_the_table() -> None:
    assert {kind for state in TABLE for kind in TABLE[state]} == set(HAPPENINGS)
