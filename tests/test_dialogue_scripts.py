"""What typed dialogues tell of what does not come about, and of files that cannot be used."""

import asyncio
from pathlib import Path

import pytest

from assistant.errors import UnusableInputError
from devices.recordings.dialogues.loading import load
from devices.recordings.dialogues.performing import Performance, perform
from devices.recordings.dialogues.shops import Shops


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Shops:
    return Shops(tmp_path_factory.mktemp("shops"))


def performed(folder: Path, shops: Shops, turns: str, more: str = "") -> Performance:
    file = folder / "made.yaml"
    file.write_text(f"store: coffee\nscenarios:\n- name: made\n{more}  turns:\n{turns}", encoding="utf-8")
    (loaded,) = load(file)
    return asyncio.run(perform(loaded, shops))


def test_a_complaint_tells_file_line_turn_and_both_sides(tmp_path: Path, shops: Shops) -> None:
    made = performed(
        tmp_path, shops, "  - say: add a large latte\n    expect: {cart: [{product: mocha}], reply: listed}\n"
    )

    cart, reply = sorted(made.complaints)
    assert cart.startswith('made.yaml, line 5, "add a large latte": The cart was to hold 1 mocha; it holds')
    assert '"listed"' in reply


def test_words_that_must_not_be_said_are_complained_of(tmp_path: Path, shops: Shops) -> None:
    expect = "{reply: {key: cart_empty, omits: [empty]}}"
    made = performed(tmp_path, shops, f"  - say: what's in my cart\n    expect: {expect}\n")

    assert "not to be mentioned" in made.complaints[0]


def test_an_order_that_nobody_expects_is_complained_of(tmp_path: Path, shops: Shops) -> None:
    turns = '  - say: check out\n  - say: "yes"\n'
    made = performed(tmp_path, shops, turns, "  cart: [{product: espresso}]\n")

    assert "no order; it has an order of 1 espresso" in made.complaints[0]
    assert len(made.orders) == 1


def test_what_was_ordered_before_is_no_order_of_the_dialogue(tmp_path: Path, shops: Shops) -> None:
    before = '  before: [{say: add an espresso}, {say: check out}, {say: "yes"}]\n'
    made = performed(tmp_path, shops, "  - say: where is my order\n    expect: {orders: []}\n", before)

    assert made.complaints == ()


def test_a_sentence_without_an_answer_is_complained_of(tmp_path: Path, shops: Shops) -> None:
    assert performed(tmp_path, shops, "  - say: alexa\n").complaints[0].endswith("Nothing was answered.")


def test_an_interruption_that_cannot_happen_is_complained_of(tmp_path: Path, shops: Shops) -> None:
    made = performed(
        tmp_path, shops, "  - say: what's in my cart\n  - say: help\n    after_hearing: lots of tea\n"
    )

    assert 'No reply says "lots of tea"' in made.complaints[0]


def test_a_read_back_that_was_cut_off_is_read_again(tmp_path: Path, shops: Shops) -> None:
    expect = "{reply: read_back_again, orders: []}"
    turns = f'  - say: check out\n  - say: "yes"\n    after_hearing: espresso\n    expect: {expect}\n'

    assert performed(tmp_path, shops, turns, "  cart: [{product: espresso}]\n").complaints == ()


def test_the_shop_can_fail_and_its_shelves_change(tmp_path: Path, shops: Shops) -> None:
    turns = """\
  - meanwhile: {shop: unreachable}
  - say: what's in my cart
    expect: {reply: store_failed}
  - meanwhile: {shop: answers, shelves: [{product: espresso, price: $9.99}], passes: 3 days}
  - say: what's in my cart
    expect: {reply: price 9.99}
"""
    made = performed(tmp_path, shops, turns, "  cart: [{product: espresso}]\n")

    assert made.complaints == ()


def test_after_a_power_cut_the_talk_is_forgotten_and_the_cart_is_not(tmp_path: Path, shops: Shops) -> None:
    turns = '  - say: check out\n  - power_cut: true\n    expect: {state: idle}\n  - say: "yes"\n'
    made = performed(tmp_path, shops, turns, "  cart: [{product: espresso}]\n")

    assert made.complaints == ()
    assert [line["product"] for line in made.cart] == ["espresso"]


def test_silence_ends_the_waiting_for_an_answer(tmp_path: Path, shops: Shops) -> None:
    turns = "  - say: check out\n  - silence: 8 s\n    expect: {reply: left_confirming, state: idle}\n"

    assert performed(tmp_path, shops, turns, "  cart: [{product: espresso}]\n").complaints == ()


def test_a_set_up_that_is_not_understood_is_an_error(tmp_path: Path, shops: Shops) -> None:
    with pytest.raises(UnusableInputError, match="is not understood"):
        performed(tmp_path, shops, "  - say: help\n", "  before: [{say: colourless green ideas}]\n")


def test_everything_that_is_wrong_with_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "made.yaml"
    file.write_text("scenarios:\n- name: x\n  turns:\n  - say: hi\n    expect: {sate: idle}\n  - shout: hi\n")

    with pytest.raises(UnusableInputError) as error:
        load(file)
    assert "line 5: scenarios.0.turns.0.expect.sate" in error.value.what
    assert "line 6: scenarios.0.turns.1" in error.value.what


def test_an_intent_that_there_is_not_is_told(tmp_path: Path) -> None:
    file = tmp_path / "made.yaml"
    file.write_text("scenarios:\n- name: x\n  turns:\n  - say: hi\n    expect: {intent: Serch}\n")

    with pytest.raises(UnusableInputError, match='line 5: there is no intent "Serch"'):
        load(file)


def test_a_folder_without_dialogues_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match="no dialogues"):
        load(tmp_path)
