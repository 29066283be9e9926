"""Whether a product is as it must be. Where the shop does not say, it is not."""

from collections.abc import Sequence

from assistant.dialogue.finding_actions import Beside
from assistant.shopping.answering.answers import Answer, answer
from assistant.shopping.answering.questions import words
from assistant.shopping.answering.topics import Says
from assistant.shopping.attributes import AttributeName
from assistant.shopping.money import decimals
from assistant.shopping.names import folded
from assistant.shopping.products import Product
from assistant.shopping.standing import sure_of
from assistant.shopping.substances import Presence, presence
from assistant.shopping.values import Fact, facts
from intents.meaning import Conditions

_HUNDREDTHS = 2


def fits(product: Product, conditions: Conditions, *, on_offer: bool = False) -> bool:
    """Whether a product is as it must be.

    Args:
        product: the product.
        conditions: what was said of it.
        on_offer: whether it must cost less than usual.
    """
    variant = product.variant
    reduced = bool(variant.offers) or variant.list_price is not None
    return (
        _within(product, conditions)
        and all(is_without(product, each) for each in conditions.without)
        and all(_is(product, each) for each in conditions.attributes)
        and (not conditions.colour or conditions.colour in _colours(product))
        and (not conditions.brand or folded(conditions.brand) == folded(product.brand))
        and (reduced or not on_offer)
    )


def claims(text: str) -> tuple[str, ...]:
    """What a wish says that a thing must be, of what shops declare: "gluten free", "organic"."""
    known, said = words("en"), folded(text)
    phrases = {phrase for diet in known.diets.values() for phrase in map(folded, diet.said)}
    phrases |= {(*each, "free") for substance in known.substances for each in substance.said}
    phrases |= {each for substance in known.substances for each in substance.unsaid}
    return tuple(" ".join(each) for each in sorted(phrases) if _stands_in(each, said))


def _stands_in(phrase: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return any(said[at : at + len(phrase)] == phrase for at in range(len(said)))


def heads(product: Product) -> frozenset[str]:
    """What kind of thing it is called: the last words of its names."""
    names = (folded(name) for name in (product.name, *product.aliases))
    return frozenset(name[-1] for name in names if name)


def _within(product: Product, conditions: Conditions) -> bool:
    # Amounts are said in hundredths of the unit; the yen has none.
    price = product.price.amount * 10**_HUNDREDTHS / 10 ** decimals(product.price.currency)
    least, most = conditions.least, conditions.most
    return (least is None or price >= least) and (most is None or price <= most)


def is_without(product: Product, named: str) -> bool:
    """Whether the shop says that something is not in it, or says what is in it and does not name that."""
    name = folded(named)
    known = next((each for each in words("en").substances if name in each.said), None)
    if known is not None:
        there, _ = presence(product, known)
        if there is not Presence.NOT_TOLD:
            return there is Presence.FREE_FROM
    listed = _listed(product, allergen=known is not None and known.allergen)
    return bool(listed) and all(not set(name) <= set(folded(fact.value)) for fact in listed)


def _listed(product: Product, *, allergen: bool) -> tuple[Fact, ...]:
    """What the shop says to be in it."""
    ingredients = facts(product, f"attributes.{AttributeName.INGREDIENTS}")
    return ingredients or (facts(product, f"attributes.{AttributeName.ALLERGEN}") if allergen else ())


def _is(product: Product, trait: str) -> bool:
    """Whether the shop says that it is so: in its attributes, or in what it is called."""
    if set(folded(trait)) <= set(folded(f"{product.title} {product.name}")):
        return True
    said = answer(product, f"is it {trait}")
    return isinstance(said, Answer) and said.says is Says.YES


def _colours(product: Product) -> set[str]:
    """All colours that it is or can be chosen in."""
    values = [*facts(product, "attributes.color"), *facts(product, "options.color")]
    terms = {term for fact in values for term in folded(fact.value)}
    return terms | set(folded(product.name))


def stands(product: Product, besides: Sequence[Product], beside: Beside) -> bool:
    """Whether a product of the same kind differs from all of some as it was asked for."""
    if product.id in {each.id for each in besides} or not all(_alike(product, each) for each in besides):
        return False
    match beside:
        case Beside.CHEAPER:
            return all(product.price.amount < each.price.amount for each in besides)
        case Beside.DEARER:
            return all(product.price.amount > each.price.amount for each in besides)
        case Beside.BETTER_RATED:
            return all(_stars(product) > _stars(each) for each in besides)
        case Beside.OTHER_BRAND:
            return folded(product.brand) not in {folded(each.brand) for each in besides}
        case Beside.BIGGER:
            return all(_more(product, each) for each in besides)
        case Beside.SMALLER:
            return all(_more(each, product) for each in besides)


def _alike(one: Product, other: Product) -> bool:
    """Whether they are of one kind."""
    return one.category == other.category and not heads(one).isdisjoint(heads(other))


def _stars(product: Product) -> float:
    return sure_of(product.rating) if product.rating and product.rating.count else 0.0


def _more(one: Product, other: Product) -> bool:
    """Whether one package holds more than another of the same measure."""
    if one.package is None or other.package is None or one.package.measure != other.package.measure:
        return False
    return one.package.amount > other.package.amount
