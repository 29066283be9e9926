"""Which of several products is better, and the arithmetic by which that is so.

Prices are those of the shop for the goods themselves, before tax and delivery.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from assistant.shopping.comparing.comparison import (
    Caution,
    CautionKind,
    NoVerdict,
    Subject,
    Verdict,
    VerdictKind,
    Working,
)
from assistant.shopping.comparing.telling import Telling, few
from assistant.shopping.content import Measure
from assistant.shopping.money import Money
from assistant.shopping.products import Availability
from assistant.shopping.standing import rated, sure_of

_TENTHS = 10
"""Ratings are told apart by tenths of a star."""


class Judge:
    """Judges products that are compared.

    Args:
        subjects: the products.
        telling: puts verdicts into words.
    """

    def __init__(self, subjects: Sequence[Subject], telling: Telling) -> None:
        self._subjects, self._telling = subjects, telling

    @property
    def one_currency(self) -> bool:
        """Whether all prices are in one."""
        return len({subject.price.currency for subject in self._subjects}) == 1

    def cheapest(self) -> Verdict:
        """Which costs least to buy."""
        kind = VerdictKind.CHEAPEST
        if not self.one_currency:
            return self.refused(kind, NoVerdict.CURRENCIES)
        workings = [Working(position=at, cost=each.price) for at, each in enumerate(self._subjects)]
        return self._judged(kind, workings, lambda working: working.cost.amount)

    def best_value(self, workings: Sequence[Working], together: Sequence[Working]) -> Verdict:
        """Which costs least for what is in it, where one of it is bought.

        Args:
            workings: with their unit prices; of at least two products.
            together: the same for those that cost less where several are bought.
        """
        verdict = self._judged(VerdictKind.BEST_VALUE, workings, _rate)
        best = [working for working in workings if working.position in verdict.winners]
        better = [each for each in together if not best or _rate(each) < _rate(best[0])]
        more = [self._telling.together(working) for working in sorted(better, key=self._by_rate)]
        return verdict.model_copy(update={"cautions": (*verdict.cautions, *more)})

    def best_rated(self) -> Verdict:
        """Which buyers like best, as far as so many ratings tell."""
        kind = VerdictKind.BEST_RATED
        workings = [
            Working(position=at, cost=each.price, rating=each.rating, sure_of=sure_of(each.rating))
            for at, each in enumerate(self._subjects)
            if each.rating is not None and rated(each.rating)
        ]
        if len(workings) < 2:  # noqa: PLR2004 - one alone is not better than another
            return self.refused(kind, NoVerdict.UNRATED)
        return self._judged(kind, workings, lambda working: -round((working.sure_of or 0) * _TENTHS))

    def refused(
        self,
        kind: VerdictKind,
        reason: NoVerdict,
        *,
        because: Sequence[Working] = (),
        measures: Sequence[Measure] = (),
        unit: str = "",
    ) -> Verdict:
        """No verdict, and why."""
        statement = self._telling.refusal(reason, measures, unit)
        return Verdict(kind=kind, refused=reason, because=tuple(because), statement=statement)

    def _judged(
        self, kind: VerdictKind, workings: Sequence[Working], badness: Callable[[Working], int | Fraction]
    ) -> Verdict:
        """The verdict for those of least badness among what can be bought."""
        because = sorted(workings, key=lambda each: (badness(each), *self._order(each.position)))
        there = [each for each in because if not self._subjects[each.position].sold_out]
        if not there:
            return self.refused(kind, NoVerdict.SOLD_OUT, because=because)
        best = [each for each in there if badness(each) == badness(there[0])]
        winners = [each.position for each in best]
        better = [each for each in because if badness(each) < badness(there[0])]
        return Verdict(
            kind=kind,
            winners=tuple(sorted(winners)),
            because=tuple(because),
            statement=self._telling.verdict(
                kind, winners, [*best, *(each for each in because if each not in best)]
            ),
            cautions=tuple(self._cautions(kind, best, better, workings)),
        )

    def _order(self, position: int) -> tuple[str, str]:
        """So that equals are told in one order, however they were named."""
        subject = self._subjects[position]
        return subject.label, subject.variant_id

    def _by_rate(self, working: Working) -> tuple[Fraction, str, str, int]:
        return (_rate(working), *self._order(working.position), working.quantity)

    # --- what to know with a verdict

    def _cautions(
        self,
        kind: VerdictKind,
        best: Sequence[Working],
        better: Sequence[Working],
        all_of_them: Sequence[Working],
    ) -> Iterator[Caution]:
        least = self._least()
        for working in better:
            yield self._telling.caution(CautionKind.SOLD_OUT, working.position, working, least)
        for working in best:
            for caution in self._about(kind, working, least):
                yield self._telling.caution(caution, working.position, working, least)
        judged = {working.position for working in all_of_them}
        for at, subject in enumerate(self._subjects):
            if at not in judged:
                nothing = Working(position=at, cost=subject.price)
                yield self._telling.caution(CautionKind.LEFT_OUT, at, nothing, least)

    def _about(self, kind: VerdictKind, working: Working, least: Money) -> Iterator[CautionKind]:
        """What limits the verdict for one of the best."""
        subject = self._subjects[working.position]
        if kind is VerdictKind.BEST_RATED:
            if few(subject):
                yield CautionKind.FEW_RATINGS
        else:
            if kind is VerdictKind.BEST_VALUE and working.cost > least:
                yield CautionKind.COSTS_MORE
            if subject.list_price is not None and subject.list_price > subject.price:
                yield CautionKind.ON_SALE
        if subject.availability != Availability.IN_STOCK:
            yield CautionKind.LATER

    def _least(self) -> Money:
        """The lowest price at which one of them can be bought; where currencies differ, any."""
        prices = [subject.price for subject in self._subjects if not subject.sold_out]
        if not self.one_currency or not prices:
            return self._subjects[0].price
        return min(prices, key=lambda price: price.amount)


def _rate(working: Working) -> Fraction:
    return working.said or Fraction(0)
