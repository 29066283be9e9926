"""Giving goods back, for money or for others, and what happens when they arrive at the shop."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.shopping.aftersales import (
    AdjustmentKind,
    AdjustmentStatus,
    Done,
    EventKind,
    HandOff,
    LineQuantity,
    Refusal,
    Refused,
    Return,
    ReturnReason,
    ReturnStatus,
)
from assistant.stores.rules.changes import adjusted, on_shelves, parcel_of, price, with_pieces
from assistant.stores.rules.notices import event
from assistant.stores.rules.picking import picked, unknown
from assistant.stores.rules.records import Effects, Piece, PieceState, Record, Step, contents
from assistant.stores.rules.times import local
from assistant.stores.terms import Returns, Shop

_DAY = 24 * 3600.0
SPOILT = {ReturnReason.DAMAGED, ReturnReason.DEFECTIVE}
"""What comes back for these reasons is not sold again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish to give something back, that the shop grants."""

    pieces: tuple[Piece, ...]
    reason: ReturnReason


def asked(
    record: Record, lines: Sequence[LineQuantity], reason: str, shop: Shop, now: float
) -> Asked | HandOff | Refused:
    """Whether pieces can be given back; all that can be where no lines are named.

    Args:
        record: the order, as it is now.
        lines: what is to go back.
        reason: a `ReturnReason`; other words count as `OTHER`.
        shop: on whose terms.
        now: seconds since 1970.
    """
    why = ReturnReason(reason) if reason in set(ReturnReason) else ReturnReason.OTHER
    if stranger := unknown(record, lines):
        return stranger
    here = [piece for piece in record.goods if piece.state is PieceState.DELIVERED]
    granted = [piece for piece in here if _until(record, piece, why, shop.returns) > now]
    these = picked(lines, granted) if lines else tuple(granted)
    if not these:
        return _refused(record, lines, here, why, shop.returns)
    if shop.returns.url:
        return HandOff(text="The shop takes returns on its own page.", url=shop.returns.url)
    return Asked(these, why)


def returned(record: Record, wish: Asked, shop: Shop, now: float) -> tuple[Record, Effects, Done]:
    """Begin to give pieces back for money, which comes once they have arrived at the shop."""
    fee = 0 if wish.reason.shops_fault else shop.returns.fee
    refund = max(0, price(wish.pieces) - fee)
    record, back = sent_back(record, wish, refund, shop.returns, now)
    told = event(record, EventKind.RETURN_STARTED, now, pieces=wish.pieces)
    text = f"{back.instructions} {back.refund} will come back once it has arrived."
    return record, Effects(events=[told]), Done(text=text, amount=back.refund, return_id=back.id)


def sent_back(
    record: Record,
    wish: Asked,
    refund: int,
    terms: Returns,
    now: float,
    replacement: dict[str, int] | None = None,
) -> tuple[Record, Return]:
    """The order with pieces on their way back."""
    arrives = now + 60 * terms.minutes
    back = Return(
        id=f"R{len(record.returns) + 1}",
        status=ReturnStatus.REQUESTED,
        contents=contents(wish.pieces),
        reason=wish.reason,
        refund=record.money(refund),
        requested_at=local(now),
        expected_at=local(arrives),
        instructions="Hand it to the carrier.",
        replacement=replacement or {},
    )
    record = with_pieces(record, wish.pieces, state=PieceState.RETURNING, back=back.id)
    steps = sorted((*record.steps, Step(at=arrives, back=back.id)), key=lambda step: step.at)
    return record.model_copy(update={"returns": (*record.returns, back), "steps": tuple(steps)}), back


def received(record: Record, step: Step, effects: Effects) -> Record:
    """The order after a return has arrived at the shop."""
    back = next(each for each in record.returns if each.id == step.back)
    pieces = tuple(
        piece for piece in record.goods if piece.back == back.id and piece.state is PieceState.RETURNING
    )
    record = with_pieces(record, pieces, state=PieceState.RETURNED)
    if back.reason not in SPOILT:
        effects.restock += on_shelves(record, pieces)
    effects.events.append(event(record, EventKind.RETURN_RECEIVED, step.at, pieces=pieces))
    if not back.refund.amount:
        return _with_return(record, back.id, ReturnStatus.CLOSED)
    record, _ = adjusted(
        record, AdjustmentKind.REFUND, back.refund.amount, step.at, back.reason, pieces, back.id
    )
    effects.refunds.append((back.id, back.refund.amount))
    return _with_return(record, back.id, ReturnStatus.RECEIVED)


def refunded(record: Record, adjustment_id: str, now: float, *, done: bool) -> tuple[Record, Effects]:
    """The order after money has gone back, or could not."""
    status = AdjustmentStatus.COMPLETED if done else AdjustmentStatus.FAILED
    adjustments = tuple(
        each.model_copy(update={"status": status}) if each.id == adjustment_id else each
        for each in record.adjustments
    )
    record = record.model_copy(update={"adjustments": adjustments})
    if not done:
        return record, Effects()
    amount = next(-each.amount for each in adjustments if each.id == adjustment_id)
    record = _with_return(record, adjustment_id, ReturnStatus.CLOSED)
    return record, Effects(events=[event(record, EventKind.REFUNDED, now, amount=amount)])


def _with_return(record: Record, return_id: str, status: ReturnStatus) -> Record:
    returns = tuple(
        back.model_copy(update={"status": status}) if back.id == return_id else back
        for back in record.returns
    )
    return record.model_copy(update={"returns": returns})


# --- until when


def _until(record: Record, piece: Piece, why: ReturnReason, terms: Returns) -> float:
    """Until when a piece that has arrived can be given back, in seconds since 1970."""
    arrived = parcel_of(record, piece.parcel).delivered_at or 0.0
    days = _days(record, piece.line, terms)
    if why.shops_fault:
        days = max(days, terms.days)
    return arrived + days * _DAY


def _days(record: Record, line_id: str, terms: Returns) -> int:
    own = record.return_days.get(line_id)
    if own is not None:
        return own
    line = record.line(line_id)
    excluded = line is not None and bool(set(terms.never) & set(line.category_path))
    return 0 if excluded else terms.days


def _refused(
    record: Record,
    lines: Sequence[LineQuantity],
    here: Sequence[Piece],
    why: ReturnReason,
    terms: Returns,
) -> Refused:
    wanted = {line.line_id for line in lines} or {line.id for line in record.lines}
    there = [piece for piece in here if piece.line in wanted]
    if not there:
        under_way = any(
            piece.line in wanted and piece.state in {PieceState.OPEN, PieceState.SHIPPED}
            for piece in record.goods
        )
        if under_way:
            return Refused(reason=Refusal.NOT_YET, text="It has not arrived yet.")
        return Refused(reason=Refusal.TOO_LATE, text="There is nothing left of it to give back.")
    if not why.shops_fault and all(_days(record, piece.line, terms) == 0 for piece in there):
        return Refused(reason=Refusal.NOT_RETURNABLE, text="The shop does not take that back.")
    if picked(lines, there) is None:
        return Refused(reason=Refusal.TOO_MANY, text="There are not as many of it to give back.")
    last = max(_until(record, piece, why, terms) for piece in there)
    return Refused(
        reason=Refusal.TOO_LATE,
        text=f"It could be given back until {local(last):%B} {local(last).day}.",
    )
