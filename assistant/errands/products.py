"""Looks for products."""

import asyncio
from collections.abc import Sequence
from typing import assert_never

from assistant.dialogue.actions import FindProducts
from assistant.dialogue.happenings import ProductsFound, Result
from assistant.errands.workplace import Errands, Workplace
from assistant.offers import entry, offer
from assistant.shopping.products import Product
from assistant.shopping.searching import SearchQuery
from assistant.shopping.suiting import liked, suits
from intents.meaning import Item
from intents.resolver import Ambiguous, Found, Match, NothingFound, distinguish, resolve

_SEARCHED = 20


class ProductErrands:
    """What is asked of the shelves."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {FindProducts: self._find}

    async def _find(self, action: FindProducts) -> ProductsFound:
        return ProductsFound(results=tuple([await self.result(item) for item in action.items]))

    async def result(self, item: Item) -> Result:
        """What the shop has for one wish.

        Raises:
            StoreError: if the shop does not answer.
        """
        page = await self._place.store.search(SearchQuery(text=item.text, limit=_SEARCHED))
        home = await asyncio.to_thread(self._place.household.home.read)
        products = {product.id: product for product in page.items if suits(product, home)}
        answer = resolve(item.text, [entry(product) for product in products.values()])
        match answer:
            case Found():
                matches: Sequence[Match] = (answer.match,)
            case Ambiguous():
                wanted = {each.id for each in liked([products[it.entry_id] for it in answer.matches], home)}
                matches = tuple(match for match in answer.matches if match.entry_id in wanted)
            case NothingFound():
                matches = ()
            case _:
                assert_never(answer)
        chosen = [await self._selected(products[match.entry_id], match) for match in matches]
        names = distinguish([entry(product) for product in chosen])
        sure = not any(match.left_over for match in matches)
        return Result(item=item, offers=tuple(map(offer, chosen, names)), sure=sure)

    async def _selected(self, product: Product, match: Match) -> Product:
        if not match.options:
            return product
        return await self._place.store.product(product.id, match.options)
