"""Compares products honestly: unit prices, what differs, and verdicts with their arithmetic.

Only what the shop says counts. The cheaper option is never hidden, and what is sold out is shown but not
recommended.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from assistant.errors import UnusableInputError
from assistant.shopping.comparing.attribute_table import rows
from assistant.shopping.comparing.comparison import (
    Comparison,
    NoVerdict,
    Subject,
    Unit,
    Verdict,
    VerdictKind,
    Working,
)
from assistant.shopping.comparing.telling import Telling, labelled
from assistant.shopping.comparing.unit_costs import (
    Way,
    amount,
    common_unit,
    known_units,
    places,
    rounded,
    unit_called,
    ways_together,
)
from assistant.shopping.comparing.verdicts import Judge
from assistant.shopping.content import Content
from assistant.shopping.products import Product

FEWEST, MOST = 2, 4
"""How many products can be compared."""


def compare(products: Sequence[Product], *, unit: str = "", language: str = "en") -> Comparison:
    """Compare two to four products, each as its variant is: with the options that are chosen.

    Args:
        products: what to compare; the same one may be there with different options.
        unit: for which unit prices are to be told: "ounce"; empty for the one that fits.
        language: in which verdicts are told.

    Raises:
        UnusableInputError: if there are too few or too many, or the unit is unknown.
        SettingsError: if there are no words for the language.
    """
    if not FEWEST <= len(products) <= MOST:
        raise UnusableInputError(f"Only {FEWEST} to {MOST} products can be compared.", "Name as many.")
    subjects = [
        subject(product, label) for product, label in zip(products, _labels(products, language), strict=True)
    ]
    fitting, reason = _unit(subjects, unit)
    workings = [] if fitting is None else _workings(subjects, fitting)
    decimals = places([working.rate for working in workings if working.rate is not None])
    workings = [_said(working, decimals) for working in workings]
    together = (
        [] if fitting is None else [_said(each, decimals) for each in _together(products, subjects, fitting)]
    )
    judge = Judge(subjects, Telling(subjects, fitting, decimals, language))
    return Comparison(
        subjects=tuple(subjects),
        unit=fitting,
        places=decimals,
        rows=rows(products),
        cheapest=judge.cheapest(),
        best_value=judge.best_value(workings, together)
        if reason is None
        else _no_value(judge, subjects, reason, unit),
        best_rated=judge.best_rated(),
    )


def subject(product: Product, label: str) -> Subject:
    """A product as it is compared.

    Args:
        product: the product.
        label: what to call it.
    """
    variant = product.variant
    return Subject(
        product_id=product.id,
        variant_id=variant.id,
        label=label,
        price=variant.price,
        list_price=variant.list_price,
        content=product.content,
        package=variant.package,
        rating=product.rating,
        availability=str(variant.availability),
        sold_out=variant.sold_out,
    )


def priced_by(position: int, one: Subject, way: Way, unit: Unit) -> Working:
    """The unit price of something, bought in one way.

    Args:
        position: which of the compared products it is.
        one: the product; the shop says how much it is.
        way: how many packages are bought, and for how much.
        unit: of the package's measure.
    """
    if one.package is None:
        raise ValueError("a unit price needs to know how much is in the package")
    quantity, cost = way
    many = amount(one.package, quantity, unit)
    rate = Fraction(cost.amount) / many
    working = Working(position=position, quantity=quantity, cost=cost, amount=many, rate=rate)
    return _said(working, places([rate]))


def _said(working: Working, decimals: int) -> Working:
    return working.model_copy(update={"said": rounded(working.rate or Fraction(0), decimals)})


def _workings(subjects: Sequence[Subject], unit: Unit) -> list[Working]:
    """The unit price of each whose content is known, bought one by one."""
    return [
        priced_by(at, one, (1, one.price), unit) for at, one in enumerate(subjects) if one.package is not None
    ]


def _together(products: Sequence[Product], subjects: Sequence[Subject], unit: Unit) -> list[Working]:
    """The unit prices of those that cost less where several are bought."""
    return [
        priced_by(at, one, way, unit)
        for at, (product, one) in enumerate(zip(products, subjects, strict=True))
        for way in ways_together(product.variant)
        if one.package is not None
    ]


def _unit(subjects: Sequence[Subject], name: str) -> tuple[Unit | None, NoVerdict | None]:
    """What unit prices are told for, or why there are none."""
    if name and name not in known_units():
        raise UnusableInputError(
            f"There is no unit called {name!r}.", f"There are: {', '.join(known_units())}."
        )
    packages = _packages(subjects)
    if len({subject.price.currency for subject in subjects}) > 1:
        return None, NoVerdict.CURRENCIES
    if len(packages) < FEWEST:
        return None, NoVerdict.CONTENT_UNKNOWN
    if len({package.measure for package in packages}) > 1:
        return None, NoVerdict.MEASURES
    measure = packages[0].measure
    unit = unit_called(name, measure) if name else common_unit(packages, subjects[0].price.currency)
    return (None, NoVerdict.UNIT) if unit is None else (unit, None)


def _packages(subjects: Sequence[Subject]) -> list[Content]:
    return [subject.package for subject in subjects if subject.package is not None]


def _no_value(judge: Judge, subjects: Sequence[Subject], reason: NoVerdict, unit: str) -> Verdict:
    measures = sorted({package.measure for package in _packages(subjects)})
    return judge.refused(VerdictKind.BEST_VALUE, reason, measures=measures, unit=unit)


def _labels(products: Sequence[Product], language: str) -> list[str]:
    """What to call each: its name with the chosen options, and more where that does not tell them apart."""
    labels = [_with(product.name, product.variant.options.values(), language) for product in products]
    for apart in ([product.content for product in products], [product.title for product in products]):
        pairs = list(zip(labels, apart, strict=True))
        labels = [
            _with(label, [more] if more else [], language) if _tells(pairs, label) else label
            for label, more in pairs
        ]
    return labels


def _tells(pairs: Sequence[tuple[str, str]], label: str) -> bool:
    """Whether those that have a label differ in what comes with it."""
    return len({more for other, more in pairs if other == label}) > 1


def _with(name: str, apart: Iterable[str], language: str) -> str:
    told = ", ".join(apart)
    return labelled(name, told, language) if told else name
