"""The dialogue alone: searches, what of them is offered, and products looked at closely."""

from datetime import UTC, datetime

from assistant.dialogue.actions import ChangeCart, FindProducts
from assistant.dialogue.finding_actions import (
    Answered,
    AskAbout,
    Beside,
    Browse,
    Browsed,
    CompareOffers,
    LookAt,
    PricesAre,
    ProductIs,
)
from assistant.dialogue.happenings import Offer, ProductsFound, Result, Said
from assistant.dialogue.manager import Dialogue
from assistant.dialogue.replies import Replies
from assistant.dialogue.states import State
from assistant.shopping.carts import LineRequest
from assistant.shopping.money import Money
from assistant.shopping.prices import PriceHistory, PricePoint
from assistant.shopping.reviews import Rating
from dialogue_events import EGGS, OATLY, PLANET, TEA, YES, as_product, changed, compared, keys, line, said
from intents.meaning import Choice, Conditions, Intent, Item, Pick

MILK = Item(text="oat milk")
FOUR = (OATLY, PLANET, EGGS, TEA)


def searched(*offers: Offer, **more: object) -> Dialogue:
    dialogue = Dialogue()
    [browse] = dialogue.handle(said(Intent.SEARCH, MILK))
    assert isinstance(browse, Browse)
    dialogue.handle(Browsed.model_validate({"asked": browse, "offers": offers, **more}))
    return dialogue


def shown(dialogue: Dialogue) -> list[str]:
    return [offer.variant_id for offer in dialogue.memory.offers]


def told(dialogue: Dialogue) -> str:
    assert dialogue.memory.last is not None
    return Replies().render(dialogue.memory.last).text


def test_three_are_offered_at_a_time() -> None:
    dialogue = searched(*FOUR)
    assert shown(dialogue) == ["oatly", "planet", "eggs"]
    assert "one more" in told(dialogue)
    assert keys(dialogue.handle(said(Intent.NEXT))) == ["found_more"]
    assert shown(dialogue) == ["tea"]
    assert keys(dialogue.handle(said(Intent.NEXT))) == ["no_more"]
    assert keys(dialogue.handle(said(Intent.PREVIOUS))) == ["found_before"]
    assert shown(dialogue) == ["oatly", "planet", "eggs"]
    assert keys(dialogue.handle(said(Intent.PREVIOUS))) == ["no_earlier"]


def test_what_was_named_is_offered_alone_and_the_rest_on_request() -> None:
    dialogue = searched(*FOUR, only=1)
    assert shown(dialogue) == ["oatly"]
    dialogue.handle(said(Intent.NEXT))
    assert shown(dialogue) == ["planet", "eggs", "tea"]


def test_a_search_is_narrowed_down_again_and_again() -> None:
    dialogue = searched(OATLY, PLANET)
    [cheaper] = dialogue.handle(said(Intent.REFINE, criteria=("cheaper",)))
    assert isinstance(cheaper, Browse)
    assert (cheaper.beside, [each.variant_id for each in cheaper.offers]) == (
        Beside.CHEAPER,
        ["oatly", "planet"],
    )
    dialogue.handle(Browsed(asked=cheaper, offers=(EGGS, TEA)))
    [organic] = dialogue.handle(said(Intent.REFINE, conditions=Conditions(attributes=("organic",))))
    assert isinstance(organic, Browse)
    assert organic.conditions.attributes == ("organic",)
    assert organic.beside is Beside.CHEAPER


def test_what_was_offered_stays_where_nothing_is_cheaper() -> None:
    dialogue = searched(OATLY, PLANET)
    [cheaper] = dialogue.handle(said(Intent.REFINE, criteria=("cheaper",)))
    assert isinstance(cheaper, Browse)
    assert keys(dialogue.handle(Browsed(asked=cheaper, offers=()))) == ["nothing_beside"]
    assert dialogue.state is State.CHOOSING
    [change] = dialogue.handle(said(Intent.CHOOSE, choices=(Choice(ordinal=2),)))
    assert change == ChangeCart(lines=(LineRequest(variant_id="planet", quantity=1),), add=True)


