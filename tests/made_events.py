"""Events for the dialogue, made by hypothesis from their models alone: what is added later is made, too.

Hypothesis makes the events, and a seeded random walk puts them in order: left to hypothesis, nearly every
talk stays where it began.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MinLen
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from assistant.dialogue.actions import Action
from assistant.dialogue.happenings import Happening
from assistant.shopping.money import Money

WORDS = ("", "milk", "oat milk", "Oatly oat milk", "a dozen", "the second one", "dozen", "$5", "é\n{{ x }} %")
NUMBERS = (-1, 0, 1, 2, 3, 6, 12, 99, 100, 10**6)
SHARES = (0.0, 0.3, 0.79, 0.8, 0.95, 1.0)
_FIRST, _LAST = datetime(2000, 1, 1), datetime(2099, 12, 31)  # noqa: DTZ001 - hypothesis adds the zone
"""When shops may have been open."""
_MOST = 2
"""Items of a made collection, beyond those that there must be."""


def subclasses(kind: type[Any]) -> list[type[Any]]:
    """All classes below one, in the order of their names."""
    below = {each for child in kind.__subclasses__() for each in (child, *subclasses(child))}
    return sorted(below, key=lambda each: each.__name__)


HAPPENINGS: list[type[Happening]] = subclasses(Happening)
KINDS: Mapping[str, type[Happening]] = {kind.__name__: kind for kind in HAPPENINGS}


def answers(action: Action) -> frozenset[type[Happening]]:
    """What an action may be answered by, as its docstring names it."""
    named = re.findall(r"`(\w+)`", (type(action).__doc__ or "").partition("nswered by")[2])
    found = frozenset(kind for name in named if (kind := KINDS.get(name)) is not None)
    assert found, f"The docstring of {type(action).__name__} does not name what answers it."
    return found


@cache
def made(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Models of a kind, every field of them arbitrary; those that its own checks refuse are left out."""
    if kind is Money:
        # Of one currency: no shop sells in several.
        return st.sampled_from(NUMBERS).map(lambda amount: Money(amount=amount))
    needed: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, field in kind.model_fields.items():
        hint = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        (needed if field.is_required() else optional)[name] = value_of(hint)

    def model(values: dict[str, Any]) -> BaseModel | None:
        try:
            return kind.model_validate(_side_by_side(_added_up(values)))
        except ValidationError:
            return None

    return st.fixed_dictionaries(needed, optional=optional).map(model).filter(lambda each: each is not None)


def _side_by_side(values: dict[str, Any]) -> dict[str, Any]:
    """A comparison that is about what is compared: no other one is one."""
    if "subjects" in values and "cheapest" in values:
        size = len(values["subjects"])
        judged = ("cheapest", "best_value", "best_rated")
        return values | {name: _about(values[name], size) for name in judged}
    if values.get("offers") and "comparison" in values:
        size = len(values["comparison"].subjects)
        return values | {
            "offers": (values["offers"] * size)[:size],
            "rates": ((*values["rates"], "") * size)[:size],
        }
    return values


def _about(verdict: Any, size: int) -> Any:
    """A verdict on so many, of which one at least is best."""
    because = tuple(each.model_copy(update={"position": each.position % size}) for each in verdict.because)
    winners = tuple(sorted({each % size for each in verdict.winners} or {0}))
    return verdict.model_copy(update={"winners": winners, "because": because})


def _added_up(values: dict[str, Any]) -> dict[str, Any]:
    """A bill whose lines are its total: no other one is a bill."""
    if values.get("totals") and "total" in values:
        total = Money(amount=sum(line.amount.amount for line in values["totals"]))
        return values | {"total": total}
    return values | {"totals": (), "total": Money(amount=0)} if "totals" in values else values


def value_of(hint: Any, limits: Iterable[Any] = ()) -> st.SearchStrategy[Any]:
    """Values of a type.

    Args:
        hint: the type.
        limits: what else is asked of them.
    """
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return value_of(inner[0], inner[1:])
    if origin in {Union, UnionType}:
        return st.one_of(*map(value_of, inner))
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is not None:
        return _collection(origin, inner, limits)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return st.deferred(lambda: made(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    return _plain(hint, limits)


def _collection(origin: Any, inner: tuple[Any, ...], limits: Iterable[Any]) -> st.SearchStrategy[Any]:
    least = max((each.min_length for each in limits if isinstance(each, MinLen)), default=0)
    if issubclass(origin, Mapping):
        return st.dictionaries(*map(value_of, inner), max_size=_MOST)
    if issubclass(origin, tuple) and inner[-1] is not ...:
        return st.tuples(*map(value_of, inner))
    items = st.lists(value_of(inner[0]), min_size=least, max_size=least + _MOST)
    return items.map(origin) if issubclass(origin, tuple | frozenset | set) else items


def _plain(hint: Any, limits: Iterable[Any]) -> st.SearchStrategy[Any]:
    if hint in {int, float}:
        values = NUMBERS if hint is int else SHARES
        return st.sampled_from([value for value in values if _within(value, limits)])
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: st.sampled_from(WORDS),
        bool: st.booleans(),
        NoneType: st.none(),
        Any: st.sampled_from(WORDS),
        datetime: st.datetimes(_FIRST, _LAST, timezones=st.just(UTC)),
        date: st.dates(_FIRST.date(), _LAST.date()),
    }
    return simple[hint] if hint in simple else st.from_type(hint)


def _within(value: float, limits: Iterable[Any]) -> bool:
    checks = {
        Ge: lambda limit: value >= limit.ge,
        Gt: lambda limit: value > limit.gt,
        Le: lambda limit: value <= limit.le,
        Lt: lambda limit: value < limit.lt,
    }
    return all(checks[type(each)](each) for each in limits if type(each) in checks)


@cache
def pool(kind: type[Happening], size: int = 120) -> tuple[Any, ...]:
    """Some happenings of a kind, always the same ones."""
    found: list[Any] = []

    @seed(0)
    @settings(
        max_examples=size,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(made(kind))
    def keep(happening: Happening) -> None:
        found.append(happening)

    keep()
    return tuple(found)
