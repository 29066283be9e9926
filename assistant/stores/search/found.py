"""What a search has found, before it is made a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.shopping.searching import Dropped
from assistant.stores.search.candidates import Restriction
from assistant.stores.search.expressions import Expression
from assistant.stores.search.fusing import Found


@dataclass(frozen=True, slots=True)
class Outcome:
    """Products that may be meant, best first."""

    found: Sequence[Found] = ()
    dropped: tuple[Dropped, ...] = ()
    """What had to be left out of the wish."""
    expression: Expression | None = None
    """What all that fit have in common, where they were found by it alone."""
    restriction: Restriction = field(default_factory=Restriction)
    """What else had to be so."""
