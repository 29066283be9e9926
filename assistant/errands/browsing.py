"""Looks for everything that fits a wish, and lets nothing through that contradicts it."""

from collections.abc import Sequence

from assistant.dialogue.finding_actions import Beside, Browse, Browsed
from assistant.errands.fitting import claims, fits, heads, stands
from assistant.errands.workplace import Errands, Workplace
from assistant.offers import entry, offer
from assistant.shopping.money import Money, decimals
from assistant.shopping.names import folded
from assistant.shopping.products import Product, Relation
from assistant.shopping.searching import Filters, SearchPage, SearchQuery
from intents.resolver import Ambiguous, Found, Resolution, resolve

_SEARCHED = 100
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

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {Browse: self._browse}

    async def _browse(self, action: Browse) -> Browsed:
        page = await self._page(action, Filters(on_offer=action.on_offer))
        besides = [await self._product(each.product_id, dict(each.options)) for each in action.offers]
        fitting = self._fitting(page, action, besides)
        if not fitting and page.total > len(page.items):
            fitting = self._fitting(await self._page(action, _filters(action, page)), action, besides)
        if not fitting and besides:
            fitting = await self._related(action, besides)
        if fitting:
            return self._found(action, page, fitting)
        return self._nearest(action, page, besides)

    def _fitting(self, page: SearchPage, action: Browse, besides: Sequence[Product]) -> list[Product]:
        declared = claims(action.item.text)
        conditions = action.conditions.model_copy(
            update={"attributes": (*action.conditions.attributes, *declared)}
        )
        found = [
            each
            for each in _of_the_kind(page.items, action.item.text)
            if fits(each, conditions, on_offer=action.on_offer)
            and (action.beside is None or stands(each, besides, action.beside))
        ]
        if action.beside in {Beside.CHEAPER, Beside.DEARER}:
            found.sort(key=lambda each: each.price.amount)
        return found

    def _found(self, action: Browse, page: SearchPage, fitting: Sequence[Product]) -> Browsed:
        """What fits, what was named before what is but like it."""
        told = action.item.text and action.beside is None
        answer = resolve(action.item.text, [entry(each) for each in fitting]) if told else None
        named = _named(answer)
        first = sorted(fitting, key=lambda each: named.index(each.id) if each.id in named else len(named))
        exact = isinstance(answer, Found) and not answer.match.left_over and not action.on_offer
        dropped = () if named else tuple(each.said for each in page.dropped if each.said and not each.filter)
        return Browsed(
            asked=action,
            offers=tuple(offer(each, each.name) for each in first),
            only=1 if exact else 0,
            dropped=dropped,
        )

    def _nearest(self, action: Browse, page: SearchPage, besides: Sequence[Product]) -> Browsed:
        """What fits but for its price, the nearest first; nothing where the price was not all that failed."""
        conditions = action.conditions
        free = action.model_copy(
            update={"conditions": conditions.model_copy(update={"least": None, "most": None})}
        )
        some = self._fitting(page, free, besides) if free != action and not page.dropped else []
        some.sort(key=lambda each: each.price.amount, reverse=conditions.most is None)
        return Browsed(
            asked=action, offers=tuple(offer(each, each.name) for each in some), out_of_limits=bool(some)
        )

    async def _related(self, action: Browse, besides: Sequence[Product]) -> list[Product]:
        relation = _RELATIONS.get(action.beside) if action.beside else None
        if relation is None:
            return []
        return self._fitting(await self._place.store.related(besides[0].id, relation), action, besides)

    async def _page(self, action: Browse, filters: Filters) -> SearchPage:
        conditions = action.conditions
        text = " ".join(filter(None, (conditions.colour, *conditions.attributes, action.item.text)))
        return await self._place.store.search(SearchQuery(text=text, filters=filters, limit=_SEARCHED))

    async def _product(self, product_id: str, options: dict[str, str]) -> Product:
        return await self._place.store.product(product_id, options)


def _filters(action: Browse, page: SearchPage) -> Filters:
    """What must be so, for a shop that has more than can be looked at one by one."""
    currency, conditions = page.items[0].price.currency, action.conditions
    return Filters(
        least=_money(conditions.least, currency),
        most=_money(conditions.most, currency),
        on_offer=action.on_offer,
    )


def _of_the_kind(products: Sequence[Product], text: str) -> list[Product]:
    """What is of the kind of what was named, where anything was."""
    named = _named(resolve(text, [entry(each) for each in products])) if text else []
    kinds = {each.category for each in products if each.id in named}
    head = folded(text)[-1:]
    return [each for each in products if not kinds or each.category in kinds or heads(each) & set(head)]


def _named(answer: Resolution | None) -> list[str]:
    match answer:
        case Found(match=match):
            return [match.entry_id]
        case Ambiguous(matches=matches):
            return [match.entry_id for match in matches]
        case _:
            return []


def _money(hundredths: int | None, currency: str) -> Money | None:
    if hundredths is None:
        return None
    return Money(amount=hundredths * 10 ** decimals(currency) // 10**_HUNDREDTHS, currency=currency)
