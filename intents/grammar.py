"""What may be said now, as recognisers are told it."""

from pydantic import BaseModel, ConfigDict


class Grammar(BaseModel):
    """The words and names that make sense at this point of the talk. Immutable, shared between engines."""

    model_config = ConfigDict(frozen=True)

    phrases: tuple[str, ...] = ()
    """Lower-case phrases, said in any order and number; none means that anything may be said."""

    @property
    def free(self) -> bool:
        """True where anything may be said."""
        return not self.phrases

    def __or__(self, other: "Grammar") -> "Grammar":
        """What either allows; free where one of them is."""
        if self.free or other.free:
            return ANYTHING
        return Grammar(phrases=tuple(dict.fromkeys(self.phrases + other.phrases)))


ANYTHING = Grammar()
"""Anything may be said."""
