"""Reads what the shop says of products: details, answers, prices, comparisons."""

from assistant.dialogue.finding_actions import (
    Answered,
    AskAbout,
    Compared,
    CompareOffers,
    LookAt,
    PricesAre,
    ProductIs,
    ReadPrices,
)
from assistant.dialogue.happenings import Offer
from assistant.errands.workplace import Errands, Workplace
from assistant.shopping.answering.answers import answer
from assistant.shopping.comparing.rates import rates
from assistant.shopping.comparing.side_by_side import compare
from assistant.shopping.products import Product


class LookingErrands:
    """What is asked of single products."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {
            LookAt: self._look,
            AskAbout: self._answer,
            ReadPrices: self._prices,
            CompareOffers: self._compare,
        }

    async def _look(self, action: LookAt) -> ProductIs:
        return ProductIs(offer=action.offer, product=await self._product(action.offer))

    async def _answer(self, action: AskAbout) -> Answered:
        said = answer(await self._product(action.offer), action.question)
        return Answered(offer=action.offer, statement=said.statement)

    async def _prices(self, action: ReadPrices) -> PricesAre:
        history = await self._place.store.price_history(action.offer.variant_id)
        return PricesAre(offer=action.offer, history=history)

    async def _compare(self, action: CompareOffers) -> Compared:
        products = [await self._product(offer) for offer in action.offers]
        comparison = compare(products, unit=action.unit)
        return Compared(offers=action.offers, comparison=comparison, rates=rates(comparison))

    async def _product(self, offer: Offer) -> Product:
        return await self._place.store.product(offer.product_id, dict(offer.options))
