"""Looks for everything that fits a wish, and lets nothing through that contradicts it."""

from collections.abc import Sequence

from assistant.dialogue.finding_actions import Browse, Browsed
from assistant.errands.fitting import fits, stands
from assistant.errands.workplace import Errands, Workplace
from assistant.offers import entry, offer
from assistant.shopping.money import Money, decimals
from assistant.shopping.products import Product, Relation
from assistant.shopping.searching import Filters, SearchPage, SearchQuery, Sort
from assistant.dialogue.finding_actions import Beside
from intents.meaning import Conditions
from intents.resolver import Ambiguous, Found, Resolution, resolve

_SEARCHED = 30
_SORTS = {
    Beside.CHEAPER: Sort.CHEAPEST,
    Beside.DEARER: Sort.RELEVANCE,
    Beside.BETTER_RATED: Sort.RATING,
}
_RELATIONS = {
    Beside.CHEAPER: Relation.CHEAPER,
    Beside.BIGGER: Relation.BIGGER,
    Beside.SMALLER: Relation.SMALLER,
}
_HUNDREDTHS = 2
"""Decimals in which amounts are said."""


class BrowsingErrands:
    """What is looked for on the shelves."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._currency = ""

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {Browse: self._browse}

    async def _browse(self, action: Browse) -> Browsed:
        page = await self._page(action, limited=True)
        besides = [await self._product(each.product_id, dict(each.options)) for each in action.offers]
        fitting = [each for each in page.items if self._fits(each, action, besides)]
        if not fitting and besides:
            fitting = await self._related(action, besides)
        if fitting:
            return self._found(action, page, fitting)
        return await self._nearest(action, besides)

    def _fits(self, product: Product, action: Browse, besides: Sequence[Product]) -> bool:
        return fits(product, action.conditions, on_offer=action.on_offer) and (
            action.beside is None or stands(product, besides, action.beside)
        )

    def _found(self, action: Browse, page: SearchPage, fitting: Sequence[Product]) -> Browsed:
        """What fits, what was named before what is but like it."""
        told = action.item.text and action.beside is None
        answer = resolve(action.item.text, [entry(each) for each in fitting]) if told else None
        named = _named(answer)
        first = sorted(fitting, key=lambda each: named.index(each.id) if each.id in named else len(named))
        return Browsed(
            asked=action,
            offers=tuple(offer(each, each.name) for each in first),
            only=1 if isinstance(answer, Found) and not answer.match.left_over else 0,
            dropped=() if named else tuple(each.said for each in page.dropped if each.said and not each.filter),
        )

    async def _nearest(self, action: Browse, besides: Sequence[Product]) -> Browsed:
        """What fits but for its price, the nearest first; nothing where the price was not all that failed."""
        conditions = action.conditions
        if conditions.least is None and conditions.most is None:
            return Browsed(asked=action, offers=())
        free = action.model_copy(
            update={"conditions": conditions.model_copy(update={"least": None, "most": None})}
        )
        page = await self._page(free, limited=False)
        some = [each for each in page.items if self._fits(each, free, besides)]
        some.sort(key=lambda each: each.price.amount, reverse=conditions.most is None)
        if not some or page.dropped:
            return Browsed(asked=action, offers=())
        return Browsed(asked=action, offers=tuple(offer(each, each.name) for each in some), out_of_limits=True)

    async def _related(self, action: Browse, besides: Sequence[Product]) -> list[Product]:
        relation = _RELATIONS.get(action.beside) if action.beside else None
        if relation is None:
            return []
        page = await self._place.store.related(besides[0].id, relation)
        return [each for each in page.items if self._fits(each, action, besides)]

    async def _page(self, action: Browse, *, limited: bool) -> SearchPage:
        conditions = action.conditions
        text = " ".join(filter(None, (conditions.colour, *conditions.attributes, action.item.text)))
        filters = Filters(
            brands=(conditions.brand,) if conditions.brand else (), on_offer=action.on_offer
        )
        if limited and (conditions.least is not None or conditions.most is not None):
            currency = await self._shop_currency(text)
            update = {
                name: _money(getattr(conditions, name), currency)
                for name in ("least", "most")
                if getattr(conditions, name) is not None
            }
            filters = filters.model_copy(update=update)
        sort = _SORTS.get(action.beside, Sort.RELEVANCE) if action.beside else Sort.RELEVANCE
        return await self._place.store.search(
            SearchQuery(text=text, filters=filters, sort=sort, limit=_SEARCHED)
        )

    async def _shop_currency(self, text: str) -> str:
        """What the shop's prices are in, as far as anything of the kind is sold."""
        if not self._currency:
            page = await self._place.store.search(SearchQuery(text=text, limit=1))
            self._currency = page.items[0].price.currency if page.items else ""
        return self._currency or Money(amount=0).currency

    async def _product(self, product_id: str, options: dict[str, str]) -> Product:
        return await self._place.store.product(product_id, options)


def _named(answer: Resolution | None) -> list[str]:
    match answer:
        case Found(match=match):
            return [match.entry_id]
        case Ambiguous(matches=matches):
            return [match.entry_id for match in matches]
        case _:
            return []


def _money(hundredths: int, currency: str) -> Money:
    return Money(amount=hundredths * 10 ** decimals(currency) // 10**_HUNDREDTHS, currency=currency)
