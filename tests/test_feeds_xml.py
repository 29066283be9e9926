"""Google's product data as RSS and Atom."""

import pytest

from assistant.errors import UnusableInputError
from assistant.stores.feeds import google_xml
from assistant.stores.feeds.records import BadRow, FeedRecord
from feeds import reason, record, rows

SPACE = 'xmlns:g="http://base.google.com/ns/1.0"'
PRICE = "<g:price>4.29 USD</g:price>"


def rss(*items: str, begin: str = '<?xml version="1.0"?>') -> str:
    inside = "\n".join(f"<item>{item}</item>" for item in items)
    return (
        f'{begin}\n<rss version="2.0" {SPACE}>\n<channel>\n<title>Shop</title>\n{inside}\n</channel></rss>\n'
    )


def test_an_item_of_rss_says_all_that_is_in_it() -> None:
    found = record(
        rss(
            "<g:id>A1</g:id><title>Oat &amp; Milk</title><link>https://shop.example/a1</link>"
            "<description><![CDATA[<p>Creamy.</p>]]></description><g:price>4.29 USD</g:price>"
            "<g:product_type>Dairy, fresh &gt; Milk</g:product_type><g:product_type>Other</g:product_type>"
            "<g:shipping><g:country>US</g:country><g:price>9.99 USD</g:price></g:shipping>"
            "<g:product_detail><g:section_name>Food</g:section_name><g:attribute_name>Diet</g:attribute_name>"
            "<g:attribute_value>vegan, kosher</g:attribute_value></g:product_detail>"
        )
    )
    assert found == FeedRecord(
        line=5,
        id="A1",
        title="Oat & Milk",
        price=429,
        currency="USD",
        description="Creamy.",
        link="https://shop.example/a1",
        categories=("Dairy, fresh", "Milk"),
        attributes=(("Diet", "vegan, kosher"),),
    )


def test_an_entry_of_atom_is_an_item() -> None:
    entry = f'<entry><g:id>1</g:id><title>Tea</title><link href="https://shop.example/1"/>{PRICE}</entry>'
    found = record(f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACE}><title>Shop</title>{entry}</feed>')
    assert (found.id, found.link) == ("1", "https://shop.example/1")


def test_each_item_is_told_with_the_line_in_which_it_begins() -> None:
    found = rows(
        rss(f"\n<g:id>1</g:id><title>Tea</title>\n{PRICE}\n", "<g:id>2</g:id>", "<title>Soap</title>")
    )
    assert [row.line for row in found] == [5, 9, 10]
    assert [str(row) for row in found if isinstance(row, BadRow)] == [
        "line 9: there is no title (2)",
        "line 10: there is no id",
    ]


def test_an_encoding_is_that_of_the_declaration() -> None:
    text = rss(
        f"<g:id>1</g:id><title>Grüner Tee</title>{PRICE}", begin='<?xml version="1.0" encoding="ISO-8859-1"?>'
    )
    assert record(text.encode("latin-1")).title == "Grüner Tee"
    wide = rss(f"<g:id>1</g:id><title>Grüner Tee</title>{PRICE}")
    assert record(wide.encode("utf-16")).title == "Grüner Tee"


def test_letters_that_are_not_in_the_encoding_cost_one_item() -> None:
    good = f"<g:id>2</g:id><title>Tea</title>{PRICE}"
    found = rows(rss(f"<g:id>1</g:id><title>Gr\xfcn</title>{PRICE}", good).encode("latin-1"))
    assert [row.id for row in found] == ["1", "2"]
    assert isinstance(found[0], BadRow)
    assert found[0].reason == "its letters are not in the file's encoding"


def test_control_characters_which_xml_has_no_place_for_do_not_matter() -> None:
    assert record(rss(f"<g:id>1</g:id><title>Oat\x0bMilk</title>{PRICE}")).title == "Oat Milk"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % p "x">]>',
    ],
)
def test_entities_which_may_be_bombs_are_refused(declared: str) -> None:
    with pytest.raises(UnusableInputError, match="declares an entity"):
        rows(rss(f"<g:id>1</g:id><title>Tea</title>{PRICE}", begin=declared))


def test_a_document_type_without_entities_does_no_harm() -> None:
    assert record(rss(f"<g:id>1</g:id><title>Tea</title>{PRICE}", begin="<!DOCTYPE rss>")).id == "1"


def test_a_document_that_breaks_off_is_not_used() -> None:
    whole = rss(*[f"<g:id>{number}</g:id><title>Tea</title>{PRICE}" for number in range(50)])
    with pytest.raises(UnusableInputError, match="no whole XML document: no element found, in line"):
        rows(whole[: len(whole) // 2])
    with pytest.raises(UnusableInputError, match="undefined entity"):
        rows(rss("<title>Tea&nbsp;bags</title>"))
    with pytest.raises(UnusableInputError, match="no encoding called klingon"):
        rows(rss(begin='<?xml version="1.0" encoding="klingon"?>'))


def test_an_item_without_an_end_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google_xml, "LONGEST_ITEM", 100_000)
    with pytest.raises(UnusableInputError, match="the item in line 5 has no end"):
        rows(rss("<title>" + "x" * 300_000))


def test_html_and_sql_in_names_are_but_letters() -> None:
    title = (
        "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;Tea&lt;/b&gt; &amp;amp; x'); DROP TABLE products;--"
    )
    assert (
        record(rss(f"<g:id>1</g:id><title>{title}</title>{PRICE}")).title
        == "Tea & x'); DROP TABLE products;--"
    )


def test_an_item_without_a_price_is_left_out() -> None:
    assert reason(rss("<g:id>1</g:id><title>Tea</title>")) == "there is no price"
