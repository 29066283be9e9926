"""Whether likeness is enough to take one thing for another: speech needs silence rather than nonsense.

Nearly any word is somewhat like the name of something. What speaks for a name is weighed in three ways: the
letters, the letters with those that are easily taken for each other as one, and the sounds. Words that are
the same in both count in full, and most where they name the thing: "great jelly" may well be grape jelly, but
"phone case" is no phone cable, as what differs is just what was asked for.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.stores.search.lexicon import lexicon

_SPELT = (
    *(
        ("ph", "f"),
        ("ght", "t"),
        ("kn", "n"),
        ("wr", "r"),
        ("ck", "k"),
        ("sh", "j"),
        ("ch", "j"),
        ("th", "t"),
    ),
    *(("ce", "se"), ("ci", "si"), ("ge", "je"), ("x", "ks"), ("qu", "k")),
)
_ONE = str.maketrans(
    {"b": "p", "d": "t", "g": "k", "v": "f", "z": "s", "c": "k", "q": "k", "h": "", "w": ""}
    | dict.fromkeys("eiouy", "a")
)
_TWICE = re.compile(r"(.)\1+")
_WHOLE_NAME = 0.5
"""How much of a wish a name must be that was said in full."""
_SAME_THING = 0.7
"""How much of a wish a name must account for, where the word that names the thing is the same."""
_SAME_WORD, _NO_WORD = 0.62, 0.66
"""How much alike must be what differs, where another word is the same, and where none is."""
_LETTERS = 0.42
"""How much of the letters must be the same where no word is: sounds alone are soon the same."""


def skeleton(letters: str) -> str:
    """Letters with those that are easily taken for each other as one, and vowels as one."""
    for written, spoken in _SPELT:
        letters = letters.replace(written, spoken)
    return _TWICE.sub(r"\1", letters.translate(_ONE))


def believable(said: Sequence[str], name: Sequence[str], head: str) -> bool:
    """Whether a name is near enough to a wish to be what was meant.

    Args:
        said: the terms of the wish.
        name: those of the name.
        head: the term of the wish that names the thing, rather than telling more about it.
    """
    rest, other = "".join(_without(said, name)), "".join(_without(name, said))
    every = len("".join(said))
    if len(rest) == every:
        return closeness(rest, other) >= _NO_WORD and _spelt_alike(rest, other)
    if not other:
        return every - len(rest) >= _WHOLE_NAME * every
    like = closeness(rest, other)
    if head not in name:
        return like >= _SAME_WORD
    return every - len(rest) + like * len(rest) >= _SAME_THING * every


def head(terms: Sequence[str], plain: Sequence[bool]) -> int:
    """The place of what names the thing: the last word that is neither told aside nor how much of it.

    Args:
        terms: of the wish, one for each of its parts; not empty.
        plain: whether each is a plain word, neither told aside nor an attribute.
    """
    places = [at for at, is_plain in enumerate(plain) if is_plain]
    while len(places) > 1 and _is_amount(terms, places[-1]):
        places.pop()
    return places[-1] if places else len(terms) - 1


def _is_amount(terms: Sequence[str], at: int) -> bool:
    """Whether a word only tells how much: a number, or the "pack" of "eight pack"."""
    words = lexicon()
    counted = at > 0 and terms[at - 1].isdecimal()
    return terms[at].isdecimal() or (counted and terms[at] in words.units | words.containers)


@lru_cache(maxsize=1 << 12)
def closeness(said: str, known: str) -> float:
    """How much alike letters, merged letters and sounds are, on average, from 0 to 1."""
    import jellyfish
    from rapidfuzz.distance import Levenshtein

    if said == known:
        return 1.0
    alike = Levenshtein.normalized_similarity
    heard = alike(jellyfish.metaphone(said), jellyfish.metaphone(known))
    return float(alike(said, known) + alike(skeleton(said), skeleton(known)) + heard) / 3


def _spelt_alike(said: str, known: str) -> bool:
    """Whether enough letters are the same; or all sounds, in which case letters do not matter."""
    import jellyfish
    from rapidfuzz.distance import Levenshtein

    if jellyfish.metaphone(said) == jellyfish.metaphone(known) and skeleton(said) == skeleton(known):
        return True
    return Levenshtein.normalized_similarity(said, known) >= _LETTERS


def _without(terms: Sequence[str], others: Sequence[str]) -> list[str]:
    return [term for term in terms if term not in others]
