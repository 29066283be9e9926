"""Exchanging goods for another variant of the same product."""

from collections import Counter

from assistant.shopping.aftersales import Done, EventKind, HandOff, LineQuantity, Refusal, Refused
from assistant.shopping.orders import OrderLine
from assistant.shopping.products import Product
from assistant.stores.rules.changes import with_pieces
from assistant.stores.rules.journeys import planned
from assistant.stores.rules.lines import priced, shortages
from assistant.stores.rules.notices import event
from assistant.stores.rules.offering import parts
from assistant.stores.rules.records import Effects, Piece, PieceState, Record
from assistant.stores.rules.returning import Asked, asked, sent_back
from assistant.stores.terms import Shop


def exchanged(
    record: Record, line: LineQuantity, wanted: Product, reason: str, shop: Shop, now: float
) -> tuple[Record, Effects, Done | HandOff | Refused]:
    """Give pieces back for as many of another variant, which is sent at once.

    What the other one costs less comes back; one that costs more is not exchanged but bought.

    Args:
        record: the order, as it is now.
        line: what is to go back.
        wanted: the product with the variant that is wished for.
        reason: a `ReturnReason`; other words count as `OTHER`.
        shop: on whose terms.
        now: seconds since 1970.
    """
    wish = asked(record, [line], reason, shop, now)
    if not isinstance(wish, Asked):
        return record, Effects(), wish
    old = record.line(line.line_id)
    assert old is not None
    refused = _refused(old, line.quantity, wanted)
    if refused is not None:
        return record, Effects(), refused
    return _exchange(record, wish, old, wanted, shop, now)


def _refused(old: OrderLine, quantity: int, wanted: Product) -> Refused | None:
    if wanted.id != old.product_id:
        return Refused(
            reason=Refusal.NOT_OFFERED, text="Only another kind of the same product can be had for it."
        )
    short = shortages([(wanted, quantity)])
    if short:
        return Refused(reason=Refusal.OUT_OF_STOCK, text=short[0].text)
    if wanted.price.currency != old.unit_price.currency or wanted.price > old.unit_price:
        return Refused(
            reason=Refusal.COSTS_MORE,
            text=f"That one costs {wanted.price}, which is more. Give this one back and buy the other.",
        )
    return None


def _exchange(
    record: Record, wish: Asked, old: OrderLine, wanted: Product, shop: Shop, now: float
) -> tuple[Record, Effects, Done]:
    count = len(wish.pieces)
    each = old.unit_price.amount - wanted.price.amount
    less = [min(each, piece.price) for piece in wish.pieces]
    record, back = sent_back(
        record, wish, sum(less), shop.returns, now, replacement={wanted.variant.id: count}
    )
    new = OrderLine.model_validate(
        {**priced(wanted, count).model_dump(), "id": str(len(record.lines) + 1), "replaces": old.id}
    )
    record = _with_replacement(record, new, wish.pieces, less, shop, now)
    told = event(record, EventKind.EXCHANGED, now, pieces=wish.pieces)
    effects = Effects(restock=Counter({parts(wanted.variant.id)[0]: -count}), events=[told])
    text = f"The other one is on its way. {back.instructions}"
    amount = back.refund if back.refund.amount else None
    return record, effects, Done(text=text, amount=amount, return_id=back.id)


def _with_replacement(
    record: Record,
    new: OrderLine,
    old: tuple[Piece, ...],
    less: list[int],
    shop: Shop,
    now: float,
) -> Record:
    """The order with what is sent instead. It has been paid: the old pieces are worth but the difference."""
    parcel = f"S{len(record.parcels) + 1}"
    pieces = tuple(
        Piece(line=new.id, price=piece.price - off, parcel=parcel, captured=True)
        for piece, off in zip(old, less, strict=True)
    )
    back = [piece for piece in record.pieces if piece.state is PieceState.RETURNING and piece.back]
    latest = record.returns[-1].id
    for piece, off in zip([each for each in back if each.back == latest], less, strict=True):
        record = with_pieces(record, [piece], price=off)
    days = {**record.return_days, new.id: record.return_days.get(new.replaces)}
    record = record.model_copy(
        update={
            "lines": (*record.lines, new),
            "pieces": (*record.pieces, *pieces),
            "return_days": days,
        }
    )
    return planned(record, {}, shop.carrier, [parcel], now)
