"""Small talk, and how the assistant is to speak; none of it answers an open question."""

import pytest

from assistant.dialogue.actions import Adjust, FindProducts, PlaceOrder, Say
from assistant.dialogue.happenings import ProductsFound, Result
from assistant.dialogue.manager import Dialogue
from assistant.dialogue.replies import Replies
from assistant.dialogue.states import State
from assistant.manner import Manner
from dialogue_events import OATLY, PLANET, keys, said
from intents.meaning import Intent, Item
from test_dialogue_ordering import at_read_back

ASIDES = (Intent.VOLUME, Intent.SPEED, Intent.BRIEF, Intent.GREET, Intent.THANK, Intent.NOT_SURE)


def at_a_choice() -> Dialogue:
    dialogue, wish = Dialogue(), Item(text="oat milk")
    assert dialogue.handle(said(Intent.ADD_TO_CART, wish)) == [FindProducts(items=(wish,))]
    dialogue.handle(ProductsFound(results=(Result(item=wish, offers=(PLANET, OATLY)),)))
    return dialogue


def test_louder_is_done_before_it_is_answered() -> None:
    dialogue = Dialogue(Manner(volume=5))
    adjust, say = dialogue.handle(said(Intent.VOLUME, quantity=1, relative=True))
    assert adjust == Adjust(manner=Manner(volume=6))
    assert say == Say(key="volume_is", values={"volume": 6, "loudest": 10})


def test_mute_is_told_and_ends_with_unmute() -> None:
    dialogue = Dialogue()
    assert keys(dialogue.handle(said(Intent.VOLUME, quantity=0))[1:]) == ["muted"]
    dialogue.handle(said(Intent.VOLUME, switch=True))
    assert dialogue.memory.manner == Manner()


def test_a_volume_that_was_not_named_is_asked_for() -> None:
    assert keys(Dialogue().handle(said(Intent.VOLUME))) == ["volume_now"]


def test_a_voice_with_one_pace_says_so() -> None:
    assert keys(Dialogue().handle(said(Intent.SPEED, quantity=1, relative=True))) == ["no_other_pace"]
    paced = Dialogue(paced=True)
    assert keys(paced.handle(said(Intent.SPEED, quantity=-1, relative=True))[1:]) == ["pace_slower"]
    assert paced.memory.manner.pace == -1


def test_brief_replies_are_signs_until_words_are_wanted_again() -> None:
    replies = Replies()
    assert not replies.render(Say(key="stopped")).earcon
    replies.brief = True
    assert replies.render(Say(key="stopped")).earcon
    assert not replies.render(Say(key="cart_empty")).earcon, "what tells something is always said"


@pytest.mark.parametrize("intent", ASIDES)
def test_small_talk_leaves_a_choice_open(intent: Intent) -> None:
    dialogue = at_a_choice()
    dialogue.handle(said(intent))
    assert dialogue.state is State.CHOOSING
    assert [offer.variant_id for offer in dialogue.memory.offers] == [PLANET.variant_id, OATLY.variant_id]


@pytest.mark.parametrize("intent", ASIDES)
def test_small_talk_neither_orders_nor_leaves_an_order(intent: Intent) -> None:
    dialogue, quoted = at_read_back()
    actions = dialogue.handle(said(intent))
    assert dialogue.state is State.CONFIRMING
    assert dialogue.memory.quote == quoted
    assert not [action for action in actions if isinstance(action, PlaceOrder)]


def test_doubt_about_a_choice_is_helped_with_the_cheapest() -> None:
    [say] = at_a_choice().handle(said(Intent.NOT_SURE))
    assert isinstance(say, Say)
    assert say.key == "not_sure_which"
    assert say.values["offer"]["name"] == PLANET.name


def test_a_goodbye_leaves_the_order_unordered() -> None:
    dialogue, _ = at_read_back()
    assert keys(dialogue.handle(said(Intent.GOODBYE))) == ["goodbye_unordered"]
    assert dialogue.state is State.IDLE
    assert dialogue.memory.quote is None


def test_the_manner_is_kept_when_a_question_is_left() -> None:
    dialogue = at_a_choice()
    dialogue.handle(said(Intent.VOLUME, quantity=3))
    dialogue.handle(said(Intent.STOP))
    assert dialogue.memory.manner == Manner(volume=3)
