"""Which kind of a product somebody wants instead of the one they have."""

from assistant.shopping.products import OptionGroup, Product, Variant

_STEPS = {"bigger": 1, "larger": 1, "smaller": -1}


def wanted(product: Product, have: str, said: str) -> Variant | None:
    """The one other kind that what was said tells; None where none or several do.

    Args:
        product: with all its kinds.
        have: the variant's id that is given back.
        said: "red one", "bigger size".
    """
    mine = next((each for each in product.variants if each.id == have), None)
    if mine is None:
        return None
    words = said.lower().split()
    step = next((_STEPS[word] for word in words if word in _STEPS), 0)
    for group in product.options:
        value = _stepped(group, mine, step) if step else _named(group, words)
        if value and value != mine.options.get(group.name):
            return _with(product, mine, group.name, value)
    return None


def _stepped(group: OptionGroup, mine: Variant, step: int) -> str:
    values = [each.value for each in group.values]
    have = mine.options.get(group.name)
    if "size" not in group.name.lower() or have not in values:
        return ""
    at = values.index(have) + step
    return values[at] if 0 <= at < len(values) else ""


def _named(group: OptionGroup, words: list[str]) -> str:
    found = [each.value for each in group.values if set(each.value.lower().split()) <= set(words)]
    return max(found, key=len, default="")


def _with(product: Product, mine: Variant, name: str, value: str) -> Variant | None:
    options = {**mine.options, name: value}
    return next((each for each in product.variants if dict(each.options) == options), None)
