"""Words a slip of a letter apart: left out, put in, another, or two the other way round."""

from functools import lru_cache

_SHORTEST, _LONGEST = 4, 20


@lru_cache(maxsize=1 << 12)
def slips(term: str) -> frozenset[str]:
    """The word without one of its letters, in every way: two words that share such a form are a slip apart.

    None of a word that is too short to be mended, and none of a number.
    """
    if not (term.isalpha() and _SHORTEST <= len(term) <= _LONGEST):
        return frozenset()
    return frozenset([term[:at] + term[at + 1 :] for at in range(len(term))])
