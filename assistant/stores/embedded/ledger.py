"""The books of the embedded payment service, in tables of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import StorageError
from assistant.shopping.payment import Payment, PaymentError
from assistant.stores.embedded.dialect import Connection
from assistant.stores.embedded.engine import Engine
from assistant.stores.gateway import Book


class TableLedger:
    """Books in the store's database, but in transactions of their own, as they would be elsewhere.

    Args:
        engine: the database.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def opened(self) -> Iterator[Book]:
        """A transaction; undone if the block raises.

        Raises:
            PaymentError: if the database cannot be used.
        """
        try:
            with self._engine.writing() as connection:
                yield _TableBook(connection)
        except StorageError as error:
            raise PaymentError(error.what, retry=True) from error


class _TableBook:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, key: str, body: str) -> bool:
        return bool(
            self._connection.execute(
                "INSERT INTO gateway_answers (key, body, answer) VALUES (:key, :body, '')"
                " ON CONFLICT (key) DO NOTHING",
                {"key": key, "body": body},
            ).rowcount
        )

    def answer(self, key: str) -> tuple[str, str] | None:
        row = self._connection.execute(
            "SELECT body, answer FROM gateway_answers WHERE key = :key", {"key": key}
        ).fetchone()
        return None if row is None else (row["body"], row["answer"])

    def keep(self, key: str, answer: str) -> None:
        self._connection.execute(
            "UPDATE gateway_answers SET answer = :answer WHERE key = :key", {"key": key, "answer": answer}
        )

    def payment(self, payment_id: str) -> Payment | None:
        row = self._connection.execute(
            "SELECT payment FROM gateway_payments WHERE id = :id", {"id": payment_id}
        ).fetchone()
        return None if row is None else Payment.model_validate_json(row["payment"])

    def put(self, payment: Payment) -> None:
        self._connection.execute(
            "INSERT INTO gateway_payments (id, payment) VALUES (:id, :payment)"
            " ON CONFLICT (id) DO UPDATE SET payment = excluded.payment",
            {"id": payment.id, "payment": payment.model_dump_json()},
        )
