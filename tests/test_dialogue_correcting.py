"""Corrections: the last change is made again, as it was meant."""

from assistant.dialogue.actions import ChangeCart, FindProducts, LoadCart, RemoveFromList
from assistant.dialogue.happenings import ProductsFound, Result
from assistant.dialogue.manager import Dialogue
from assistant.dialogue.states import State
from assistant.shopping.carts import LineRequest
from dialogue_events import EGGS, OATLY, PLANET, cart, changed, keys, line, said
from intents.meaning import Choice, Intent, Item


def after_adding(quantity: int | None = None) -> Dialogue:
    """Two were offered, and the cheaper one is in the cart."""
    dialogue, wish = Dialogue(), Item(text="oat milk", quantity=quantity)
    dialogue.handle(said(Intent.ADD_TO_CART, wish))
    dialogue.handle(ProductsFound(results=(Result(item=wish, offers=(PLANET, OATLY)),)))
    dialogue.handle(said(Intent.CHOOSE, choices=(Choice(ordinal=1),)))
    dialogue.handle(changed(line(PLANET, quantity or 1)))
    return dialogue


def test_another_number_was_meant() -> None:
    dialogue = after_adding()
    assert dialogue.handle(said(Intent.CORRECT, quantity=20)) == [LoadCart()]
    [change] = dialogue.handle(cart(line(PLANET, 1), line(EGGS, 1)))
    assert isinstance(change, ChangeCart)
    assert LineRequest(variant_id=PLANET.variant_id, quantity=20) in change.lines


def test_the_other_one_takes_the_place_of_the_wrong_one_as_many_times() -> None:
    [change] = after_adding(quantity=2).handle(said(Intent.CORRECT))
    assert isinstance(change, ChangeCart)
    assert change.lines == (LineRequest(variant_id=OATLY.variant_id, quantity=2),)
    assert change.without == (PLANET.variant_id,)


def test_another_product_is_looked_for_and_takes_the_place_of_the_wrong_one() -> None:
    dialogue = after_adding(quantity=2)
    wish = Item(text="eggs", quantity=2)
    assert dialogue.handle(said(Intent.CORRECT, Item(text="eggs"))) == [FindProducts(items=(wish,))]
    [change] = dialogue.handle(ProductsFound(results=(Result(item=wish, offers=(EGGS,)),)))
    assert isinstance(change, ChangeCart)
    assert change.lines == (LineRequest(variant_id=EGGS.variant_id, quantity=2),)
    assert change.without == (PLANET.variant_id,)


def test_what_is_not_found_leaves_the_cart_as_it_is() -> None:
    dialogue = after_adding()
    dialogue.handle(said(Intent.CORRECT, Item(text="moon dust")))
    found = Result(item=Item(text="moon dust"), offers=())
    assert keys(dialogue.handle(ProductsFound(results=(found,)))) == ["not_found"]


def test_while_asked_which_one_a_correction_is_another_wish() -> None:
    dialogue, wish = Dialogue(), Item(text="oat milk", quantity=2)
    dialogue.handle(said(Intent.ADD_TO_CART, wish))
    dialogue.handle(ProductsFound(results=(Result(item=wish, offers=(PLANET, OATLY)),)))
    meant = dialogue.handle(said(Intent.CORRECT, Item(text="eggs")))
    assert meant == [FindProducts(items=(Item(text="eggs", quantity=2),))]


def test_on_a_list_another_thing_takes_the_place_of_the_last() -> None:
    dialogue = Dialogue()
    dialogue.handle(said(Intent.ADD_TO_LIST, Item(text="oat milk", quantity=2)))
    dialogue.state = State.IDLE
    [change] = dialogue.handle(said(Intent.CORRECT, Item(text="almond milk")))
    assert isinstance(change, RemoveFromList)
    assert [item.text for item in change.items] == ["oat milk"]
    assert change.instead == Item(text="almond milk", quantity=2)


def test_without_a_change_it_is_asked_what_is_meant() -> None:
    assert keys(Dialogue().handle(said(Intent.CORRECT, quantity=3))) == ["correct_what"]


def test_a_search_after_it_does_not_put_the_wrong_thing_out() -> None:
    dialogue, wish = after_adding(), Item(text="eggs")
    dialogue.handle(said(Intent.SEARCH, wish))
    brown = EGGS.model_copy(update={"variant_id": "brown", "name": "brown eggs"})
    dialogue.handle(ProductsFound(results=(Result(item=wish, offers=(EGGS, brown)),)))
    dialogue.handle(said(Intent.NO))
    [change] = dialogue.handle(said(Intent.CORRECT, choices=(Choice(ordinal=2),)))
    assert isinstance(change, ChangeCart)
    assert change.without == ()
