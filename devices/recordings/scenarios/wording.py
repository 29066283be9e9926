"""How an expectation would be written that fits what came about, as much like the old one as possible."""

from collections.abc import Mapping, Sequence
from typing import Any


def wanted(name: str, there: Any, found: Any) -> Any:
    """The new expectation. Keys that the old one did not have are not added.

    Args:
        name: of the field.
        there: the old one, as it is written.
        found: what came about, as `observation.seen` tells it.

    Returns:
        None where there is nothing to write.
    """
    match name:
        case "slots":
            return like(there, found)
        case "cart":
            return _cart(there, found)
        case "orders":
            return _orders(there, found)
        case "reply":
            return _reply(there, found)
        case "within":
            return None
        case _:
            return found


def like(there: Any, found: Any) -> Any:
    """What was found, of tables only the keys that are there."""
    if isinstance(there, Mapping) and isinstance(found, Mapping):
        return {key: like(value, found[key]) for key, value in there.items() if key in found}
    if _is_list(there) and _is_list(found):
        return [like(_pattern(there, index), item) for index, item in enumerate(found)]
    if isinstance(there, str) and isinstance(found, str) and there.casefold() == found.casefold():
        return there
    return found


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _pattern(there: Sequence[Any], index: int) -> Any:
    """The item that one is written like: that of the same place, or the last."""
    return there[min(index, len(there) - 1)] if there else None


def _cart(there: Sequence[Any], found: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The lines that are still right first, as they are; then those of the same products; then new ones."""
    left = list(found)
    kept: dict[int, Any] = {}
    for same in (_same_line, _same_product):
        for index, line in enumerate(there):
            match = next((each for each in left if index not in kept and same(line, each)), None)
            if match is not None:
                left.remove(match)
                kept[index] = line if same is _same_line else _line_like(line, match)
    return [kept[index] for index in sorted(kept)] + [dict(line) for line in left]


def _line_like(there: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {"quantity": 1, "options": {}}
    line: dict[str, Any] = {"product": there["product"]}
    for key, default in defaults.items():
        value = found.get(key, default)
        if key in there or value != default:
            line[key] = value
    # In the order in which they stand there.
    return {key: line[key] for key in (*there, *(set(line) - set(there)))}


def _same_line(there: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    options = [_folded(each.get("options") or {}) for each in (there, found)]
    same = options[0] == options[1] and there.get("quantity", 1) == found.get("quantity", 1)
    return same and _same_product(there, found)


def _same_product(there: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    return str(there["product"]).casefold() == str(found["product"]).casefold()


def _folded(options: Mapping[str, Any]) -> dict[str, str]:
    return {name.casefold(): str(value).casefold() for name, value in options.items()}


def _orders(there: Sequence[Any], found: Sequence[Mapping[str, Any]]) -> list[Any]:
    """One for each order there is, telling of it what the old ones tell."""
    keys = dict.fromkeys(key for order in there for key in order) or ["lines", "total"]
    orders = []
    for index, order in enumerate(found):
        pattern = _pattern(there, index) or {}
        value = {key: order[key] for key in keys if key in order}
        if "lines" in value and _is_list(pattern.get("lines")):
            value["lines"] = _cart(pattern["lines"], order["lines"])
        orders.append(value)
    return orders


def _reply(there: Any, found: Any) -> Any:
    told = {"key": found} if isinstance(found, str) else found
    if isinstance(there, Mapping):
        return {key: told.get(key, value) for key, value in there.items()}
    return told.get("key", there)
