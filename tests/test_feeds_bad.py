"""What shops write that cannot be used: each is left out with a reason, or handled as it says here."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import AisleError
from assistant.stores.feeds.figures import measure, money, rating
from assistant.stores.feeds.formats import Format
from assistant.stores.feeds.records import BadRow, FeedRecord
from assistant.stores.feeds.refusals import RefusedError
from assistant.stores.feeds.texts import LONGEST_DESCRIPTION, clean, description
from feeds import one, products, reason, record, rows, table

PLAIN = ("id", "title", "price")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"price": ""}, "there is no price"),
        ({"price": "free"}, "“free” is no price"),
        ({"price": "0.00 USD"}, "the price is zero"),
        ({"price": "-1 USD"}, "the price is below zero"),
        ({"price": "1e3 USD"}, "“1e3 USD” is no price"),
        ({"price": "12,99 EUR"}, "“12,99 EUR” is no price whose decimals begin with “.”"),
        ({"price": "12.995 USD"}, "the price “12.995 USD” has more decimals than USD has"),
        ({"price": "12.5 JPY"}, "the price “12.5 JPY” has more decimals than JPY has"),
        ({"price": "12 USD EUR"}, "“12 USD EUR” is no price"),
        ({"price": "USD 12 EUR"}, "“USD 12 EUR” is no price"),
        ({"price": "99999999999 USD"}, "the price is too high to be one"),
        ({"price": "9" * 500 + " USD"}, "the price is too high to be one"),
        ({"sale_price": "5 USD"}, "its sale price is above its price"),
        ({"sale_price": "3 EUR"}, "its price is in USD, its sale price in EUR"),
        ({"sale_price": "3 USD", "sale_price_effective_date": "soon"}, "“soon” is no span of time"),
        ({"sale_price": "3 USD", "sale_price_effective_date": "x/y"}, "“x” is no date"),
        ({"quantity": "-3"}, "the quantity is -3, which is below zero"),
        ({"quantity": "2.5"}, "the quantity is “2.5”, which is no whole number"),
        ({"quantity": "many"}, "the quantity is “many”, which is no whole number"),
        ({"quantity": "9" * 12}, "the quantity is 999,999,999,999, which is too many"),
        ({"availability": "perhaps"}, "the availability “perhaps” is unknown"),
        ({"id": ""}, "there is no id"),
        ({"id": "x" * 101}, "the id has 101 characters; 100 are the most"),
        ({"id": "a?size=1"}, "the id holds a question mark, which stands before options"),
        ({"id": "a\x00b"}, "the id holds characters that cannot be read"),
        ({"title": " "}, "there is no title"),
        ({"title": "<br>"}, "there is no title"),
        ({"title": "x" * 501}, "the title has 501 characters; 500 are the most"),
        ({"title": "&lt;b&gt;"}, "there is no title"),
        ({"product_type": "Food > Snacks > Food"}, "its category goes in a circle: “Food > Snacks > Food”"),
        ({"product_type": " > ".join("abcdefghijk")}, "its category is 11 levels deep; 10 are the most"),
        ({"star_rating": "6"}, "the rating “6” is not between 0 and “5”"),
        ({"star_rating": "nan"}, "the rating “nan” is not between 0 and “5”"),
        ({"review_count": "-1"}, "the number of reviews is -1, which is below zero"),
        ({"expiration_date": "2026-11-01"}, "it was for sale until 2026-11-01"),
        ({"variant_dict": "[1]"}, "its variant_dict “[1]” is no JSON object of texts"),
        ({"variant_dict": "{"}, "its variant_dict “{” is no JSON object"),
        ({"multi_price": "5 USD"}, "what several of it cost together is not clear"),
        ({"aisle": "{"}, "its field aisle does not fit: it: Invalid JSON: EOF while parsing an object"),
    ],
)
def test_a_row_that_cannot_be_used_is_left_out_with_its_reason(values: dict[str, str], why: str) -> None:
    assert reason(one(**values)).startswith(why)


def test_a_reason_does_not_quote_at_length() -> None:
    assert reason(one(price="x" * 1000)) == f"“{'x' * 40}…” is no price"
    assert reason(one(availability="a\x1b[31mb")) == "the availability “a [31mb” is unknown"


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("<b>Tea</b>&nbsp;bags", "Tea bags"),
        ("Salt &amp;amp; Vinegar", "Salt & Vinegar"),
        ("<script>alert('x')</script>Tea", "Tea"),
        ("<style>p {}</style><!-- x -->Tea<!-- y", "Tea"),
        ("&lt;img src=x onerror=alert(1)&gt;Tea", "Tea"),
        ("a < b & c > d", "a < b & c > d"),
        ("R&D, AT&T &copy2000", "R&D, AT&T &copy2000"),
        ("Robert'); DROP TABLE products;--", "Robert'); DROP TABLE products;--"),
        ("  two   spaces\u00a0and\u2028lines ", "two spaces and lines"),
        ("be\x00ll\x07 zero\u200bwidth \u202eback", "bell zerowidth back"),
        ("👩‍👩‍👧 日本語 ünï", "👩‍👩‍👧 日本語 ünï"),
        ("&#x1F375; &#0; &#xD800;tea", "🍵 tea"),
    ],
)
def test_markup_and_what_cannot_be_seen_is_taken_out_of_texts(title: str, cleaned: str) -> None:
    assert clean(title) == cleaned


@given(st.text(max_size=80) | st.text("&<>;#ltamp123/!- x", max_size=60))
@settings(max_examples=150, deadline=None)
def test_a_text_that_is_cleaned_again_is_the_same(text: str) -> None:
    try:
        cleaned = clean(text)
    except RefusedError:
        return
    assert clean(cleaned) == cleaned
    assert cleaned.encode().decode() == cleaned
    assert "\0" not in cleaned


def test_markup_within_markup_is_unpacked_but_so_often() -> None:
    with pytest.raises(RefusedError, match="nested too deeply"):
        clean("&" + "amp;" * 50)


def test_of_a_long_description_the_beginning_is_kept() -> None:
    found = description("<p>" + "word " * 100_000)
    assert len(found) <= LONGEST_DESCRIPTION
    assert found.startswith("word word")


@given(st.text(max_size=30) | st.from_regex(r"[-+]?[0-9., ]{1,12} ?[A-Z$]{0,4}", fullmatch=True))
@settings(max_examples=150, deadline=None)
def test_a_price_is_one_or_is_refused(text: str) -> None:
    for mark in ".,":
        try:
            amount, currency = money(text, "USD", mark)
        except RefusedError:
            continue
        assert amount > 0
        assert len(currency) == 3


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_a_measure_or_rating_is_one_or_is_none(text: str) -> None:
    measure(text)
    try:
        stars = rating(text)
    except RefusedError:
        return
    assert stars is None or 0 < stars <= 5


def test_letters_in_another_encoding_cost_one_row() -> None:
    found = rows(table(PLAIN, ["1", "Grün", "1 USD"]).encode("latin-1") + b"2\tTea\t1 USD\n")
    assert [str(row) for row in found if isinstance(row, BadRow)] == [
        "line 2: its letters are not in the file's encoding (1)"
    ]
    assert isinstance(found[1], FeedRecord)


def test_addresses_that_are_none_of_the_web_are_dropped() -> None:
    found = record(one(link="javascript:alert(1)", image_link="https://x.example/a b"))
    assert (found.link, found.image) == ("", "")


def test_numbers_under_bar_codes_that_are_none_are_dropped() -> None:
    assert record(one(gtin="4006 3813-33931")).gtin == "4006381333931"
    assert record(one(gtin="12345")).gtin == ""
    assert record(one(gtin="n/a")).gtin == ""


# --- ids and groups


def test_of_rows_with_one_id_the_first_counts() -> None:
    found, bad = products(table(PLAIN, ["1", "Tea", "1 USD"], ["1", "Soap", "2 USD"], ["2", "Milk", "3 USD"]))
    assert [each.title for each in found] == ["Tea", "Milk"]
    assert bad == [BadRow(3, "its id stands in line 2 already", "1")]


def test_the_same_id_far_away_is_found_too() -> None:
    many = [[str(number), "Tea", "1 USD"] for number in range(1500)]
    found, bad = products(table(PLAIN, *many, ["3", "Soap", "2 USD"]))
    assert len(found) == 1500
    assert bad == [BadRow(1502, "its id stands in line 5 already", "3")]


def variants(*lines: list[str]) -> str:
    return table(["id", "title", "price", "item_group_id", "size", "material"], *lines)


def test_variants_are_brought_together_wherever_they_stand() -> None:
    found, bad = products(
        variants(
            ["a-s", "Shirt, small", "9 USD", "a", "small", "cotton"],
            ["x", "Soap", "1 USD", "", "", ""],
            ["a-l", "Shirt, large", "10 USD", "a", "large", "cotton"],
        )
    )
    assert bad == []
    soap, shirt = found
    assert (soap.id, shirt.id, shirt.title) == ("x", "a", "Shirt")
    assert [(each.id, each.price, each.options["size"]) for each in shirt.variants] == [
        ("a-s", 900, "small"),
        ("a-l", 1000, "large"),
    ]
    assert all(group.tells_variants for group in shirt.options)


def test_variants_that_the_feed_does_not_tell_apart_are_told_by_their_titles() -> None:
    (found,), _ = products(variants(["1", "Red", "9 USD", "a", "", ""], ["2", "Blue", "9 USD", "a", "", ""]))
    assert [each.options for each in found.variants] == [{"version": "Red"}, {"version": "Blue"}]
    (found,), _ = products(variants(["1", "Tee", "9 USD", "a", "S", ""], ["2", "Tee", "9 USD", "a", "S", ""]))
    assert [each.options for each in found.variants] == [
        {"size": "S", "version": "1"},
        {"size": "S", "version": "2"},
    ]


def test_a_group_may_have_the_id_of_one_of_its_variants_but_of_no_other_product() -> None:
    (found,), bad = products(
        variants(["a", "Tee", "9 USD", "a", "S", ""], ["b", "Tee", "9 USD", "a", "L", ""])
    )
    assert (found.id, [each.id for each in found.variants], bad) == ("a", ["a", "b"], [])
    _, bad = products(variants(["a", "Tea", "1 USD", "", "", ""], ["b", "Tee", "9 USD", "a", "L", ""]))
    assert [str(each) for each in bad] == ["line 3: its group has the id of line 2 (b)"]
    _, bad = products(variants(["b", "Tee", "9 USD", "a", "L", ""], ["a", "Tea", "1 USD", "", "", ""]))
    assert [str(each) for each in bad] == ["line 3: its id is that of the group of line 2 (a)"]


def test_a_fact_that_holds_for_some_variants_is_none_of_the_product() -> None:
    columns = ["id", "title", "price", "item_group_id", "size", "product_detail"]
    (found,), _ = products(
        table(
            columns,
            ["1", "Bar", "1 USD", "a", "S", ":diet:vegan,:origin:Peru"],
            ["2", "Bar", "1 USD", "a", "L", ":origin:Peru"],
        )
    )
    assert [(fact.name, fact.value) for fact in found.attributes] == [("origin", "Peru")]


def test_other_currencies_than_the_shops_are_kept_with_their_prices() -> None:
    found, _ = products(table(PLAIN, ["1", "Tea", "1 EUR"], ["2", "Tea", "1 USD"]))
    assert [each.variants[0].currency for each in found] == ["EUR", ""]


# --- anything


@pytest.mark.parametrize("written", Format)
@given(content=st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_whatever_a_file_holds_nothing_but_sentences_comes_of_it(written: Format, content: bytes) -> None:
    try:
        found = rows(content, written=written)
    except AisleError:
        return
    assert all(isinstance(row, BadRow) for row in found)


PIECES = st.sampled_from(
    [
        *(
            '"',
            "\t",
            ",",
            "\n",
            "\r\n",
            "\0",
            "<",
            ">",
            "&",
            "{",
            "}",
            "[",
            "]",
            ":",
            "\\",
            "\ufeff",
            "\ud800",
        ),
        *(
            "id",
            "title",
            "price",
            "1 USD",
            "<item>",
            "</item>",
            "<rss>",
            "</rss>",
            "@graph",
            "@type",
            "Product",
        ),
    ]
)


@pytest.mark.parametrize("written", Format)
@given(pieces=st.lists(PIECES, max_size=40))
@settings(max_examples=40, deadline=None)
def test_scraps_of_feeds_give_nothing_but_sentences(written: Format, pieces: list[str]) -> None:
    content = "id\ttitle\tprice\n" if written in {Format.TSV, Format.CSV} else ""
    try:
        rows((content + "".join(pieces)).encode(errors="surrogatepass"), written=written, currency="USD")
    except AisleError:
        return
