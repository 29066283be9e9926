"""JSON-LD out of web pages."""

import codecs
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from assistant.stores.feeds.opening import Feed
from assistant.stores.feeds.records import BadRow

LONGEST_SCRIPT = 16_000_000
"""Characters."""
_CHUNK = 1 << 16
_KIND = "application/ld+json"


def scripts(feed: Feed) -> Iterator[tuple[int, Any] | BadRow]:
    """What the scripts of a page that are JSON-LD hold, each with the line in which it begins."""
    decoder = codecs.getincrementaldecoder(feed.encoding())("replace")
    page = _Page()
    while chunk := feed.stream.read(_CHUNK):
        page.feed(decoder.decode(chunk))
        yield from page.taken()
    page.close()
    yield from page.taken()


class _Page(HTMLParser):
    """Collects the scripts of a page that are JSON-LD."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._line = 0
        self._parts: list[str] | None = None
        self._length = 0
        self._found: list[tuple[int, Any] | BadRow] = []

    def taken(self) -> list[tuple[int, Any] | BadRow]:
        """What has been found since this was last asked."""
        found, self._found = self._found, []
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to listen where JSON-LD begins."""
        kind = (dict(attrs).get("type") or "").partition(";")[0].strip().casefold()
        if tag == "script" and kind == _KIND:
            self._line, self._parts, self._length = self.getpos()[0], [], 0

    def handle_data(self, data: str) -> None:
        """Note a part of a script."""
        if self._parts is not None:
            self._length += len(data)
            if self._length <= LONGEST_SCRIPT:
                self._parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Read the script that ends."""
        if tag == "script" and self._parts is not None:
            self._found.append(_read(self._line, "".join(self._parts), self._length))
            self._parts = None


def _read(line: int, script: str, length: int) -> tuple[int, Any] | BadRow:
    if length > LONGEST_SCRIPT:
        return BadRow(line, f"its JSON-LD has more than {LONGEST_SCRIPT:,} characters")
    # Some pages hide scripts from browsers of the last century.
    bare = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    bare = (
        bare.removeprefix("//<![CDATA[").removeprefix("<![CDATA[").removesuffix("//]]>").removesuffix("]]>")
    )
    try:
        return line, json.loads(bare.strip().rstrip(";"), strict=False)
    except json.JSONDecodeError as error:
        return BadRow(line + error.lineno - 1, f"its JSON-LD is broken: {error.msg}")
    except (ValueError, RecursionError) as error:
        return BadRow(line, f"its JSON-LD cannot be used: {str(error)[:80]}")
