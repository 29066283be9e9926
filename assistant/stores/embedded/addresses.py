"""Where parcels go, in a table of its own: neither in orders nor in answers, events or the search."""

from assistant.shopping.fulfilment import Destination
from assistant.stores.embedded.session import Session
from assistant.stores.rules.addresses import KEPT_WITHOUT_ORDER


def keep(session: Session, checkout_id: str, destination: Destination | None) -> None:
    """Remember where the parcels of a checkout go, for a while; forgotten by itself unless it is ordered."""
    session.change("DELETE FROM addresses WHERE expires_at <= :now", now=session.now)
    if destination is None:
        return
    session.change(
        "INSERT INTO addresses (checkout_id, expires_at, document) VALUES (:id, :until, :document)"
        " ON CONFLICT (checkout_id) DO UPDATE SET expires_at = excluded.expires_at,"
        " document = excluded.document",
        id=checkout_id,
        until=session.now + KEPT_WITHOUT_ORDER,
        document=destination.model_dump_json(),
    )


def known(session: Session, checkout_id: str) -> Destination | None:
    """Where the parcels of a checkout go; None where that is not known."""
    row = session.row("SELECT document FROM addresses WHERE checkout_id = :id", id=checkout_id)
    return None if row is None else Destination.model_validate_json(row["document"])


def ordered(session: Session, checkout_id: str) -> None:
    """Keep where the parcels of a checkout go, as it has become an order."""
    session.change("UPDATE addresses SET expires_at = NULL WHERE checkout_id = :id", id=checkout_id)


def forget(session: Session, checkout_id: str) -> None:
    """Forget where the parcels of a checkout go."""
    session.change("DELETE FROM addresses WHERE checkout_id = :id", id=checkout_id)


def of_order(session: Session, order_id: str) -> Destination | None:
    """Where the parcels of an order go; None where that is not known, or it is picked up."""
    row = session.row(
        "SELECT addresses.document AS document FROM addresses"
        " JOIN orders ON orders.checkout_id = addresses.checkout_id WHERE orders.id = :id",
        id=order_id,
    )
    return None if row is None else Destination.model_validate_json(row["document"])
