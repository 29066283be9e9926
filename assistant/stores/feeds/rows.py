"""From a row's raw texts to a record, whatever format they are from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.stores.feeds import extension, figures, texts, values
from assistant.stores.feeds.raw import FIELDS, RawRow
from assistant.stores.feeds.records import BadRow, FeedRecord, Pairs, Row
from assistant.stores.feeds.refusals import RefusedError

_NO_SALE = (None, None, None)
_NO_OFFER = (None, None)
_SELDOM = len(FIELDS) - 10
"""Where the fields begin that most feeds do not have."""
_NOTHING = tuple(FeedRecord._field_defaults.values())[-9:]
"""What they say then."""
_A_FEW = 2


@dataclass(frozen=True, slots=True)
class RowReader:
    """Makes records of raw rows.

    Args:
        now: the time for which prices are wanted.
        currency: what prices are in that do not say so; empty where each must.
        mark: what stands before the decimals, "." or ",".
        table: whether a value that may come several times is a list with commas.
    """

    now: datetime
    currency: str = ""
    mark: str = "."
    table: bool = False

    def row(self, line: int, raw: RawRow, options: Pairs = (), attributes: Pairs = ()) -> Row:
        """A record, or why there is none.

        Args:
            line: where it begins in the file.
            raw: what it says.
            options: what tells it from other variants, beside what is in `raw`.
            attributes: other facts, beside those in `raw`.
        """
        try:
            return self._record(line, raw, options, attributes)
        except RefusedError as refused:
            return BadRow(line, str(refused), raw.id.strip()[: texts.LONGEST_ID])

    def _record(self, line: int, raw: RawRow, options: Pairs, attributes: Pairs) -> FeedRecord:
        ident = texts.identifier(raw.id)
        title = texts.needed(raw.title, "title", texts.LONGEST_TITLE)
        if raw.expiration_date and figures.moment(raw.expiration_date) <= self.now:
            raise RefusedError(f"it was for sale until {raw.expiration_date}")
        state = values.availability(raw.availability)
        chosen, facts = values.pairs(raw)
        price, currency = self._price(raw)
        fields = (
            line,
            ident,
            title,
            price,
            currency,
            *(self._sale(raw, price, currency) if raw.sale_price else _NO_SALE),
            state,
            values.stock(raw.quantity, state),
            raw.short_title and texts.bounded(raw.short_title, "short title", texts.LONGEST_TITLE),
            values.listed(raw.aliases) if raw.aliases else (),
            raw.description and texts.description(raw.description),
            raw.brand and texts.bounded(raw.brand, "brand", texts.LONGEST_NAME),
            raw.gtin and texts.gtin(raw.gtin),
            raw.link and texts.link(raw.link),
            raw.image_link and texts.link(raw.image_link),
            values.categories(raw.product_type, raw.google_product_category, listed=self.table),
            raw.item_group_id and texts.identifier(raw.item_group_id),
            raw.item_group_title and texts.bounded(raw.item_group_title, "group title", texts.LONGEST_TITLE),
            chosen + values.checked(options) if options else chosen,
            # Feeds of ours say in words of their own what the measure alone does not.
            values.content(raw.content, "" if raw.aisle else raw.unit_pricing_measure),
            _count(raw.multipack, "multipack") or 1,
            figures.rating(raw.star_rating) if raw.star_rating else None,
            _count(raw.review_count, "number of reviews") or 0,
            facts + values.checked(attributes) if attributes else facts,
            *(self._seldom(raw, currency) if any(raw[_SELDOM:]) else _NOTHING),
        )
        return FeedRecord._make(fields)  # half the time of a call with the fields as arguments

    def _seldom(self, raw: RawRow, currency: str) -> tuple[Any, ...]:
        return (
            values.related(raw, "substitute", raw.substitutes),
            values.related(raw, "often_bought_with", raw.often_bought_with),
            values.listed(raw.disclosures) if raw.disclosures else (),
            _count(raw.max_handling_time, "handling time") or 0,
            _count(raw.return_deadline_in_days, "time for returns"),
            *(self._together(raw, currency) if raw.multi_price else _NO_OFFER),
            0,
            extension.read(raw.aisle) if raw.aisle else None,
        )

    def _price(self, raw: RawRow) -> tuple[int, str]:
        if not raw.price:
            raise RefusedError("there is no price")
        return figures.money(raw.price, self.currency, self.mark)

    def _sale(self, raw: RawRow, price: int, currency: str) -> tuple[int | None, float | None, float | None]:
        sale, sale_currency = figures.money(raw.sale_price, self.currency, self.mark)
        if sale_currency != currency:
            raise RefusedError(f"its price is in {currency}, its sale price in {sale_currency}")
        if sale > price:
            raise RefusedError("its sale price is above its price")
        if sale == price:
            return _NO_SALE
        span = raw.sale_price_effective_date
        return (sale, *figures.span(span)) if span else (sale, None, None)

    def _together(self, raw: RawRow, currency: str) -> tuple[int | None, int | None]:
        amount, offered_in = figures.money(raw.multi_price, self.currency, self.mark)
        quantity = _count(raw.multi_quantity, "quantity sold together")
        if offered_in != currency or not quantity or quantity < _A_FEW:
            raise RefusedError("what several of it cost together is not clear")
        return quantity, amount


def _count(text: str, what: str) -> int | None:
    return figures.count(text, what) if text else None
