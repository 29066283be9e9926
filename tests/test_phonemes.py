"""How alike texts sound."""

import pytest

from intents.phonemes import phonemes, sound_key, sounds_alike


@pytest.mark.parametrize(
    ("heard", "meant"),
    [("night", "knight"), ("organ ick", "organic"), ("rap", "wrap"), ("fone", "phone"), ("", "")],
)
def test_what_sounds_the_same_has_the_same_phonemes(heard: str, meant: str) -> None:
    assert phonemes(heard) == phonemes(meant)


@pytest.mark.parametrize(
    ("near", "far", "meant"),
    [
        ("basta", "rasta", "pasta"),
        ("doma dough", "comma show", "tomato"),
        ("nango", "tango", "mango"),
        ("zalmon", "falcon", "salmon"),
        ("chicken", "thicken", "chickin"),
    ],
)
def test_near_sounds_are_nearer_than_others(near: str, far: str, meant: str) -> None:
    assert 1 > sounds_alike(near, meant) > sounds_alike(far, meant) or sounds_alike(near, meant) == 1


def test_it_makes_no_difference_which_was_heard() -> None:
    assert sounds_alike("ketchup", "catch up") == sounds_alike("catch up", "ketchup") > 0.85


def test_what_sounds_roughly_alike_has_the_same_key() -> None:
    assert sound_key("spa getty") == sound_key("spaghetti") == sound_key("sba keddy")
    assert sound_key("milk") != sound_key("bread")


def test_nothing_sounds_like_nothing() -> None:
    assert sounds_alike("", "milk") == sounds_alike("", "") == 0.0


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(ValueError, match="no sounds"):
        phonemes("milk", "xx")
