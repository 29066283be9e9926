"""What the talk is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.dialogue.actions import Action, Say
from assistant.dialogue.finding_actions import Browse, Compared
from assistant.dialogue.happenings import Offer, Quoted, Result
from assistant.dialogue.placed import Pieces
from assistant.manner import Manner
from assistant.shopping.carts import LineRequest
from assistant.shopping.checkout import Checkout
from intents.meaning import Intent, Item, Understood

if TYPE_CHECKING:
    from assistant.dialogue.moves import Move


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the person was asked, apart from which product and whether to order."""

    say: Say
    """The question; said again where the answer was not understood."""
    expecting: frozenset[Intent]
    """What answers it. A no leaves it, unless it is among these."""
    answered: "Callable[[Memory, Understood], Move | None]"
    """What an answer leads to; None where it is no answer after all."""
    any_words: Intent | None = None
    """What words that were not understood are taken for, as `Understood.subject`; None for nothing."""


@dataclass(frozen=True, slots=True)
class Browsing:
    """What was found last, of which three are offered at a time."""

    asked: Browse
    """What was looked for."""
    offers: tuple[Offer, ...]
    """All of it, best first."""
    at: int = 0
    """The first that is offered now."""
    shown: int = 0
    """How many are; 0 for as many as can be kept in mind."""


@dataclass(slots=True)
class Memory:
    """What the dialogue remembers between two sentences."""

    asked: Understood | None = None
    """The request that is being carried out."""
    open_results: list[Result] = field(default_factory=list)
    """Wishes of that request that are not settled yet, the one being asked about first."""
    chosen: list[tuple[Offer, int]] = field(default_factory=list)
    """Products of that request that are settled, with their quantities."""
    missing: list[str] = field(default_factory=list)
    """Wishes of that request that the shop cannot fill."""
    offers: tuple[Offer, ...] = ()
    """What was offered last: "the second one" is one of these."""
    looked_at: Offer | None = None
    """The product that was described, or was the better one, or was added last: "it"."""
    compared: Compared | None = None
    """The last comparison, as long as its products are the ones offered."""
    browsing: Browsing | None = None
    """The last search: "what else", "cheaper"."""
    looking: Understood | None = None
    """What is asked about products, while they are looked at; an open question stays open."""
    then: "Callable[[Memory, Sequence[Result]], Move] | None" = None
    """What is done with the product once it is known which, instead of adding it."""
    focus: str = ""
    """The variant that was talked of last: "make it two"."""
    purpose: "Callable[[Memory], Move] | None" = None
    """What is done with what is chosen for that request; None: it is put into the cart."""
    standing: tuple[int, ...] = ()
    """The standing orders that were talked of last."""
    watched: tuple[Offer, int | None] | None = None
    """The product whose price was talked of last, and the price that was waited for."""
    question: Question | None = None
    """What was asked, while the talk is asking."""
    quote: Checkout | None = None
    """The order being read back."""
    quote_spoken: bool = False
    """The read-back was heard to its end."""
    terms: Quoted | None = None
    """What came with that order's quote: when, what can be paid with, whether a PIN is asked for."""
    payment: str = ""
    """What was chosen to pay with, by name; empty for the usual."""
    pin_misses: int = 0
    """Wrong PINs in a row."""
    exchanging: Pieces | None = None
    """What is to be exchanged, while its kinds are looked up."""
    last: Say | None = None
    """The last reply, for "say that again"."""
    manner: Manner = field(default_factory=Manner)
    """How the assistant speaks."""
    paced: bool = False
    """The voice can speak slower and faster."""
    added: LineRequest | None = None
    """What was put into the cart last: "not that, the other one"."""
    unread: Say | None = None
    """What a list that was too long to be read at once goes on with."""
    replaced: str = ""
    """The variant in the cart that what was wished for takes the place of."""
    undoable: list[Action] = field(default_factory=list)
    """What would bring back how things were before each of the last changes, the latest at the end."""
    misses: int = 0
    """Sentences in a row that led nowhere."""

    def begin(self, asked: Understood) -> None:
        """Take up a new request and forget what belonged to the one before."""
        self.asked = asked
        self.open_results, self.chosen, self.missing = [], [], []
        self.looking = self.then = None
        self.question = self.purpose = None
        self.replaced = ""
        self.quote, self.quote_spoken = None, False
        self.terms, self.payment, self.pin_misses = None, "", 0
        self.exchanging = None

    @property
    def open_item(self) -> Item | None:
        """The wish that is being asked about."""
        return self.open_results[0].item if self.open_results else None
