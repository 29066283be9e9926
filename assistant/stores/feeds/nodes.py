"""Nodes of JSON-LD: things with properties, of which any may have no value, one or several."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from assistant.stores.feeds.agentic import text

Node: TypeAlias = Mapping[str, Any]
DEEPEST = 8
"""How deep things within things are looked at."""
_MOST = 100_000
_TEXTS = ("name", "value", "@value")


class Nodes:
    """Nodes by their ids: one may stand for another that is elsewhere in the file."""

    def __init__(self) -> None:
        self._known: dict[str, Node] = {}
        self.variants: set[str] = set()
        """Ids of the nodes that a group names as its variants."""

    def learn(self, value: Any, depth: int = DEEPEST) -> None:
        """Note all nodes in a value that have an id and say something."""
        if isinstance(value, list):
            for member in value:
                self.learn(member, depth)
        elif isinstance(value, dict) and depth:
            name = value.get("@id")
            if isinstance(name, str) and len(value) > 1 and len(self._known) < _MOST:
                self._known.setdefault(name, value)
            for variant in several(value.get("hasVariant")):
                if isinstance(variant, dict) and variant.keys() == {"@id"}:
                    self.variants.add(text(variant["@id"]))
            for member in value.values():
                if isinstance(member, list | dict):
                    self.learn(member, depth - 1)

    def node(self, value: Any) -> Node:
        """What a value stands for, without properties where it is no node; of several the first."""
        found = next(iter(several(value)), None)
        if not isinstance(found, dict):
            return {}
        return self._known.get(text(found["@id"]), found) if found.keys() == {"@id"} else found

    def nodes(self, value: Any) -> list[Node]:
        """What several values stand for."""
        return [node for each in several(value) if (node := self.node(each))]

    def label(self, value: Any) -> str:
        """A value as a text: of a node its name; of several the first."""
        found = next(iter(several(value)), None)
        if not isinstance(found, dict):
            return text(found)
        node = self.node(found)
        return next((said for name in _TEXTS if (said := text(node.get(name)))), "")

    def first(self, node: Node, *names: str) -> str:
        """The first of some properties that has a value, as a text."""
        return next((said for name in names if name in node and (said := self.label(node[name]))), "")


def several(value: Any) -> list[Any]:
    """The values that a property has."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def kinds(node: Node) -> set[str]:
    """What a node is, without the vocabulary's address."""
    return {local(text(kind)) for kind in several(node.get("@type"))}


def local(name: str) -> str:
    """A name without the vocabulary's address: "size" for "https://schema.org/size"."""
    return name.rpartition("/")[2].rpartition(":")[2]
