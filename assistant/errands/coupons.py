"""Tries coupons, and keeps those that work for the next quote."""

from uuid import uuid4

from assistant.dialogue.actions import KeepCoupon
from assistant.dialogue.happenings import CouponIs
from assistant.errands.carts import CartErrands
from assistant.errands.workplace import Errands, Workplace
from assistant.shopping.checkout import Checkout
from assistant.shopping.messages import MessageCode
from assistant.shopping.stores import Capability


class CouponErrands:
    """What is done with coupons.

    Args:
        place: with the shop.
        carts: knows the cart that they are tried on, and keeps them.
    """

    def __init__(self, place: Workplace, carts: CartErrands) -> None:
        self._place = place
        self._carts = carts

    @property
    def errands(self) -> Errands:
        """What this area does."""
        return {KeepCoupon: self._keep}

    async def _keep(self, action: KeepCoupon) -> CouponIs:
        if Capability.COUPON not in self._place.store.capabilities:
            return CouponIs(taken=False, able=False)
        codes = (*(code for code in self._carts.codes if code != action.code), action.code)
        cart = await self._carts.cart()
        if not cart.lines:
            self._carts.codes = codes
            return CouponIs(taken=True, tried=False)
        refusal = await self._refusal(cart.id, codes)
        if refusal is None:
            self._carts.codes = codes
        return CouponIs(taken=refusal is None, reason=refusal or "")

    async def _refusal(self, cart_id: str, codes: tuple[str, ...]) -> str | None:
        """Why the shop does not take the last of some codes; None where it does."""
        store = self._place.store
        quote = await store.start_checkout(cart_id, self._place.buyer, uuid4().hex)
        try:
            return _refused(await store.update_checkout(quote.id, codes=codes, key=uuid4().hex), codes[-1])
        finally:
            # It holds goods, and was only asked for to try the code.
            await store.cancel_checkout(quote.id, uuid4().hex)


def _refused(quote: Checkout, code: str) -> str | None:
    if any(held.upper() == code for held in quote.codes):
        return None
    refusals = (each for each in quote.messages if each.code == MessageCode.COUPON_REFUSED)
    about = [each.text for each in refusals if each.about.upper() in {"", code}]
    return about[0] if about else ""
