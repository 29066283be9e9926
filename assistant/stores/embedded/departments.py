"""The departments of the embedded store."""

import json
from collections import Counter
from collections.abc import Iterable

from assistant.shopping.categories import Category, CategoryTree, category_id
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


def category_numbers(session: Session, paths: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int | None]:
    """The numbers of categories, made where there are none; None for no category."""
    wanted = sorted({path[:length] for path in paths for length in range(1, len(path) + 1)}, key=len)
    rows = session.among("SELECT id, number FROM categories WHERE", "id", list(map(category_id, wanted)))
    known = {row["id"]: int(row["number"]) for row in rows}
    for path in wanted:
        name = category_id(path)
        if name not in known:
            known[name] = next_numbers(session, "categories")
            session.change(
                "INSERT INTO categories (number, id, parent, name) VALUES (:number, :id, :parent, :name)",
                number=known[name],
                id=name,
                parent=known.get(category_id(path[:-1])),
                name=path[-1],
            )
    numbers: dict[tuple[str, ...], int | None] = {path: known[category_id(path)] for path in wanted}
    return {**numbers, (): None}
