"""What a product's terms must be, in a form that every index can be asked in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these."""

    some: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these at least."""

    some: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class But:
    """One thing without another."""

    this: "Expression"
    that: "Expression"


@dataclass(frozen=True, slots=True)
class Called:
    """Something among the terms of names and brand only."""

    this: "Expression"


Expression: TypeAlias = str | AllOf | AnyOf | But | Called
"""A term, or what is made of them."""


def all_of(some: Iterable[Expression]) -> Expression:
    """All of these; of one just that."""
    found = tuple(dict.fromkeys(some))
    return found[0] if len(found) == 1 else AllOf(found)


def any_of(some: Iterable[Expression]) -> Expression:
    """One of these at least; of one just that."""
    found = tuple(dict.fromkeys(some))
    return found[0] if len(found) == 1 else AnyOf(found)
