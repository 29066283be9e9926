"""The shop's departments, in a tree."""

from collections.abc import Mapping, Sequence
from typing import Self

from pydantic import model_validator

from assistant.shopping.data import ShopData
from assistant.shopping.names import words


class Category(ShopData):
    """A department."""

    id: str
    name: str
    """As it is said: "dairy"."""
    parent: str | None = None
    """The id of the department that it is in."""
    aliases: tuple[str, ...] = ()
    """Other names: "milk products"."""
    products: int = 0
    """How many are listed in it and below it."""


def category_id(path: Sequence[str]) -> str:
    """The id of a category by its path, the same however the names are written: "food > dairy > milk"."""
    return " > ".join(" ".join(words(name)) or name for name in path)


class CategoryTree(ShopData):
    """All departments."""

    categories: tuple[Category, ...] = ()

    @model_validator(mode="after")
    def _is_a_tree(self) -> Self:
        parents = {category.id: category.parent for category in self.categories}
        if len(parents) != len(self.categories):
            raise ValueError("two categories have the same id")
        for category in self.categories:
            _check_way_up(category.id, parents)
        return self

    def path(self, category_id: str) -> tuple[str, ...]:
        """The names from the root to a category: ("food", "dairy", "milk"); empty where there is none."""
        found = {category.id: category for category in self.categories}
        names: list[str] = []
        at = found.get(category_id)
        while at is not None:
            names.append(at.name)
            at = found.get(at.parent) if at.parent else None
        return tuple(reversed(names))

    def below(self, category_id: str) -> frozenset[str]:
        """The ids of a category and of all that are in it."""
        ids = {category_id}
        grown = True
        while grown:
            inside = {category.id for category in self.categories if category.parent in ids}
            grown = not inside <= ids
            ids |= inside
        return frozenset(ids)


def _check_way_up(start: str, parents: Mapping[str, str | None]) -> None:
    passed, at = {start}, parents[start]
    while at is not None:
        if at not in parents:
            raise ValueError(f"the category {start} is in {at}, which there is not")
        if at in passed:
            raise ValueError(f"the category {start} is in itself")
        passed.add(at)
        at = parents[at]
