"""What buyers do with their orders in the embedded store."""

from collections.abc import Sequence

from assistant.shopping.aftersales import Done, HandOff, LineQuantity, Refused
from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded import products, records
from assistant.stores.embedded.holds import lock
from assistant.stores.embedded.session import Session
from assistant.stores.rules.cancelling import canceled
from assistant.stores.rules.exchanging import exchanged
from assistant.stores.rules.offering import parts
from assistant.stores.rules.records import Effects, Record
from assistant.stores.rules.returning import Asked, asked, returned


def cancel(
    session: Session, order_id: str, lines: Sequence[LineQuantity], reason: str
) -> Done | HandOff | Refused:
    """Cancel some of an order, or all.

    Raises:
        StoreError: if there is no such order.
    """
    return records.change(session, order_id, lambda record: canceled(record, lines, reason, session.now))


def give_back(
    session: Session, order_id: str, lines: Sequence[LineQuantity], reason: str
) -> Done | HandOff | Refused:
    """Begin to give some of an order back, or all.

    Raises:
        StoreError: if there is no such order.
    """

    def given(record: Record) -> tuple[Record, Effects, Done | HandOff | Refused]:
        wish = asked(record, lines, reason, session.shop, session.now)
        if not isinstance(wish, Asked):
            return record, Effects(), wish
        return returned(record, wish, session.shop, session.now)

    return records.change(session, order_id, given)


def exchange(
    session: Session, order_id: str, line: LineQuantity, variant_id: str, reason: str
) -> Done | HandOff | Refused:
    """Give some of a line back for another variant.

    Raises:
        StoreError: if there is no such order or variant.
    """
    records.lock(session, order_id)
    lock(session, [parts(variant_id)[0]])
    wanted = products.by_variants(session, [variant_id]).get(variant_id)
    if wanted is None:
        raise StoreError(StoreErrorKind.NOT_FOUND, "The shop does not have that.", "Look for it again.")
    return records.change(
        session,
        order_id,
        lambda record: exchanged(record, line, wanted, reason, session.shop, session.now),
    )
