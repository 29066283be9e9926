"""Google's product data as XML: RSS and Atom with elements of its own."""

import codecs
import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from xml.parsers import expat

from assistant.errors import UnusableInputError
from assistant.stores.feeds.opening import UTF_8, Feed
from assistant.stores.feeds.raw import RawRow, field
from assistant.stores.feeds.records import Row
from assistant.stores.feeds.rows import RowReader
from assistant.stores.feeds.values import unlisted

LONGEST_ITEM = 16_000_000
"""Characters."""
_CHUNK = 1 << 16
_DECLARATION = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']")
_ENDS = re.compile(r"</(?:item|entry)\s*>")
_BEGINS = ("<item", "<entry")
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_ITEMS = frozenset(
    ("item", "entry", "{http://purl.org/rss/1.0/}item", *(f"{{{space}}}entry" for space in _ATOM))
)
# XML has no place for these, yet many feeds hold them. Line ends and tabulators stay.
_SPACE, _FIRST_LETTER, _KEPT = 32, 32, (9, 10, 13)
_TABLE = bytes(_SPACE if code < _FIRST_LETTER and code not in _KEPT else code for code in range(256))
_SECTION, _NAME, _VALUE = "section_name", "attribute_name", "attribute_value"


def read(feed: Feed, now: datetime, currency: str) -> Iterator[Row]:
    """The items of a feed; in memory is one at a time.

    Args:
        feed: the file.
        now: the time for which it is read.
        currency: of prices that do not say theirs; empty where they must.

    Raises:
        UnusableInputError: if it is no XML, breaks off, or declares entities, which may be bombs.
    """
    reader = RowReader(now, currency)
    for line, item in _items(feed):
        yield reader.row(line, _raw(item))


def _items(feed: Feed) -> Iterator[tuple[int, Element]]:
    """Each item with the line in which it begins."""
    parser: XMLPullParser[Element] = XMLPullParser(("start",))
    shelf = _Shelf()
    line = 1
    try:
        for line, piece in _pieces(feed):
            parser.feed(piece)
            for element in shelf.of_interest(parser):
                yield from shelf.began(element, line)
        parser.close()
    except ParseError as error:
        at, _ = error.position
        raise UnusableInputError(
            f"{feed.path} is no whole XML document: {error.msg.partition(':')[0]}, in line {at}.",
            "Mend it, or fetch it again; the shop is as it was.",
        ) from error
    yield from shelf.ended()


class _Shelf:
    """Where items hang in the tree: an item is whole when the next begins, and then is taken down."""

    def __init__(self) -> None:
        self._parents: list[Element] = []
        self._parent: Element | None = None
        self._item: Element | None = None
        self._line = 0

    def of_interest(self, parser: "XMLPullParser[Element]") -> list[Element]:
        """The elements that have begun: all until the first item, then the items."""
        events: Iterator[Any] = parser.read_events()
        return [element for _, element in events if self._parent is None or element.tag in _ITEMS]

    def began(self, element: Element, line: int) -> Iterator[tuple[int, Element]]:
        """An element has begun; gives the item before it where it is one."""
        if self._parent is None and element.tag not in _ITEMS:
            self._parents.append(element)
        elif element.tag in _ITEMS and self._is_next(element):
            yield from self.ended()
            self._item, self._line = element, line

    def ended(self) -> Iterator[tuple[int, Element]]:
        """Gives the item that is whole."""
        if self._item is not None and self._parent is not None:
            self._parent.remove(self._item)
            yield self._line, self._item
            self._item = None

    def _is_next(self, element: Element) -> bool:
        if self._parent is None:
            self._parent = next((at for at in reversed(self._parents) if element in at), None)
            self._parents.clear()
        return self._parent is not None and element is self._parent[-1]


def _pieces(feed: Feed) -> Iterator[tuple[int, str]]:
    """The document cut behind its items, each piece with the line in which the item in it begins."""
    guard = _Prolog(feed)
    line, rest = 1, ""
    for chunk in _chunks(feed):
        guard.feed(chunk)
        rest += chunk
        begin = 0
        for end in _ENDS.finditer(rest):
            piece = rest[begin : end.end()]
            begin = end.end()
            yield line + _lines_before(piece), piece
            line += piece.count("\n")
        rest = rest[begin:]
        if len(rest) > LONGEST_ITEM:
            raise UnusableInputError(
                f"{feed.path}: the item in line {line + _lines_before(rest)} has no end.",
                "It is no product feed, or broken.",
            )
    yield line, rest


def _lines_before(piece: str) -> int:
    """How many lines of a piece are before its item."""
    return piece.count("\n", 0, max(0, *map(piece.rfind, _BEGINS)))


def _chunks(feed: Feed) -> Iterator[str]:
    """The document's text, with a space for each control character."""
    encoding = feed.encoding()
    declared = _DECLARATION.match(feed.beginning(200))
    if encoding == UTF_8 and declared:
        encoding = declared[1].decode()
        encoding = UTF_8 if encoding.casefold() in {"utf-8", "utf8"} else encoding
    try:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
    except LookupError as error:
        raise UnusableInputError(
            f"{feed.path}: there is no encoding called {encoding}.", "Mend its first line."
        ) from error
    wide = encoding.startswith(("utf-16", "utf-32"))
    while chunk := feed.stream.read(_CHUNK):
        yield decoder.decode(chunk if wide else chunk.translate(_TABLE))
    yield decoder.decode(b"", final=True)


class _Prolog:
    """Looks at what stands before the document's root, where alone entities can be declared."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._over = False
        self._parser = expat.ParserCreate()
        self._parser.EntityDeclHandler = self._entity
        self._parser.StartElementHandler = self._root

    def feed(self, chunk: str) -> None:
        """Look at a piece of the document, while its root has not begun."""
        if self._over:
            return
        try:
            self._parser.Parse(chunk, False)
        except expat.ExpatError:
            self._over = True  # what is wrong the document's own parser will say

    def _root(self, _name: str, _attributes: object) -> None:
        self._over = True
        self._parser.StartElementHandler = None

    def _entity(self, name: str, *_: object) -> None:
        raise UnusableInputError(
            f"{self._feed.path} declares an entity ({name[:40]}), which may be made to fill the memory.",
            "A product feed needs none: write out what it stands for.",
        )


def _raw(item: Element) -> RawRow:
    found: dict[str, str] = {}
    details = []
    for child in item:
        name = _field(child.tag)
        if name == "product_detail" and len(child):
            details.append(_detail(child))
        elif name:
            found.setdefault(name, _text(child))
    if details:
        found["product_detail"] = unlisted(details)
    return RawRow(**found)


def _text(element: Element) -> str:
    if len(element):
        return "".join(element.itertext())
    return element.text or element.get("href") or ""


def _detail(element: Element) -> str:
    parts = {_local(child.tag): (child.text or "").strip() for child in element}
    return f"{parts.get(_SECTION, '')}:{parts.get(_NAME, '')}:{parts.get(_VALUE, '')}"


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


@lru_cache(maxsize=1024)
def _field(tag: str) -> str:
    return field(_local(tag))
