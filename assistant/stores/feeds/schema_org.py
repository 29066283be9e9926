"""Products as web pages tell them to search engines: schema.org in JSON-LD, in a file or in a page."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from assistant.stores.feeds import figures
from assistant.stores.feeds.agentic import text
from assistant.stores.feeds.json_texts import objects
from assistant.stores.feeds.nodes import DEEPEST, Node, Nodes, kinds, local, several
from assistant.stores.feeds.offers import offer
from assistant.stores.feeds.opening import Feed
from assistant.stores.feeds.pages import scripts
from assistant.stores.feeds.raw import FIELDS, RawRow
from assistant.stores.feeds.records import BadRow, Pairs, Row
from assistant.stores.feeds.refusals import RefusedError
from assistant.stores.feeds.rows import RowReader

EXTENSION = "aisle"
"""The id of a property of ours, which holds what the vocabulary has no place for."""
_PRODUCTS = frozenset(("Product", "IndividualProduct", "SomeProducts", "ProductModel"))
_GROUP = "ProductGroup"
_AROUND = ("@graph", "mainEntity", "itemListElement", "item", "itemOffered")
"""What a node may hold that is or holds products."""
_GTINS = ("gtin", "gtin13", "gtin12", "gtin14", "gtin8")
_IDS = ("sku", "productID", "identifier", *_GTINS, "@id")
_VARIES = ("size", "color", "pattern", "material")
_SHARED = (
    "name",
    "description",
    "brand",
    "manufacturer",
    "category",
    "image",
    "url",
    "aggregateRating",
    *_VARIES,
)
"""What variants have from their group where they do not say it themselves."""
LOOKED_AHEAD = 2_000
"""How many things are read before the first is taken: one may name another that comes later."""
_FIELDS = frozenset(FIELDS)


def read(feed: Feed, now: datetime, currency: str) -> Iterator[Row]:
    """The products of a JSON-LD file, or of a page.

    Args:
        feed: the file.
        now: the time for which it is read.
        currency: of prices that do not say theirs; empty where they must.

    Raises:
        UnusableInputError: if the file is broken.
    """
    begun = feed.beginning(1000).lstrip(b"\xef\xbb\xbf \t\r\n")
    found = scripts(feed) if begun.startswith(b"<") else objects(feed)
    products = _Products(RowReader(now, currency))
    while part := list(islice(found, LOOKED_AHEAD)):
        for each in part:
            if not isinstance(each, BadRow):
                products.nodes.learn(each[1])
        for each in part:
            if isinstance(each, BadRow):
                yield each
            else:
                yield from products.rows(*each)


class _Products:
    """Finds the products in what a file holds."""

    def __init__(self, reader: RowReader) -> None:
        self.nodes = Nodes()
        self._reader = reader

    def rows(self, line: int, value: Any, depth: int = DEEPEST) -> Iterator[Row]:
        """The products that a value is or holds."""
        if isinstance(value, list):
            for member in value:
                yield from self.rows(line, member, depth)
        elif isinstance(value, dict) and depth:
            kind = kinds(value)
            if _GROUP in kind and "hasVariant" in value:
                yield from self._group(line, value)
            elif kind & _PRODUCTS:
                # A variant that its group names is read with its group.
                if text(value.get("@id")) not in self.nodes.variants:
                    yield self._row(line, value)
            else:
                for name in _AROUND:
                    yield from self.rows(line, value.get(name), depth - 1)

    def _group(self, line: int, group: Node) -> Iterator[Row]:
        shared = {name: group[name] for name in _SHARED if name in group}
        variants = self.nodes.nodes(group["hasVariant"])
        for variant in variants:
            row = self._row(line, {**shared, **variant, "isVariantOf": group})
            yield row if isinstance(row, BadRow) else row._replace(siblings=len(variants))

    def _row(self, line: int, node: Node) -> Row:
        try:
            return self._reader.row(line, self._raw(node), *self._pairs(node))
        except RefusedError as refused:
            return BadRow(line, str(refused), self.nodes.first(node, *_IDS))

    def _raw(self, node: Node) -> RawRow:
        nodes, group = self.nodes, self.nodes.node(node.get("isVariantOf"))
        rating = nodes.node(node.get("aggregateRating"))
        offered = offer(nodes, node.get("offers"))
        fields = {
            **offered,
            **{name: nodes.first(node, name) for name in _VARIES},
            "id": nodes.first(node, *_IDS),
            "title": nodes.first(node, "name"),
            "description": nodes.first(node, "description"),
            "brand": nodes.first(node, "brand", "manufacturer"),
            "gtin": nodes.first(node, *_GTINS),
            "link": nodes.first(node, "url") or offered.get("link", ""),
            "image_link": self._image(node.get("image")),
            "product_type": nodes.first(node, "category"),
            "item_group_id": nodes.first(node, "inProductGroupWithID")
            or nodes.first(group, "productGroupID", *_IDS),
            "item_group_title": nodes.first(group, "name"),
            "star_rating": _stars(nodes, rating),
            "review_count": nodes.first(rating, "reviewCount", "ratingCount"),
            **self._own(node),
        }
        return RawRow(**fields)

    def _image(self, value: Any) -> str:
        image = self.nodes.node(value)
        return self.nodes.first(image, "contentUrl", "url", "@id") if image else self.nodes.label(value)

    def _pairs(self, node: Node) -> tuple[Pairs, Pairs]:
        """What tells it from the other variants of its group, and other facts."""
        group = self.nodes.node(node.get("isVariantOf"))
        varies = {local(self.nodes.label(each)).casefold() for each in several(group.get("variesBy"))}
        facts = [
            (self.nodes.first(each, "name"), self._fact(each))
            for each in self.nodes.nodes(node.get("additionalProperty"))
            if each.get("propertyID") != EXTENSION
        ]
        options = tuple(fact for fact in facts if fact[0].casefold() in varies)
        return options, tuple(fact for fact in facts if fact not in options)

    def _fact(self, node: Node) -> str:
        return f"{self.nodes.first(node, 'value')} {self.nodes.first(node, 'unitText')}".strip()

    def _own(self, node: Node) -> dict[str, str]:
        """What a file of ours says beyond the vocabulary."""
        own = [
            each.get("value")
            for each in self.nodes.nodes(node.get("additionalProperty"))
            if each.get("propertyID") == EXTENSION
        ]
        found = own[0] if own and isinstance(own[0], dict) else {}
        return {name: value for name, value in found.items() if name in _FIELDS and isinstance(value, str)}


def _stars(nodes: Nodes, rating: Node) -> str:
    given = nodes.first(rating, "ratingValue")
    return str(figures.rating(given, nodes.first(rating, "bestRating")) or "") if given else ""
