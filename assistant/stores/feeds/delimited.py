"""Feeds in rows and columns: Google's product data as tab-separated text, and tables of a shop's own."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from assistant.errors import UnusableInputError
from assistant.stores.feeds.columns import Columns
from assistant.stores.feeds.mapping import ColumnMapping
from assistant.stores.feeds.opening import LONGEST_LINE, Feed, Lines
from assistant.stores.feeds.records import BadRow, Row
from assistant.stores.feeds.refusals import RefusedError
from assistant.stores.feeds.rows import RowReader

_OPEN_QUOTE = "a quotation mark is not closed, or stands where none may be"


def read(feed: Feed, now: datetime, currency: str, mapping: ColumnMapping | None = None) -> Iterator[Row]:
    """The rows of a table whose first line names its columns.

    Args:
        feed: the file.
        now: the time for which it is read.
        currency: of prices that do not say theirs; empty where they must.
        mapping: what its columns mean; without one they have the names of product data.

    Raises:
        UnusableInputError: if its columns are not known, or it breaks off.
    """
    told = mapping or ColumnMapping()
    lines = Lines(_text(feed, told))
    header = next((line for line in lines if line.strip()), "")
    columns = Columns.of(header, told, str(feed.path))
    reader = RowReader(now, told.currency or currency, told.decimal, table=True)
    for begin, row in _rows(lines, columns):
        if isinstance(row, str):
            yield BadRow(begin, row)
            continue
        try:
            raw, options, attributes = columns.raw(row)
        except RefusedError as refused:
            yield BadRow(begin, str(refused))
        else:
            yield reader.row(begin, raw, options, attributes)


def _text(feed: Feed, mapping: ColumnMapping) -> io.TextIOWrapper:
    encoding = mapping.encoding or feed.encoding()
    try:
        return io.TextIOWrapper(feed.stream, encoding, errors="replace", newline="")
    except LookupError as error:
        raise UnusableInputError(
            f"There is no encoding called {encoding}.", "Correct it in the mapping."
        ) from error


def _rows(lines: Lines, columns: Columns) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with the line in which it begins; where it has not the right form, why."""
    reader = csv.reader(lines, delimiter=columns.delimiter)
    while True:
        lines.taken.clear()
        begin = lines.number + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield begin, _too_long(lines)
            continue
        if len(row) == columns.count and lines.cut != lines.number:
            yield begin, row
        elif row:
            yield begin, (_wrong(row, columns, lines) or row)


def _wrong(row: list[str], columns: Columns, lines: Lines) -> str:
    """Why a row has not the right form; empty where it can be put right."""
    if lines.cut == lines.number:
        return f"the line has more than {LONGEST_LINE:,} characters"
    if len(lines.taken) > 1:
        # It was joined from several lines by a stray quotation mark: but for the first they are whole.
        lines.take_back()
        return _OPEN_QUOTE
    if len(row) > columns.count and not any(row[columns.count :]):
        del row[columns.count :]
        return ""
    return f"there are {len(row)} values for {columns.count} columns"


def _too_long(lines: Lines) -> str:
    if len(lines.taken) > 1:
        lines.take_back()
        return _OPEN_QUOTE
    return f"a value has more than {csv.field_size_limit():,} characters"
