"""Does a request once, however often it is sent."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.sqlite_session import Session

M = TypeVar("M", bound=BaseModel)
_KEPT = 30 * 24 * 3600
"""Seconds that an answer which bought nothing is kept; that to an order is kept for ever."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request with its idempotency key. Holds no more of its body than a hash."""

    key: str
    operation: str
    hash: str

    @classmethod
    def of(cls, key: str, operation: str, *body: BaseModel | str | None) -> "Request":
        """The request to do something.

        Args:
            key: the idempotency key.
            operation: the method's name.
            body: its arguments.
        """
        values = [part.model_dump(mode="json") if isinstance(part, BaseModel) else part for part in body]
        # The key, which is random, makes it harder to guess a token or an address from the hash.
        written = json.dumps([key, operation, values], sort_keys=True)
        return cls(key=key, operation=operation, hash=hashlib.sha256(written.encode()).hexdigest())


def once(session: Session, request: Request, answer: type[M], effect: Callable[[Session], M]) -> M:
    """The answer to a request: the one that was given before, or else the effect's, kept with it.

    Args:
        session: the transaction in which both the effect and its answer are written.
        request: what is asked.
        answer: what the answer is.
        effect: does it.

    Raises:
        StoreError: if the key came before with another request.
    """
    row = session.connection.execute(
        "SELECT request_hash, answer FROM idempotency WHERE key = ?", (request.key,)
    ).fetchone()
    if row is None:
        return _answered(session, request, effect(session))
    if row["request_hash"] != request.hash:
        raise StoreError(
            StoreErrorKind.CONFLICT,
            "This request was sent before with other contents.",
            "Send it as a new one.",
        )
    return answer.model_validate_json(row["answer"])


def _answered(session: Session, request: Request, answer: M) -> M:
    connection = session.connection
    connection.execute(
        "DELETE FROM idempotency WHERE answered_at < ? AND operation != 'place_order'", (session.now - _KEPT,)
    )
    connection.execute(
        "INSERT INTO idempotency (key, operation, request_hash, answer, answered_at) VALUES (?, ?, ?, ?, ?)",
        (request.key, request.operation, request.hash, answer.model_dump_json(), session.now),
    )
    return answer
