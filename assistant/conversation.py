"""The talk without its sound: words in, replies out, typed and spoken ones alike."""

import logging
from collections.abc import AsyncIterator
from functools import cached_property

import platformdirs

from assistant.dialogue.actions import Action, Adjust, Say
from assistant.dialogue.happenings import (
    Abandoned,
    CartChanged,
    CartIs,
    Failed,
    Happening,
    ListIs,
    NoticesAre,
    Ordered,
    OrderRefused,
    OrdersAre,
    ReplySpoken,
    Said,
    Unheard,
)
from assistant.dialogue.manager import EXPECTED, Dialogue
from assistant.dialogue.order_numbers import grouped
from assistant.dialogue.replies import Replies, Reply
from assistant.dialogue.states import State
from assistant.errands import Errands
from assistant.errors import AisleError
from assistant.events import Meant, NoticesWaiting, NotMeant, Replied, Stage, StateChanged
from assistant.manner import Manner
from assistant.ports import NotRecognized, Transcript, Voice
from assistant.reporting import Reporter
from assistant.shopping.notices import Notice
from assistant.shopping.products import Names
from intents.catalogue import Catalogue, catalogue
from intents.grammar import EVERY_INTENT, Grammar, compile_grammar
from intents.meaning import Intent, NotUnderstood, Understood
from intents.parser import Parser
from intents.phrase_cache import PhraseCache
from intents.sentence_network import Moment

_OF_THE_CART = frozenset(
    {Intent.REMOVE_FROM_CART, Intent.CLEAR_CART, Intent.CHANGE_QUANTITY, Intent.CHECK_OUT}
)
"""What there is nothing to do for while the cart is empty."""
_WAITING = frozenset({State.LOOKING_UP, State.QUOTING, State.CHECKING_PIN})


