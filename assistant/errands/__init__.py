"""Does what the dialogue wants done, at the store and in the household, and brings back what came of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from assistant.dialogue.actions import Action, PlaceOrder
from assistant.dialogue.happenings import Happening
from assistant.errands.after_sale import AfterSaleErrands
from assistant.errands.browsing import BrowsingErrands
from assistant.errands.carts import CartErrands
from assistant.errands.coupons import CouponErrands
from assistant.errands.failing import failure
from assistant.errands.home import HomeErrands
from assistant.errands.lists import ListErrands
from assistant.errands.looking import LookingErrands
from assistant.errands.ordering import OrderErrands
from assistant.errands.products import ProductErrands
from assistant.errands.standing import StandingErrands
from assistant.errands.swapping import SwapErrands
from assistant.errands.workplace import Errand, Workplace
from assistant.errors import AisleError
from assistant.events import Stage
from assistant.notices import NoticeWatch
from assistant.ports import Store
from assistant.reporting import Reporter
from assistant.settings import Household as Buying
from assistant.shopping.household import Household, ListEntry

utc_now = partial(datetime.now, UTC)
"""The system's time."""


class Errands:
    """Does the dialogue's actions.

    Args:
        store: the shop.
        household: lists, the cart's number, the order journal.
        buying: name, address and payment token.
        reporter: told of carts and orders.
        now: the time, to tell how old an order without an answer is.
    """

    def __init__(
        self,
        store: Store,
        household: Household,
        buying: Buying,
        reporter: Reporter,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._place = Workplace(store, household, buying, reporter, now)
        self.notices = NoticeWatch(store, household, now)
        carts, products = CartErrands(self._place), ProductErrands(self._place)
        self._ordering = OrderErrands(self._place, carts)
        standing = StandingErrands(self._place, carts)
        self._errands: dict[type[Action], Errand] = {
            **products.errands,
            **SwapErrands(self._place, products).errands,
            **CouponErrands(self._place, carts).errands,
            **BrowsingErrands(self._place).errands,
            **LookingErrands(self._place).errands,
            **carts.errands,
            **ListErrands(self._place).errands,
            **self._ordering.errands,
            **AfterSaleErrands(self._place, self.notices, standing).errands,
            **standing.errands,
            **HomeErrands(self._place).errands,
        }

    async def run(self, action: Action) -> Happening:
        """Do an action; a store or file that fails gives `Failed`, never an exception."""
        if isinstance(action, PlaceOrder):
            return await self._ordering.place(action.read_back)
        errand = self._errands[type(action)]
        try:
            with self._place.reporter.timing(Stage.STORE):
                return await errand(action)
        except AisleError as error:
            return failure(self._place.reporter, error)

    def listed(self) -> tuple[ListEntry, ...]:
        """What stands on the person's list. Reads a file, but a small one.

        Raises:
            StorageError: if it cannot be read.
        """
        return self._place.household.read_list()

    def has_cart(self) -> bool:
        """Whether a cart was begun, empty or not. Reads a file, but a small one.

        Raises:
            StorageError: if it cannot be read.
        """
        return self._place.household.cart_id(self._place.store.name) is not None

    async def settled(self) -> None:
        """Wait until an order that is being placed is placed or refused."""
        await self._ordering.settled()

    async def recover(self) -> tuple[Happening, ...]:
        """Finish orders that a crash or a silent shop left between the intention and the answer.

        Returns:
            What came of each, oldest first: `Ordered`, `OrderRefused`, or `Failed`, `unsettled` where
            it will be asked for again.

        Raises:
            StorageError: if the journal cannot be read or written.
        """
        return await self._ordering.recover()
