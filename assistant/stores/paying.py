"""How stores speak with their payment service."""

from pydantic import SecretStr

from assistant.ports import PaymentGateway
from assistant.shopping.money import Money
from assistant.shopping.payment import Declined, Payment, PaymentError, PaymentInstrument
from assistant.shopping.stores import StoreError, StoreErrorKind

CAPTURE, REFUND, VOID = "capture", "refund", "void"
"""What a payment service is told after a payment was authorised."""


def instrument(token: str) -> PaymentInstrument:
    """What a token stands for.

    Raises:
        StoreError: if it is empty.
    """
    if not token.strip():
        raise StoreError(
            StoreErrorKind.UNAUTHORIZED, "There is nothing to pay with.", "Set the household's payment."
        )
    return PaymentInstrument(token=SecretStr(token))


async def held(gateway: PaymentGateway, amount: Money, paid_with: PaymentInstrument, key: str) -> str:
    """Have money held; the payment's id at the service.

    Raises:
        StoreError: of kind `UNREACHABLE` where it is not known what came of it, `DECLINED` where nothing did.
    """
    try:
        answer = await gateway.authorise(amount, paid_with, key)
    except PaymentError as error:
        if error.retry:
            raise StoreError(
                StoreErrorKind.UNREACHABLE, "The payment service does not answer.", "Try again in a moment."
            ) from error
        answer = Declined(text="The payment service refused the payment.")
    if isinstance(answer, Payment):
        return answer.id
    raise StoreError(StoreErrorKind.DECLINED, answer.text, "Pay with something else.", code=str(answer.code))


async def freed(gateway: PaymentGateway, key: str) -> bool:
    """Let go of what is perhaps held, by the key it was asked for with; whether the service answered."""
    try:
        answer = await gateway.find(key)
        if isinstance(answer, Payment):
            await gateway.void(answer.id, f"{key}-given-up")
    except PaymentError:
        # It is looked after again the next time.
        return False
    return True


async def tell(gateway: PaymentGateway, kind: str, reference: str, amount: Money, key: str) -> bool | None:
    """Have money taken, given back or let go of; whether it was done, None where there was no answer.

    Args:
        gateway: the payment service.
        kind: one of the three.
        reference: the payment's id there.
        amount: how much; of no account when letting go.
        key: the idempotency key.
    """
    try:
        if kind == CAPTURE:
            await gateway.capture(reference, amount, key)
        elif kind == REFUND:
            await gateway.refund(reference, amount, key)
        else:
            await gateway.void(reference, key)
    except PaymentError as error:
        return None if error.retry else False
    return True
