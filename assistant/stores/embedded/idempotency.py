"""Does a request once, however often it is sent."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

from assistant.shopping.stores import StoreError, StoreErrorKind
from assistant.stores.embedded.session import Session

M = TypeVar("M")
_KEPT = 30 * 24 * 3600
"""Seconds that an answer which bought nothing is kept; that to an order is kept for ever."""
Part = BaseModel | str | int | None


@dataclass(frozen=True, slots=True)
class Request:
    """A request with its idempotency key. Holds no more of its body than a hash."""

    key: str
    operation: str
    hash: str

    @classmethod
    def of(cls, key: str, operation: str, *body: Part | Sequence[Part]) -> "Request":
        """The request to do something.

        Args:
            key: the idempotency key.
            operation: the method's name.
            body: its arguments.
        """
        # The key, which is random, makes it harder to guess a token or an address from the hash.
        written = json.dumps([key, operation, list(map(_plain, body))], sort_keys=True)
        return cls(key=key, operation=operation, hash=hashlib.sha256(written.encode()).hexdigest())


def once(session: Session, request: Request, answer: Any, effect: Callable[[Session], M]) -> M:
    """The answer to a request: the one that was given before, or else the effect's, kept with it.

    Args:
        session: the transaction in which both the effect and its answer are written.
        request: what is asked.
        answer: the type of the answer.
        effect: does it.

    Raises:
        StoreError: if the key came before with another request.
    """
    forget_old(session)
    if not claim(session, request):
        before: M = given(session, request, answer)
        return before
    done = effect(session)
    settle(session, request, TypeAdapter(answer).dump_json(done).decode())
    return done


def claim(session: Session, request: Request) -> bool:
    """Take a key for a request, unless it is taken; another transaction that takes it is waited for."""
    return bool(
        session.change(
            "INSERT INTO idempotency (key, operation, request_hash, answer, answered_at)"
            " VALUES (:key, :operation, :hash, '', :now) ON CONFLICT (key) DO NOTHING",
            key=request.key,
            operation=request.operation,
            hash=request.hash,
            now=session.now,
        )
    )


def settle(session: Session, request: Request, answer: str) -> None:
    """Keep the answer to a request whose key was taken."""
    session.change(
        "UPDATE idempotency SET answer = :answer, answered_at = :now WHERE key = :key",
        answer=answer,
        now=session.now,
        key=request.key,
    )


def given(session: Session, request: Request, answer: Any) -> Any:
    """The answer that was given to a request before.

    Raises:
        StoreError: if the key came with another request.
    """
    row = session.row("SELECT request_hash, answer FROM idempotency WHERE key = :key", key=request.key)
    if row is None or row["request_hash"] != request.hash:
        raise StoreError(
            StoreErrorKind.CONFLICT,
            "This request was sent before with other contents.",
            "Send it as a new one.",
        )
    return TypeAdapter(answer).validate_json(row["answer"])


def forget_old(session: Session) -> None:
    """Drop answers that nobody will ask for any more."""
    session.change(
        "DELETE FROM idempotency WHERE answered_at < :before AND operation <> 'place_order'",
        before=session.now - _KEPT,
    )


def _plain(part: Part | Sequence[Part]) -> Any:
    if isinstance(part, BaseModel):
        return part.model_dump(mode="json")
    if isinstance(part, str) or not isinstance(part, Sequence):
        return part
    return list(map(_plain, part))
