"""Looks for what is to take the place of something in the cart."""

from assistant.dialogue.actions import FindInstead
from assistant.dialogue.happenings import ProductsFound, Result
from assistant.errands.products import ProductErrands
from assistant.errands.workplace import Errands, Workplace
from assistant.offers import entry, offer
from assistant.shopping.carts import CartLine
from intents.meaning import Item
from intents.resolver import Found, resolve


class SwapErrands:
    """Another option of the same product, else another product.

    Args:
        place: with the shop.
        products: looks on the shelves.
    """

    def __init__(self, place: Workplace, products: ProductErrands) -> None:
        self._store = place.store
        self._products = products

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {FindInstead: self._find}

    async def _find(self, action: FindInstead) -> ProductsFound:
        result = await self._other_option(action.line, action.item)
        if result is None:
            result = await self._products.result(action.item)
        if not result.offers:
            # "The whole wheat one" of bread is whole wheat bread.
            kind = action.item.model_copy(update={"text": f"{action.item.text} {action.line.name}"})
            result = await self._products.result(kind)
        return ProductsFound(results=(result.model_copy(update={"item": action.item}),))

    async def _other_option(self, line: CartLine, item: Item) -> Result | None:
        """The same product with an option changed; None where the words name no option of it."""
        product = await self._store.product(line.product_id)
        answer = resolve(f"{item.text} {product.name}", [entry(product)])
        if not isinstance(answer, Found) or not answer.match.options or answer.match.left_over:
            return None
        chosen = {**line.options, **answer.match.options}
        if chosen == dict(line.options):
            return None
        selected = await self._store.product(line.product_id, chosen)
        return Result(item=item, offers=(offer(selected, product.name),))
