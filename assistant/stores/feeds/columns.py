"""Which column of a table is which field, worked out once for all its rows."""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any, Self

from assistant.errors import UnusableInputError
from assistant.shopping.money import decimals
from assistant.stores.feeds.mapping import AMOUNT, ATTRIBUTE, OPTION, UNIT, ColumnMapping
from assistant.stores.feeds.raw import FIELDS, RawRow, field
from assistant.stores.feeds.records import Pairs
from assistant.stores.feeds.refusals import RefusedError, shown

DELIMITERS = "\t;,|"
_NEEDED = ("id", "title", "price")
_PRICES = ("price", "sale_price", "multi_price")
_NO_COLUMN = -1
"""The place of a value that no column has: an empty text is put behind the last one."""
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_NUMBER_AND_UNIT = re.compile(r"([\d.,\s]*)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table."""

    delimiter: str
    count: int
    values: Callable[[Sequence[str]], tuple[Any, ...]]
    """The values of a row in the order of `FIELDS`."""
    options: tuple[tuple[str, int], ...]
    """Names and the places of their values."""
    attributes: tuple[tuple[str, int], ...]
    content: tuple[int, int]
    """Places of the amount and of its unit."""
    mapping: ColumnMapping
    changes: bool
    """Whether the mapping changes values."""

    @classmethod
    def of(cls, header: str, mapping: ColumnMapping, name: str) -> Self:
        """The columns that a table's first line names.

        Args:
            header: the line.
            mapping: what the names mean.
            name: of the file, for messages.

        Raises:
            UnusableInputError: if a column that is needed is not there.
        """
        delimiter = mapping.delimiter or max(DELIMITERS, key=lambda mark: _known(header, mark, mapping))
        names = [column.strip() for column in next(csv.reader([header], delimiter=delimiter), [])]
        meanings = _meanings(names, mapping, name)
        places = {meaning: place for place, meaning in reversed(list(enumerate(meanings))) if meaning}
        _check(places, mapping, names, name)
        return cls(
            delimiter,
            len(names),
            itemgetter(*(places.get(known, _NO_COLUMN) for known in FIELDS)),
            _named(places, OPTION),
            _named(places, ATTRIBUTE),
            (places.get(AMOUNT, _NO_COLUMN), places.get(UNIT, _NO_COLUMN)),
            mapping,
            bool(mapping.defaults or mapping.values or mapping.units or mapping.prices == "minor")
            or AMOUNT in places,
        )

    def raw(self, row: list[str]) -> tuple[RawRow, Pairs, Pairs]:
        """What a row says, with its options and its other facts.

        Raises:
            RefusedError: if a value is not as the mapping has it.
        """
        row.append("")
        raw = RawRow._make(self.values(row))
        if self.changes:
            raw = raw._replace(**self._changed(raw, row))
        if not (self.options or self.attributes):
            return raw, (), ()
        return raw, _pairs(self.options, row), _pairs(self.attributes, row)

    def _changed(self, raw: RawRow, row: Sequence[str]) -> dict[str, str]:
        """What the mapping has other values for."""
        mapping = self.mapping
        found = raw._asdict()
        if not found["unit_pricing_measure"]:
            amount, unit = self.content
            found["unit_pricing_measure"] = f"{row[amount]} {row[unit] or mapping.defaults.get(UNIT, '')}"
        for name, values in mapping.values.items():
            found[name] = values.get(found[name].strip(), found[name])
        for name, value in mapping.defaults.items():
            if name in found and not found[name].strip():
                found[name] = value
        found["unit_pricing_measure"] = _measure(found["unit_pricing_measure"], mapping.units)
        if mapping.prices == "minor":
            found |= {name: _major(found[name], mapping) for name in _PRICES}
        return found


def _pairs(places: Sequence[tuple[str, int]], row: Sequence[str]) -> Pairs:
    return tuple((name, row[place]) for name, place in places)


def _known(header: str, delimiter: str, mapping: ColumnMapping) -> int:
    """How many columns would be known if this stood between them."""
    names = next(csv.reader([header], delimiter=delimiter), [])
    own = {column.casefold() for column in mapping.columns}
    return sum(1 for name in names if field(name) or name.strip().casefold() in own)


def _meanings(names: Sequence[str], mapping: ColumnMapping, feed: str) -> list[str]:
    told = {column.strip().casefold(): meaning for column, meaning in mapping.columns.items()}
    there = {name.casefold() for name in names}
    for column in mapping.columns:
        if column.strip().casefold() not in there:
            raise UnusableInputError(
                f"{feed} has no column {shown(column)}; there are: {_listed(names)}.", "Correct the mapping."
            )
    taken = set(told.values())
    return [
        told[name.casefold()]
        if name.casefold() in told
        else (known if (known := field(name)) not in taken else "")
        for name in names
    ]


def _check(places: Mapping[str, int], mapping: ColumnMapping, names: Sequence[str], feed: str) -> None:
    for needed in _NEEDED:
        if needed not in places and needed not in mapping.defaults:
            raise UnusableInputError(
                f"{feed} has no column for the {needed}; there are: {_listed(names)}.",
                "Say in a mapping file which column is which: --mapping FILE.",
            )


def _listed(names: Sequence[str]) -> str:
    few = ", ".join(shown(name) for name in names[:20] if name)
    return f"{few}, …" if len(names) > len(names[:20]) else few or "none"


def _named(places: Mapping[str, int], kind: str) -> tuple[tuple[str, int], ...]:
    found = [(meaning.removeprefix(kind), at) for meaning, at in places.items() if meaning.startswith(kind)]
    return tuple(sorted(found, key=itemgetter(1)))


def _measure(text: str, units: Mapping[str, str]) -> str:
    found = _NUMBER_AND_UNIT.fullmatch(text.strip())
    if not found or not found[1]:
        return ""
    name = found[2].strip()
    return f"{found[1].strip()} {units.get(name.casefold(), name)}"


def _major(text: str, mapping: ColumnMapping) -> str:
    """A price in minor units as one in whole units.

    Raises:
        RefusedError: if it is none.
    """
    if not text.strip():
        return ""
    if not _WHOLE.fullmatch(text.strip()):
        raise RefusedError(f"{shown(text)} is no price in minor units")
    exact = Decimal(text.strip()).scaleb(-decimals(mapping.currency))
    return f"{exact:f}".replace(".", mapping.decimal)
