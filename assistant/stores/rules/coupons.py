"""Discounts: offers that hold for everybody, and coupons with the reasons why they do not hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.shopping.carts import CartLine
from assistant.shopping.checkout import TotalLine
from assistant.shopping.messages import Message, MessageCode, Severity
from assistant.shopping.money import Money, allotted
from assistant.shopping.offers import Coupon, CouponKind, CouponRefusal, OfferKind
from assistant.shopping.products import Product
from assistant.stores.rules.lines import Picked
from assistant.stores.terms import Shop

MOST_CODES = 5
_SENTENCES = {
    CouponRefusal.UNKNOWN: "The shop does not know the code {code}.",
    CouponRefusal.NOT_YET: "The code {code} does not hold yet.",
    CouponRefusal.EXPIRED: "The code {code} has expired.",
    CouponRefusal.USED_UP: "The code {code} has been used up.",
    CouponRefusal.MINIMUM: "The code {code} holds from {minimum} on.",
    CouponRefusal.NOT_FOR_THESE: "The code {code} does not hold for what is in the cart.",
    CouponRefusal.NOT_TOGETHER: "The code {code} cannot be used together with another one.",
}


@dataclass(slots=True)
class Discounts:
    """What comes off."""

    by_line: list[int]
    """Minor units for each line, positive."""
    totals: list[TotalLine] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    """The coupons that hold, as the shop writes them."""
    free_delivery: str = ""
    """The code that makes delivery free."""
    messages: list[Message] = field(default_factory=list)


def discounts(
    picked: Sequence[Picked],
    lines: Sequence[CartLine],
    shop: Shop,
    codes: Sequence[str],
    taken: Mapping[str, int],
    now: float,
) -> Discounts:
    """What comes off some lines: offers first, then the coupons in their order.

    Args:
        picked: the products of the lines.
        lines: at today's prices.
        shop: whose coupons hold.
        codes: of coupons, as they were said.
        taken: how often others have used a coupon, by its code.
        now: seconds since 1970.
    """
    found = Discounts(by_line=[_multi_buy(product, count) for product, count in picked])
    for (product, _), saved in zip(picked, found.by_line, strict=True):
        if saved:
            offer = next(offer for offer in product.variant.offers if offer.kind == OfferKind.MULTI_BUY)
            found.totals.append(_off(saved, shop, f"{offer.text} of the {product.name}"))
    for code in dict.fromkeys(map(plain, codes)):
        _take(code, found, lines, shop, taken, now)
    return found


def plain(code: str) -> str:
    """A code as it is compared: as it may have been heard."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _multi_buy(product: Product, count: int) -> int:
    """What buying several together saves."""
    for offer in product.variant.offers:
        if offer.kind == OfferKind.MULTI_BUY:
            each = product.price.amount * offer.quantity - offer.price.amount
            return max(0, each) * (count // offer.quantity)
    return 0


def _off(amount: int, shop: Shop, text: str) -> TotalLine:
    return TotalLine(kind="discount", amount=Money(amount=-amount, currency=shop.currency), text=text)


def _take(
    code: str,
    found: Discounts,
    lines: Sequence[CartLine],
    shop: Shop,
    taken: Mapping[str, int],
    now: float,
) -> None:
    coupon = next((coupon for coupon in shop.coupons if plain(coupon.code) == code), None)
    refusal = CouponRefusal.UNKNOWN if coupon is None else _refusal(coupon, found, lines, taken, now, shop)
    if coupon is None or refusal is not None:
        assert refusal is not None
        found.messages.append(_refused(coupon.code if coupon else code, coupon, refusal, shop))
        return
    found.codes.append(coupon.code)
    if coupon.kind is CouponKind.FREE_DELIVERY:
        found.free_delivery = coupon.code
        return
    rest = [
        line.total.amount - off if _is_for(coupon, line) else 0
        for line, off in zip(lines, found.by_line, strict=True)
    ]
    saved = _worth(coupon, sum(rest), shop.currency)
    found.by_line = [off + part for off, part in zip(found.by_line, allotted(saved, rest), strict=True)]
    found.totals.append(_off(saved, shop, coupon.code))


def _refusal(
    coupon: Coupon,
    found: Discounts,
    lines: Sequence[CartLine],
    taken: Mapping[str, int],
    now: float,
    shop: Shop,
) -> CouponRefusal | None:
    """Why a coupon does not hold; None where it does."""
    if coupon.valid_from is not None and now < coupon.valid_from.timestamp():
        return CouponRefusal.NOT_YET
    if coupon.valid_until is not None and now >= coupon.valid_until.timestamp():
        return CouponRefusal.EXPIRED
    if coupon.uses is not None and taken.get(coupon.code, 0) >= coupon.uses:
        return CouponRefusal.USED_UP
    if sum(line.total.amount for line in lines) < coupon.minimum:
        return CouponRefusal.MINIMUM
    if not any(_is_for(coupon, line) for line in lines):
        return CouponRefusal.NOT_FOR_THESE
    return CouponRefusal.NOT_TOGETHER if _excluded(coupon, found, shop) else None


def _excluded(coupon: Coupon, found: Discounts, shop: Shop) -> bool:
    before = [other for other in shop.coupons if other.code in found.codes]
    return bool(before) and (coupon.alone or any(other.alone for other in before))


def _is_for(coupon: Coupon, line: CartLine) -> bool:
    return not coupon.categories or bool(set(coupon.categories) & set(line.category_path))


def _worth(coupon: Coupon, amount: int, currency: str) -> int:
    if coupon.kind is CouponKind.AMOUNT:
        return min(coupon.amount, amount)
    return Money(amount=amount, currency=currency).percent(coupon.percent).amount


def _refused(code: str, coupon: Coupon | None, refusal: CouponRefusal, shop: Shop) -> Message:
    minimum = Money(amount=coupon.minimum if coupon else 0, currency=shop.currency)
    return Message(
        text=_SENTENCES[refusal].format(code=code, minimum=minimum),
        severity=Severity.WARNING,
        code=MessageCode.COUPON_REFUSED,
        about=code,
        reason=refusal,
    )
