"""Moonshine's tokens, and how a walker sees them."""

import pytest

from assistant.speech.moonshine_tokens import Spelling, read_tokens

# --- the tokens


def test_tokens_are_read_with_short_and_long_lengths() -> None:
    long = b"x" * 300
    data = b"\x03\xe2\x96\x81" + b"\x02hi" + bytes([300 % 128 + 128, 300 // 128]) + long
    assert read_tokens(data).pieces == (b" ", b"hi", long)


def test_signs_between_the_networks_are_no_text() -> None:
    data = b"".join(bytes([len(raw)]) + raw for raw in (b"<unk>", b"<s>", b"</s>", b"<<ST_12>>", b"<b>"))
    assert read_tokens(data).text(range(5)) == "<b>"


def test_a_character_may_be_spread_over_tokens_and_half_of_one_is_left_out() -> None:
    tokens = read_tokens(b"\x03caf\x01\xc3\x01\xa9")
    assert tokens.text([0, 1, 2]) == "café"
    assert tokens.text([0, 1]) == "caf"


@pytest.mark.parametrize("data", [b"\x05four", b"\x02hi\x01", b"\x80"])
def test_a_vocabulary_that_ends_within_a_token_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="ends within a token"):
        read_tokens(data)


# --- tokens as a walker sees them


SPELLING = Spelling(
    (b"", b" Caf", "\u00e9".encode(), b".", b",", b" 12", b"-oz", b"\xc3", b"'s", b" ", b"\xe7\x89\x9b")
)


def test_a_walker_sees_letters_without_case_accents_dots_and_apostrophes() -> None:
    said = [SPELLING.text(token) for token in range(11)]
    assert said == ["", " caf", "e", "", " ", " 12", " oz", "", "s", " ", "\u725b"]


def test_tokens_are_told_by_their_first_letter() -> None:
    assert sorted(SPELLING.allowed(" ")) == [1, 3, 4, 5, 6, 9]
    assert sorted(SPELLING.allowed("es")) == [2, 3, 8]
    # Signs are no text, and half a character is none.
    assert sorted(SPELLING.allowed(None)) == [1, 2, 3, 4, 5, 6, 8, 9, 10]
    # Dots and nothing else: a letter that no token begins with.
    assert sorted(SPELLING.allowed("z")) == [3]
