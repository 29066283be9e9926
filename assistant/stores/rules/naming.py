"""What the products of a shop are called, gathered for recognition."""

from assistant.shopping.products import Names
from intents.spoken_names import Named

Group = tuple[str, tuple[str, ...]]
"""The name of an option group, and its values."""


class Naming:
    """Gathers the names of products, and those of option groups that differ in their values."""

    def __init__(self) -> None:
        self._entries: list[Named] = []
        self._values: dict[str, tuple[str, ...]] = {}
        self._groups: dict[Group, str] = {}

    def add(self, names: tuple[str, ...], brand: str, content: str, groups: tuple[Group, ...]) -> None:
        """Add a product."""
        self._entries.append(Named(names, brand, content, tuple(map(self._name, groups))))

    def names(self) -> Names:
        """All that was added, each name once."""
        return Names(
            products=tuple(dict.fromkeys(name for entry in self._entries for name in entry.names)),
            options=tuple(dict.fromkeys(value for values in self._values.values() for value in values)),
            entries=tuple(self._entries),
            groups=self._values,
        )

    def _name(self, group: Group) -> str:
        """The group's name, or where another is called the same, one like it."""
        if group not in self._groups:
            name = group[0] if group[0] not in self._values else f"{group[0]} {len(self._values)}"
            self._groups[group], self._values[name] = name, group[1]
        return self._groups[group]
