"""From the records of a feed to products as they go into a shop."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile

from assistant.shopping.attributes import Attribute, as_said
from assistant.shopping.content import content as measured
from assistant.shopping.listings import Listing, VariantListing
from assistant.shopping.products import OptionGroup, OptionValue
from assistant.stores.feeds.extension import Extension, Package
from assistant.stores.feeds.records import FeedRecord, Pairs

VERSION = "version"
"""The option that tells variants apart where the feed does not."""
# "Oat Milk, 64 fl oz", "Oat Milk (64 fl oz)", "Oat Milk - 64 fl oz": none of it is said but "Oat Milk".
_DASHES = "-\N{EN DASH}\N{EM DASH}|"
_SIZE = re.compile(rf"(?:,| [{_DASHES}])\s+(?=[^,]*\d)[^,]*$|\s*\([^()]*\)$")
_BETWEEN = f" {_DASHES}/,(:"
_NOTHING_MORE = Extension()


def listing(records: Sequence[FeedRecord], currency: str) -> Listing:
    """A product, from the records of all its variants.

    Args:
        records: at least one; several have the same group.
        currency: the shop's.
    """
    plain = records[0]
    title = plain.group_title or (plain.title if len(records) == 1 else _common(records))
    more = plain.more or _NOTHING_MORE
    package = more.package or _package(plain.content, plain.pieces)
    chosen = _told_apart(records) if len(records) > 1 else (dict(plain.options),)
    pairs = zip(records, chosen, strict=True)
    return Listing(
        id=plain.group or plain.id,
        title=title,
        name=plain.name or spoken(title),
        variants=tuple([_variant(record, options, plain, currency) for record, options in pairs]),
        aliases=plain.aliases,
        brand=plain.brand,
        category_path=plain.categories,
        description=plain.description,
        content=plain.content,
        amount=package.amount,
        measure=package.measure,
        pieces=package.pieces,
        options=more.options or (telling(chosen) if chosen[0] else ()),
        attributes=more.attributes or _attributes(records),
        rating=plain.rating,
        ratings=plain.reviews,
        review=more.review.model_dump(mode="json", exclude_defaults=True) if more.review else None,
        disclosures=plain.disclosures if len(records) == 1 else _disclosures(records),
        substitutes=plain.substitutes,
        bought_with=plain.bought_with,
        handling_days=plain.handling_days,
        return_days=plain.return_days,
        link=plain.link,
        image=plain.image,
    )


def _variant(
    record: FeedRecord, options: Mapping[str, str], plain: FeedRecord, currency: str
) -> VariantListing:
    more = record.more or _NOTHING_MORE
    content = more.content or ("" if record.content == plain.content else record.content)
    return VariantListing(
        id=record.id,
        price=record.price,
        options=options,
        content=content,
        amount=more.amount or (own_amount(content, plain.content) if content else None),
        currency="" if record.currency == currency else record.currency,
        sale_price=record.sale_price,
        sale_from=record.sale_from,
        sale_until=record.sale_until,
        stock=record.stock,
        availability=record.availability,
        gtin=record.gtin,
        multi_quantity=record.multi_quantity,
        multi_price=record.multi_price,
        history=more.history,
    )


def _disclosures(records: Iterable[FeedRecord]) -> tuple[str, ...]:
    """What must be told before any of the variants is bought."""
    return tuple(dict.fromkeys(text for record in records for text in record.disclosures))


def spoken(title: str) -> str:
    """What people call something by its title: without its size."""
    if title.isascii() and title.replace(" ", "").isalnum():  # as most are, and quickly seen
        return title
    short = _SIZE.sub("", _SIZE.sub("", title)).strip(_BETWEEN)
    return short or title


@lru_cache(maxsize=16384)
def _package(content: str, pieces: int) -> Package:
    package = measured(content) if content else None
    if package is None:
        return Package(pieces=pieces)
    return Package(
        amount=float(package.amount),
        measure=package.measure,
        pieces=package.pieces if package.pieces > 1 else pieces,
    )


def package(content: str) -> Package:
    """How much is in a package by what is said of it."""
    return _package(content, 1)


def own_amount(content: str, plain: str) -> float | None:
    """A variant's amount, by what is said of it; None where it is measured otherwise than the product."""
    own, usual = _package(content, 1), _package(plain, 1)
    return own.amount if usual.measure in {None, own.measure} else None


def _common(records: Sequence[FeedRecord]) -> str:
    """What the titles of the variants begin with; that of the first where they have nothing in common."""
    words = zip(*(record.title.split() for record in records), strict=False)
    same = takewhile(lambda each: len(set(each)) == 1, words)
    return " ".join(each[0] for each in same).strip(_BETWEEN) or records[0].title


def _told_apart(records: Sequence[FeedRecord]) -> list[dict[str, str]]:
    """The options of each variant; where they are the same for two, what else differs."""
    options = [dict(record.options) for record in records]
    if len({tuple(each.items()) for each in options}) == len(records):
        return options
    titles = [record.title for record in records]
    named = titles if len(set(titles)) == len(titles) else [record.id for record in records]
    return [{**each, VERSION: name} for each, name in zip(options, named, strict=True)]


def telling(variants: Iterable[Mapping[str, str]]) -> tuple[OptionGroup, ...]:
    """The options that tell variants apart, each with its values in the order in which they come."""
    values: dict[str, dict[str, None]] = {}
    for options in variants:
        for name, value in options.items():
            values.setdefault(name, {})[value] = None
    return tuple(
        OptionGroup(name=name, values=tuple(OptionValue(value=each) for each in found), tells_variants=True)
        for name, found in values.items()
    )


def _attributes(records: Sequence[FeedRecord]) -> tuple[Attribute, ...]:
    """What is true of all variants."""
    first = records[0].attributes
    if first and len(records) > 1:
        first = tuple(fact for fact in first if all(fact in record.attributes for record in records))
    return attributes(first) if first else ()


def attributes(facts: Pairs) -> tuple[Attribute, ...]:
    """Facts as attributes, each once."""
    return tuple(dict.fromkeys(as_said(name, value) for name, value in facts))
