"""What the talk is about."""

from dataclasses import dataclass, field

from assistant.dialogue.actions import Say
from assistant.dialogue.happenings import Offer, Result
from assistant.shopping.checkout import Checkout
from intents.meaning import Item, Understood


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
        self.quote, self.quote_spoken = None, False

    @property
    def open_item(self) -> Item | None:
        """The wish that is being asked about."""
        return self.open_results[0].item if self.open_results else None