def test_nothing_of_an_earlier_search_is_added_after_one_that_found_nothing() -> None:
    dialogue = searched(OATLY)
    [browse] = dialogue.handle(said(Intent.SEARCH, Item(text="tea"), conditions=Conditions(most=100)))
    assert isinstance(browse, Browse)
    assert keys(dialogue.handle(Browsed(asked=browse, offers=()))) == ["nothing_fits"]
    assert keys(dialogue.handle(said(Intent.ADD_TO_CART))) == ["name_it"]


def test_the_condition_that_had_to_be_dropped_is_told() -> None:
    dialogue = Dialogue()
    [browse] = dialogue.handle(said(Intent.SEARCH, MILK, conditions=Conditions(most=350)))
    assert isinstance(browse, Browse)
    dialogue.handle(Browsed(asked=browse, offers=(PLANET,), out_of_limits=True))
    assert "no oat milk for $3.50 or less" in told(dialogue)
    assert "$3.79" in told(dialogue)


def test_both_and_several_go_into_the_cart_together() -> None:
    both = (Choice(pick=Pick.ALL),)
    for offers, choices in (((OATLY, PLANET), both), (FOUR, (Choice(ordinal=1), Choice(ordinal=2)))):
        [change] = searched(*offers).handle(said(Intent.CHOOSE, choices=choices))
        assert isinstance(change, ChangeCart)
        assert [each.variant_id for each in change.lines] == ["oatly", "planet"]


def test_what_was_described_is_what_it_means() -> None:
    dialogue = searched(OATLY, PLANET)
    [look] = dialogue.handle(said(Intent.DESCRIBE, choices=(Choice(ordinal=2),)))
    assert isinstance(look, LookAt)
    assert keys(dialogue.handle(ProductIs(offer=look.offer, product=as_product(PLANET)))) == ["details"]
    [change] = dialogue.handle(said(Intent.CHANGE_QUANTITY, quantity=2))
    assert change == ChangeCart(lines=(LineRequest(variant_id="planet", quantity=2),), add=True)


def test_a_question_leaves_open_which_one_and_how_many() -> None:
    dialogue = Dialogue()
    wish = Item(text="oat milk", quantity=2)
    dialogue.handle(said(Intent.ADD_TO_CART, wish))
    dialogue.handle(ProductsFound(results=(Result(item=wish, offers=(OATLY, PLANET)),)))
    [ask] = dialogue.handle(said(Intent.ASK, choices=(Choice(ordinal=1),), question="is it vegan"))
    assert isinstance(ask, AskAbout)
    dialogue.handle(Answered(offer=ask.offer, statement="The shop doesn't say."))
    assert dialogue.state is State.CHOOSING
    [change] = dialogue.handle(said(Intent.CHOOSE, choices=(Choice(ordinal=2),)))
    assert change == ChangeCart(lines=(LineRequest(variant_id="planet", quantity=2),), add=True)


def test_which_one_a_question_is_about_is_asked_and_nothing_is_added_by_the_answer() -> None:
    dialogue = searched(OATLY, PLANET)
    assert keys(dialogue.handle(said(Intent.ASK, question="is it vegan"))) == ["which_again"]
    [ask] = dialogue.handle(said(Intent.CHOOSE, choices=(Choice(ordinal=2),)))
    assert isinstance(ask, AskAbout)
    assert (ask.offer.variant_id, ask.question) == ("planet", "is it vegan")


def test_a_named_product_that_is_not_offered_is_looked_for() -> None:
    dialogue = Dialogue()
    assert dialogue.handle(said(Intent.ASK, EGGS_, question="is it organic")) == [
        FindProducts(items=(EGGS_,))
    ]
    [ask] = dialogue.handle(ProductsFound(results=(Result(item=EGGS_, offers=(EGGS,)),)))
    assert ask == AskAbout(offer=EGGS, question="is it organic")
    dialogue.handle(Answered(offer=EGGS, statement="The shop doesn't say."))
    assert dialogue.state is State.IDLE
    [change] = dialogue.handle(said(Intent.ADD_TO_CART, quantity=3))
    assert change == ChangeCart(lines=(LineRequest(variant_id="eggs", quantity=3),), add=True)


EGGS_ = Item(text="eggs")


