"""The departments of the embedded store."""

import json
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from assistant.shopping.categories import Category, CategoryTree, category_id
from assistant.shopping.listings import CategoryListing
from assistant.shopping.names import folded
from assistant.stores.embedded.session import Session, next_numbers


def tree(session: Session) -> CategoryTree:
    """All departments, each with how many products are listed in it and below it."""
    rows = session.rows(
        "SELECT categories.number, categories.id, categories.parent, categories.name, categories.aliases,"
        " count(products.number) AS products FROM categories"
        " LEFT JOIN products ON products.category = categories.number AND products.listed"
        " GROUP BY categories.number, categories.id, categories.parent, categories.name, categories.aliases"
        " ORDER BY categories.number"
    )
    ids = {int(row["number"]): row["id"] for row in rows}
    parents = {int(row["number"]): row["parent"] for row in rows}
    counts: Counter[int] = Counter()
    for row in rows:
        at = int(row["number"])
        while at is not None:
            counts[at] += row["products"]
            at = parents[at]
    return CategoryTree(
        categories=tuple(
            Category(
                id=row["id"],
                name=row["name"],
                parent=None if row["parent"] is None else ids[int(row["parent"])],
                aliases=tuple(json.loads(row["aliases"])),
                products=counts[int(row["number"])],
            )
            for row in rows
        )
    )


def keep_aliases(session: Session, departments: Iterable[CategoryListing]) -> None:
    """Let departments have these other names, and no others have any."""
    session.change("UPDATE categories SET aliases = '[]' WHERE aliases <> '[]'")
    for department in departments:
        session.change(
            "UPDATE categories SET aliases = :aliases WHERE id = :id",
            aliases=json.dumps(department.aliases, ensure_ascii=False),
            id=category_id(department.path),
        )


def called(session: Session, name: str) -> str:
    """The id of the department that has a name as another one; the name itself where none has it."""
    rows = session.rows("SELECT id AS id, name AS name, aliases AS aliases FROM categories ORDER BY number")
    wanted = folded(name)
    if any(folded(row["name"]) == wanted for row in rows):
        return name
    named = (row["id"] for row in rows if wanted in map(folded, json.loads(row["aliases"])))
    return str(next(named, name))


@lru_cache(maxsize=1 << 12)
def path_id(path: tuple[str, ...]) -> str:
    """The id of a category by its path, for many products of the same."""
    return category_id(path)


def category_numbers(session: Session, paths: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int | None]:
    """The numbers of categories, made where there are none; None for no category."""
    wanted = sorted({path[:length] for path in paths for length in range(1, len(path) + 1)}, key=len)
    rows = session.among("SELECT id, number FROM categories WHERE", "id", list(map(path_id, wanted)))
    known = {row["id"]: int(row["number"]) for row in rows}
    for path in wanted:
        name = path_id(path)
        if name not in known:
            known[name] = next_numbers(session, "categories")
            session.change(
                "INSERT INTO categories (number, id, parent, name) VALUES (:number, :id, :parent, :name)",
                number=known[name],
                id=name,
                parent=known.get(path_id(path[:-1])),
                name=path[-1],
            )
    numbers: dict[tuple[str, ...], int | None] = {path: known[path_id(path)] for path in wanted}
    return {**numbers, (): None}