class Conversation:
    """Parser, dialogue, errands and replies, joined.

    Args:
        parser: finds the meaning of a sentence.
        errands: does what the dialogue wants done.
        replies: puts replies into words.
        reporter: told of everything.
        names: what the shop's products are called, for the grammar.
        manner: how the assistant speaks until it is told otherwise.
        voice: what speaks so; none where replies are only read.
    """

    def __init__(
        self,
        parser: Parser,
        errands: Errands,
        replies: Replies,
        reporter: Reporter,
        names: Names | None = None,
        manner: Manner | None = None,
        voice: Voice | None = None,
    ) -> None:
        self._parser = parser
        self._errands = errands
        self._replies = replies
        self._reporter = reporter
        self._names = names or Names()
        self._news: list[Say] = []
        self._telling: tuple[Notice, ...] = ()
        """The notices in the reply that is being spoken."""
        self._waiting: tuple[Notice, ...] = ()
        """The notices that wait to be told, as far as is known."""
        self._listed: tuple[str, ...] = ()
        """What stands on the person's list, since `warm_up` or since the talk has come by it."""
        self._cart_empty = False
        """Nothing is in the cart for sure."""
        self._voice = voice
        self._dialogue = Dialogue(manner, paced=voice is not None and voice.paced)
        self._adjust(self._dialogue.memory.manner)

    @property
    def secret(self) -> bool:
        """Whether what is said next may be a PIN: it goes into no trace and is shown nowhere."""
        return self.state is State.ENTERING_PIN

    @property
    def state(self) -> State:
        """Where the talk is."""
        return self._dialogue.state

    def warm_up(self) -> None:
        """Do the work that only the first sentence of each state would wait for.

        Raises:
            StorageError: if what the household keeps cannot be read.
        """
        self._listed = tuple(entry.text for entry in self._errands.listed())
        self._cart_empty = not self._errands.has_cart()
        self._parser.warm_up()
        if self._voice is None:
            # Whoever types needs no grammar.
            return
        for expected in (frozenset[Intent](), *EXPECTED.values()):
            self._grammar(expected).walker()

    def grammar(self) -> Grammar:
        """What may be said now: every sentence, but what does not answer an open question is less likely."""
        return self._grammar(self._dialogue.expecting)

    def _grammar(self, expected: frozenset[Intent]) -> Grammar:
        return compile_grammar(
            self._catalogue,
            EVERY_INTENT,
            language=self._parser.language,
            moment=Moment(expected, self._pointless()),
            wake_words=self._parser.wake_words,
            listed=self._listed,
        )

    def _pointless(self) -> frozenset[Intent]:
        """What there is nothing to do for."""
        in_vain = self._dialogue.pointless
        if self._cart_empty:
            in_vain |= _OF_THE_CART
        if not self._listed:
            in_vain |= {Intent.REMOVE_FROM_LIST}
        return in_vain

    @cached_property
    def _catalogue(self) -> Catalogue:
        names, language = self._names, self._parser.language
        if names.entries:
            cache = PhraseCache(platformdirs.user_cache_path("aisle") / "grammar")
            return Catalogue(names.entries, names.groups, language, cache=cache)
        return catalogue(names.products, names.options, language)

    def understood(self, heard: Transcript | NotRecognized) -> Happening | None:
        """What the dialogue is told of a transcript; None where only the wake word was said.

        Args:
            heard: the recogniser's answer.
        """
        if isinstance(heard, NotRecognized):
            return Unheard()
        with self._reporter.timing(Stage.UNDERSTANDING):
            meaning = self._parser.parse(heard.text, self._dialogue.expecting)
        if isinstance(meaning, NotUnderstood) and meaning.reason == "only the wake word":
            return None
        self._tell(meaning)
        return Said(meaning=meaning, confidence=heard.confidence)

    async def replies(self, happening: Happening) -> AsyncIterator[Reply]:
        """Carry the talk on until the person is to speak; the replies, each as soon as it is known.

        Before anything else, orders without an answer are asked for again; what came of them is told with the
        first reply, and once more if that is not heard to its end.
        """
        self._news += [
            say for outcome in await self._errands.recover() if (say := _told(outcome)) is not None
        ]
        todo = [happening]
        while todo:
            for action in self._handle(todo.pop(0)):
                if isinstance(action, Say):
                    yield self._reply(action)
                elif isinstance(action, Adjust):
                    self._adjust(action.manner)
                else:
                    todo.append(await self._run(action))

    def spoken(self, reply: Reply, *, complete: bool) -> None:
        """The last reply of a turn was spoken, to its end or not."""
        if complete:
            self._news.clear()
            self._told_notices()
        self._telling = ()
        self._handle(ReplySpoken(key=reply.key, complete=complete))

    async def look_for_news(self) -> bool:
        """Ask the shop whether something new is to be told of the orders.

        Where there is no answer it is asked again later; only who asks for news is told of that.
        """
        try:
            found = await self._errands.notices.look()
        except AisleError as error:
            logging.getLogger(__name__).info("no news: %s", type(error).__name__)
            return False
        new = bool(set(found) - set(self._waiting))
        self._show_notices(found, new=new)
        return new

    def abandon(self) -> None:
        """The turn is over before its answer came; what was being looked up is let go."""
        if self.state in _WAITING:
            self._handle(Abandoned())

    async def settled(self) -> None:
        """Wait until an order that is being placed is placed or refused."""
        await self._errands.settled()

    async def _run(self, action: Action) -> Happening:
        happening = await self._errands.run(action)
        match happening:
            case ListIs():
                self._listed = tuple(entry.text for entry in happening.entries)
            case CartIs() | CartChanged():
                self._cart_empty = not happening.cart.lines
            case NoticesAre(cart_filled=True):
                self._cart_empty = False
            case Ordered():
                self._cart_empty = True
        if isinstance(happening, NoticesAre | OrdersAre):
            self._telling = happening.notices
        return happening

    def _told_notices(self) -> None:
        if not self._telling:
            return
        try:
            self._errands.notices.told(self._telling)
        except AisleError as error:
            self._reporter.failed(Stage.STORE, error)  # it is told again
        else:
            self._show_notices(tuple(each for each in self._waiting if each not in self._telling), new=False)

    def _show_notices(self, waiting: tuple[Notice, ...], *, new: bool) -> None:
        if waiting != self._waiting:
            self._waiting = waiting
            self._reporter.saw(NoticesWaiting, count=len(waiting), new=new)

    def _handle(self, happening: Happening) -> list[Action]:
        before = self.state
        with self._reporter.timing(Stage.DIALOGUE):
            actions = self._dialogue.handle(happening)
        if self.state is not before:
            self._reporter.saw(StateChanged, before=before.value, after=self.state.value)
        return actions

    def _reply(self, say: Say) -> Reply:
        reply = self._replies.render(say)
        if self._news:
            told = " ".join(self._replies.render(news).text for news in self._news)
            reply = reply.model_copy(update={"text": f"{told} {reply.text}", "earcon": False})
        self._reporter.saw(Replied, key=reply.key, text=reply.text, invites=reply.invites)
        return reply

    def _adjust(self, manner: Manner) -> None:
        self._replies.brief = manner.brief
        if self._voice is not None:
            self._voice.adjust(manner)

    def _tell(self, meaning: Understood | NotUnderstood) -> None:
        if isinstance(meaning, NotUnderstood):
            self._reporter.saw(NotMeant, reason=meaning.reason)
        else:
            slots, sure = meaning.slots, meaning.confidence
            self._reporter.saw(Meant, intent=meaning.intent.value, slots=slots, confidence=sure)


def _told(happening: Happening) -> Say | None:
    match happening:
        case Ordered(order=order):
            return Say(
                key="settled_placed", values={"number": grouped(order.number), "total": str(order.total)}
            )
        case OrderRefused(reason=reason):
            return Say(key="settled_refused", values={"reason": reason})
        case Failed(unsettled=False):
            return Say(key="settled_unknown")
        case _:
            # Still no answer: it stays in the journal, and is asked for again.
            return None
