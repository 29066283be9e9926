"""Wishes for made-up products, as people would say them and as a recogniser would hear them."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from devices.bench.store.assortment import MadeProduct

_HEARD = (
    *(("ph", "f"), ("ck", "k"), ("ee", "ea"), ("ea", "ee"), ("ou", "ow"), ("ai", "ay"), ("oo", "u")),
    *(("c", "k"), ("k", "c"), ("s", "z"), ("y", "ie"), ("i", "y"), ("t", "tt"), ("l", "ll"), ("er", "or")),
)
"""Spellings of much the same sound."""
_NEEDS = (
    "something to clean greasy pans",
    "something to keep coffee hot",
    "stuff for washing clothes",
    "something for a sore throat",
    "what do I need for tacos",
    "something to hang pictures with",
    "a gift for a kid who likes dinosaurs",
    "something for my dry skin",
)


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish."""

    style: str
    text: str
    number: int | None
    """Of the product that is meant; None where there are many."""


def wishes(products: Sequence[MadeProduct], count: int, seed: int = 0) -> list[Wished]:
    """As many wishes of each style.

    Args:
        products: some of those that the shop has.
        count: wishes of a style.
        seed: another gives others.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret
    return [wish for style in STYLES for wish in _some(style, products, count, rng)]


def _some(style: str, products: Sequence[MadeProduct], count: int, rng: random.Random) -> Iterator[Wished]:
    for _ in range(count):
        product = rng.choice(products)
        text = STYLES[style](product, rng)
        yield Wished(
            style, text, product.number if style in {"name", "reordered", "misspelt", "split"} else None
        )


def _name(product: MadeProduct, _: random.Random) -> str:
    return product.name


def _plain(product: MadeProduct, _: random.Random) -> str:
    return product.alias


def _kind(product: MadeProduct, _: random.Random) -> str:
    return product.kind


def _reordered(product: MadeProduct, rng: random.Random) -> str:
    if not product.brand:
        return product.name
    return rng.choice((f"{product.alias} from {product.brand}", f"{product.alias} {product.brand}"))


def _misspelt(product: MadeProduct, rng: random.Random) -> str:
    """The name with one or two words as they sound."""
    words = product.name.lower().split()
    for at in rng.sample(range(len(words)), min(len(words), rng.choice((1, 1, 2)))):
        words[at] = _heard(words[at], rng)
    return " ".join(words)


def _heard(word: str, rng: random.Random) -> str:
    ways = [(old, new) for old, new in _HEARD if old in word]
    if ways and rng.random() < 0.7:  # noqa: PLR2004 - the rest are slips of a letter
        old, new = rng.choice(ways)
        return word.replace(old, new, 1)
    at = rng.randrange(len(word))
    return word[:at] + rng.choice("aeiounrtls") + word[at + rng.randrange(2) :]


def _split(product: MadeProduct, rng: random.Random) -> str:
    """The name with a word in two, or two words as one."""
    words = product.name.lower().split()
    long = [at for at, word in enumerate(words) if len(word) > 6]  # noqa: PLR2004 - shorter ones are seldom split
    if long and rng.random() < 0.5:  # noqa: PLR2004 - half of them
        at = rng.choice(long)
        middle = len(words[at]) // 2
        words[at : at + 1] = [words[at][:middle], words[at][middle:]]
    elif len(words) > 1:
        at = rng.randrange(len(words) - 1)
        words[at : at + 2] = ["".join(words[at : at + 2])]
    return " ".join(words)


def _priced(product: MadeProduct, rng: random.Random) -> str:
    return f"{product.alias} under {rng.choice((5, 10, 20, 50))} dollars"


def _surplus(product: MadeProduct, rng: random.Random) -> str:
    """The name with a word that no product has."""
    return f"{rng.choice(('zumbra', 'quoxly', 'blenfold'))} {product.alias}"


def _common(product: MadeProduct, rng: random.Random) -> str:
    """Words that a great many products have."""
    return rng.choice(("organic", "large", "pack", "black", "red", product.category, product.department))


def _need(_: MadeProduct, rng: random.Random) -> str:
    return rng.choice(_NEEDS)


STYLES: Mapping[str, Callable[[MadeProduct, random.Random], str]] = MappingProxyType(
    {
        "name": _name,
        "without brand": _plain,
        "kind": _kind,
        "reordered": _reordered,
        "misspelt": _misspelt,
        "split": _split,
        "with a price": _priced,
        "unknown word": _surplus,
        "common words": _common,
        "need": _need,
    }
)
