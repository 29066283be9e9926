"""`aisle bench recognition`: what is to be rejected, and names among many."""

from pathlib import Path

import pytest

from assistant.errors import UnusableInputError
from devices.bench.made_names import made_names
from devices.bench.recognition import names
from devices.bench.recognition.contestants import Facts
from devices.bench.recognition.cuts import Cut
from devices.bench.recognition.outside import Sound, recorded, sentences, without_speech
from devices.bench.recognition.rejection import Rejecting
from devices.bench.recognition.trial import Course
from devices.recordings import files
from hearings import COFFEE, TONE, Hearing, Whole, never, nothing, orders

pytest_plugins = ("hearings_fixtures",)


# --- rejection


def test_the_threshold_loses_at_most_one_order_in_a_hundred(tmp_path: Path) -> None:
    recordings = orders(tmp_path, "tea") * 200
    sure = [("tea", 0.2), ("tea", 0.3), ("tea", 0.4), *[("tea", 0.8)] * 197]
    sounds = [Sound("talk", lambda: TONE), Sound("talk", lambda: TONE), Sound("music", lambda: TONE)]
    own = Hearing(*[("tea", 0.9)] * 200, (None, 0), ("x", 0.9), ("x", 0.9))
    unsure = Hearing(*sure, ("x", 0.35), ("x", 0.9), (None, 0))
    rejecting = Rejecting(own, unsure, Whole())
    rejecting.run(Course(recordings), sounds, nothing, never)
    found = rejecting.report()
    assert (found.orders, found.orders_rejected) == (200, 0)
    assert (found.threshold, found.threshold_rejects) == (0.4, 2)
    assert [(each.kind, each.rejected, each.rejected_at_best) for each in found.kinds] == [
        ("talk", 1, 1),
        ("music", 0, 1),
    ]
    # Nobody speaks in music.
    assert (found.total.sounds, found.total.rejected) == (2, 1)


class Silent:
    """Finds nobody to speak in any sound."""

    def cut(self, pcm: bytes) -> Cut:
        return Cut(pcm)


def test_where_nobody_is_found_to_speak_no_engine_is_asked() -> None:
    rejecting = Rejecting(Hearing(), Hearing(), Silent())
    rejecting.run(Course(()), [Sound("music", lambda: TONE)], nothing, never)
    (music,) = rejecting.report().kinds
    assert (music.sounds, music.rejected) == (1, 1)


def test_without_a_choice_of_threshold_only_its_own_is_told() -> None:
    rejecting = Rejecting(Hearing((None, 0)), None, Whole())
    rejecting.run(Course(()), [Sound("talk", lambda: TONE)], nothing, never)
    found = rejecting.report()
    assert (found.threshold, found.total.rejected, found.total.rejected_at_best) == (None, 1, None)


def test_there_are_two_hundred_different_sentences_that_are_no_orders() -> None:
    found = list(sentences())
    assert len({each.text for each in found}) == len(found) == 200
    assert {each.language for each in found} == {None, "de", "fr", "es", "it", "nl"}
    assert all(each.kind for each in found)


def test_sounds_without_speech_are_the_same_for_the_same_seed(hiss: Path) -> None:
    first, again, other = (without_speech(seed, hiss) for seed in (1, 1, 2))
    assert {sound.kind for sound in first} == {"noise", "silence", "music"}
    assert [sound.pcm() for sound in first] == [sound.pcm() for sound in again]
    assert first[0].pcm() != other[0].pcm()
    assert without_speech(1, None)[0].pcm() != first[0].pcm()


def test_recordings_to_be_rejected_are_of_their_folders_kind(tmp_path: Path) -> None:
    folder = tmp_path / "talk"
    folder.mkdir()
    files.write_wav(folder / "one.wav", TONE)
    files.write_wav(folder / "two.wav", TONE[:-2])
    found = recorded([folder], lambda path: files.read(path).pcm, limit=1)
    (only,) = found
    assert only.kind == "talk"
    assert only.pcm().lstrip(b"\0") == TONE.lstrip(b"\0")
    assert len(only.pcm()) > len(TONE), "a moment of silence comes first"
    with pytest.raises(UnusableInputError, match="nothing to be rejected"):
        recorded([tmp_path / "gone"], lambda path: path.read_bytes())


# --- names


def test_made_names_are_unique_and_the_same_for_the_same_seed() -> None:
    found = made_names(3000)
    assert len({each.name.lower() for each in found}) == 3000
    assert made_names(100) == found[:100]
    assert made_names(100, seed=1) != found[:100]
    assert all(each.name.startswith(each.brand) and each.name.endswith(each.size) for each in found)
    brands = [each.brand for each in found if each.brand]
    assert max(map(brands.count, set(brands))) > 20


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("add two Ivy Lane oat milk 12 oz to my cart", True),
        ("Add two Ivy Lane oat milks, twelve ounces, to my cart.", True),
        ("add two Ivy Lane oat milk to my cart", False),
    ],
)
def test_a_made_up_name_must_be_heard_as_a_whole(text: str, right: bool) -> None:
    wanted = "Ivy Lane oat milk 12 oz"
    assert names.SaidName().right(text, wanted) is right


def test_the_nearest_name_is_found_in_what_was_heard_freely() -> None:
    nearest = names.Nearest(["Ivy Lane oat milk", "Ivory Lake goat milk", "bread"])
    assert nearest.right("Add two Ivey Lane oat milk to my cart.", "Ivy Lane oat milk")
    assert not nearest.right("Add a dozen bread to my list", "Ivy Lane oat milk")


def test_the_shop_tells_which_product_comes_first() -> None:
    with names.ShopsAnswer(COFFEE) as shop:
        assert "latte" in shop.names
        assert shop.right("add two lattes to my cart", "latte")
        assert not shop.right("add two lattes to my cart", "mocha")
        assert not shop.right("the weather is nice", "latte")


def test_requests_are_drawn_by_the_seed() -> None:
    first = list(names.requests(["tea", "milk", "rice"], ["joe", "heart-low"], 2, seed=3))
    assert [each.voice for each in first] == ["joe", "heart-low"] * 2
    assert first == list(names.requests(["tea", "milk", "rice"], ["joe", "heart-low"], 2, seed=3))
    assert all(each.text.startswith("Add ") and each.name in each.text for each in first)


def test_names_are_judged_for_both_recognisers() -> None:
    own, free = Hearing(("add a tea to my cart", 0.9), (None, 0)), Hearing(("at a tee", 1), ("x", 1))
    test = names.NameTest(own, free, names.SaidName(), names.Nearest(["tea", "rice"]), Whole())
    asked = [names.Request("tea", "Add a tea to my cart.", "joe"), names.Request("rice", "Add rice.", "joe")]
    test.run(asked, lambda _text, _voice: TONE, nothing, never)
    found = test.report("two", 2, ["joe"], Facts())
    assert (found.right.number, found.right.of, found.rejected) == (1, 2, 1)
    assert found.free_right is not None
    assert found.free_right.number == 1