def test_a_verdict_comes_first_and_the_cheaper_one_is_one_of_those_compared() -> None:
    dialogue = searched(OATLY, PLANET, EGGS)
    choices = (Choice(ordinal=1), Choice(ordinal=2))
    [compare] = dialogue.handle(said(Intent.COMPARE, choices=choices, criteria=("per ounce",)))
    assert isinstance(compare, CompareOffers)
    assert ([each.variant_id for each in compare.offers], compare.unit) == (["oatly", "planet"], "ounce")
    assert keys(dialogue.handle(compared(OATLY, PLANET))) == ["compared"]
    [change] = dialogue.handle(said(Intent.CHOOSE, choices=(Choice(pick=Pick.CHEAPER),)))
    assert change == ChangeCart(lines=(LineRequest(variant_id="planet", quantity=1),), add=True)


def test_what_is_cheapest_is_told_whatever_was_asked_and_sponsored_is_said_to_be() -> None:
    dialogue, paid = Dialogue(), OATLY.model_copy(update={"sponsored": True})
    dialogue.memory.offers = (paid, PLANET)
    dialogue.handle(said(Intent.COMPARE, criteria=("rating",)))
    answer = compared(paid, PLANET)
    better = answer.comparison.best_rated.model_copy(update={"winners": (0,), "refused": None})
    comparison = answer.comparison.model_copy(update={"best_rated": better})
    dialogue.handle(answer.model_copy(update={"comparison": comparison}))
    assert "The cheapest to buy is the" in told(dialogue)
    assert "Sponsored:" in told(dialogue)


def test_one_thing_alone_is_not_compared() -> None:
    assert keys(searched(OATLY).handle(said(Intent.COMPARE))) == ["nothing_to_compare"]


def test_prices_are_told_with_their_days() -> None:
    dialogue = searched(OATLY)
    dialogue.handle(said(Intent.PRICE_HISTORY))
    points = [(2025, 6, 9, 399), (2025, 8, 16, 499)]
    history = PriceHistory(
        variant_id="oatly",
        points=tuple(
            PricePoint(since=datetime(year, month, day, tzinfo=UTC), price=Money(amount=amount))
            for year, month, day, amount in points
        ),
    )
    dialogue.handle(PricesAre(offer=OATLY, history=history))
    assert "$4.99 since August 16, 2025, up from $3.99" in told(dialogue)
    assert "lowest was $3.99, from June 9, 2025" in told(dialogue)


def test_a_product_without_reviews_is_said_to_have_none() -> None:
    dialogue = searched(OATLY)
    dialogue.handle(said(Intent.READ_REVIEWS))
    assert keys(dialogue.handle(ProductIs(offer=OATLY, product=as_product(OATLY)))) == ["no_reviews"]
    dialogue.handle(said(Intent.READ_REVIEWS))
    rated = as_product(OATLY, rating=Rating(average=4.5, count=3))
    assert keys(dialogue.handle(ProductIs(offer=OATLY, product=rated))) == ["reviews"]
    assert "4.5 of five stars from 3 ratings, which are few" in told(dialogue)


def test_where_nothing_was_offered_there_is_nothing_to_look_at() -> None:
    for intent in (Intent.DESCRIBE, Intent.ASK, Intent.READ_REVIEWS, Intent.PRICE_HISTORY):
        assert keys(Dialogue().handle(said(intent))) == ["which_product"]
    for intent in (Intent.NEXT, Intent.PREVIOUS, Intent.REFINE):
        assert keys(Dialogue().handle(said(intent))) == ["nothing_to_choose"]


def test_a_wish_with_a_price_is_offered_before_it_is_added() -> None:
    dialogue, limits = Dialogue(), Conditions(most=500)
    [browse] = dialogue.handle(said(Intent.ADD_TO_CART, Item(text="oat milk", quantity=2), conditions=limits))
    assert isinstance(browse, Browse)
    assert keys(dialogue.handle(Browsed(asked=browse, offers=(PLANET,), only=1))) == ["found_one"]
    [change] = dialogue.handle(Said(meaning=YES))
    assert change == ChangeCart(lines=(LineRequest(variant_id="planet", quantity=2),), add=True)
    dialogue.handle(changed(line(PLANET, 2)))
    assert dialogue.state is State.IDLE
