"""The order in freely heard words: names and values of options are looked for, the longest first.

What the peers' transcripts are read by, as whoever builds on a general recogniser would: the words of the
catalogue are known, in one spelling, and nothing of the sentence around them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assistant.ports import Store
from assistant.shopping.products import Product
from assistant.shopping.searching import SearchQuery
from intents.normal import normalized, stems
from intents.readers.en.numbers import read_number

_Words = tuple[str, ...]
_Option = tuple[str, str]
"""Name and value."""


class WordMatching:
    """Finds products and options by their words.

    Args:
        products: what is sold.
        language: in which.
    """

    def __init__(self, products: Iterable[Product], language: str = "en") -> None:
        self._language = language
        self._products: dict[_Words, Product] = {}
        self._options: dict[_Words, list[_Option]] = {}
        for product in products:
            for name in (*product.aliases, product.name):
                self._products[self._words(name)] = product
            for group in product.options:
                for value in group.values:
                    meant = self._options.setdefault(self._words(value.value), [])
                    if (group.name, value.value) not in meant:
                        meant.append((group.name, value.value))
        self._products.pop((), None)
        self._options.pop((), None)

    def lines(self, text: str) -> list[Mapping[str, Any]]:
        """The lines of the cart that is meant: one, or none.

        Args:
            text: what was heard.
        """
        words = self._words(text)
        found = list(self._found(words))
        products = [(at, self._products[name]) for at, name in found if name in self._products]
        if not products:
            return []
        _, product = max(products, key=lambda each: (len(self._words(each[1].name)), -each[0]))
        begin = min(at for at, _ in found)
        return [
            {
                "product": product.name,
                "quantity": _quantity(words[:begin]),
                "options": self._chosen(found, product),
            }
        ]

    def _chosen(self, found: Sequence[tuple[int, _Words]], product: Product) -> dict[str, str]:
        sold = {group.name for group in product.options}
        chosen: dict[str, str] = {}
        for _, words in found:
            for name, value in self._options.get(words, ()):
                if name in sold:
                    chosen.setdefault(name, value)
        return chosen

    def _found(self, words: _Words) -> Iterator[tuple[int, _Words]]:
        """Each name or value and where it stands; a word belongs to one of them."""
        free = [True] * len(words)
        names = self._products.keys() | self._options.keys()
        for length in range(max(map(len, names), default=0), 0, -1):
            for at in range(len(words) - length + 1):
                part = words[at : at + length]
                if part in names and all(free[at : at + length]):
                    free[at : at + length] = [False] * length
                    yield at, part

    def _words(self, text: str) -> _Words:
        return stems(normalized(text, self._language))


def _quantity(before: _Words) -> int:
    """The number directly before what was found; one where there is none."""
    number = read_number([before[-1]]) if before else None
    return max(1, number[0]) if number is not None else 1


async def sold(store: Store, most: int = 5000) -> list[Product]:
    """The products of a shop, each once, as far as it tells their names.

    Args:
        store: the shop.
        most: names that are looked for.
    """
    found: dict[str, Product] = {}
    for name in (await store.names()).products[:most]:
        page = await store.search(SearchQuery(text=name, limit=1))
        found |= {product.id: product for product in page.items}
    return list(found.values())
