"""What the talk is about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.dialogue.actions import Say
from assistant.dialogue.happenings import Offer, Result
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
    focus: str = ""
    """The variant that was talked of last: "make it two"."""
    focused: Offer | None = None
    """The product that was chosen last."""
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
    last: Say | None = None
    """The last reply, for "say that again"."""
    misses: int = 0
    """Sentences in a row that led nowhere."""

    def begin(self, asked: Understood) -> None:
        """Take up a new request and forget what belonged to the one before."""
        self.asked = asked
        self.open_results, self.chosen, self.missing = [], [], []
        self.question, self.purpose = None, None
        self.quote, self.quote_spoken = None, False

    @property
    def open_item(self) -> Item | None:
        """The wish that is being asked about."""
        return self.open_results[0].item if self.open_results else None
