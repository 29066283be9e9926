"""The meaning of a sentence."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from intents.days import Day, Hours
from intents.recurrence import Recurrence


class Intent(StrEnum):
    """What the person wants. The values are the names used in the sentence templates."""

    # find
    SEARCH = "Search"
    REFINE = "Refine"
    """The last search, narrowed down: "cheaper", "only organic", "a bigger pack"."""
    NEXT = "Next"
    """More of what was found: "what else"."""
    PREVIOUS = "Previous"
    DESCRIBE = "Describe"
    """Details of a thing: "tell me more about the second one"."""
    COMPARE = "Compare"
    ASK = "Ask"
    """A question about a product: "is it dishwasher safe"."""
    READ_REVIEWS = "ReadReviews"
    FIND_DEALS = "FindDeals"
    PRICE_HISTORY = "PriceHistory"

    # lists
    ADD_TO_LIST = "AddToList"
    READ_LIST = "ReadList"
    REMOVE_FROM_LIST = "RemoveFromList"
    CHECK_OFF = "CheckOff"
    CLEAR_LIST = "ClearList"
    ASK_LIST = "AskList"
    """Whether something is on a list: "is milk on the list"."""
    COUNT_LIST = "CountList"
    CREATE_LIST = "CreateList"
    DELETE_LIST = "DeleteList"
    READ_LISTS = "ReadLists"
    """Which lists there are."""
    LIST_TO_CART = "ListToCart"

    # cart
    ADD_TO_CART = "AddToCart"
    READ_CART = "ReadCart"
    REMOVE_FROM_CART = "RemoveFromCart"
    CLEAR_CART = "ClearCart"
    CHANGE_QUANTITY = "ChangeQuantity"
    SWAP = "Swap"
    """Another product or option instead: "the decaf one instead", "make it large"."""
    UNDO = "Undo"
    CART_TOTAL = "CartTotal"
    USE_COUPON = "UseCoupon"

    # buy
    CHECK_OUT = "CheckOut"
    REORDER = "Reorder"
    """What was bought before: "get the usual"."""
    CHOOSE_DELIVERY = "ChooseDelivery"
    CHOOSE_PAYMENT = "ChoosePayment"
    ENTER_PIN = "EnterPin"

    # afterwards
    ORDER_STATUS = "OrderStatus"
    NEWS = "News"
    """What has happened to the orders: "any news?"."""
    ARRIVALS = "Arrivals"
    """What comes on a day: "what arrives today"."""
    ORDER_HISTORY = "OrderHistory"
    CANCEL_ORDER = "CancelOrder"
    RETURN_ITEM = "ReturnItem"
    """Give something back for money."""
    EXCHANGE_ITEM = "ExchangeItem"
    REFUND_STATUS = "RefundStatus"
    SPENDING = "Spending"

    # standing
    SUBSCRIBE = "Subscribe"
    """Again and again: "every two weeks"."""
    READ_STANDING = "ReadStanding"
    CHANGE_STANDING = "ChangeStanding"
    PAUSE_STANDING = "PauseStanding"
    RESUME_STANDING = "ResumeStanding"
    SKIP_STANDING = "SkipStanding"
    CANCEL_STANDING = "CancelStanding"
    WATCH_PRICE = "WatchPrice"
    """Tell when it costs less: "tell me when it drops below ten dollars"."""
    BUY_AT_PRICE = "BuyAtPrice"

    # household
    WHO_AM_I = "WhoAmI"
    INTRODUCE = "Introduce"
    """Who is speaking: "this is Anna"."""
    ADD_PERSON = "AddPerson"
    SET_LIMIT = "SetLimit"
    """The most that may be spent."""
    VOICE_PURCHASES = "VoicePurchases"
    KID_MODE = "KidMode"
    READ_ADDRESS = "ReadAddress"
    SET_ADDRESS = "SetAddress"
    PREFER = "Prefer"
    """What holds from now on: "I'm vegan", "I always want the lactose-free one"."""
    WHAT_YOU_KNOW = "WhatYouKnow"
    FORGET = "Forget"

    # talk
    CHOOSE = "Choose"
    """One of what was offered: "the second one", "the cheaper one", "the Oatly"."""
    YES = "Yes"
    NO = "No"
    NOT_SURE = "NotSure"
    """Neither yes nor no: "maybe", "I don't know"."""
    CORRECT = "Correct"
    """Something else than what was taken: "no, I said twenty", "not that, the other one"."""
    HELP = "Help"
    STOP = "Stop"
    """Be quiet, stop, cancel, never mind."""
    REPEAT = "Repeat"
    SPEED = "Speed"
    """Speak slower or faster."""
    VOLUME = "Volume"
    BRIEF = "Brief"
    """Say less, or more again."""
    THANK = "Thank"
    GREET = "Greet"
    GOODBYE = "Goodbye"


class Item(BaseModel):
    """A thing that was named."""

    model_config = ConfigDict(frozen=True)

    text: str
    """The name as it was said, without quantity, unit and article: "oat milk"."""
    quantity: int | None = Field(default=None)
    """How many pieces, where it was said: "a" is 1, "a dozen" 12. The dialogue judges the absurd."""
    unit: str = ""
    """The container word that was said, in the singular: "carton"; "dozen" where pieces were counted so."""
    amount: Decimal | None = None
    """How much of a measure: of each container, where there is one ("two twelve ounce bags"), else in all."""
    measure: str = ""
    """What the amount is in, in the singular: "pound", "ounce"."""

    @property
    def container(self) -> str:
        """The container with how much is in it, or how much of it there is to be: "twelve ounce bag"."""
        if self.amount is None:
            return self.unit
        more = "s" if self.amount > 1 and not self.unit else ""
        return f"{self.amount.normalize():f} {self.measure}{more} {self.unit}".strip()


class Pick(StrEnum):
    """A choice by comparison."""

    CHEAPER = "cheaper"
    DEARER = "dearer"
    LAST = "last"
    ALL = "all"
    """Every one of them: "both"."""


class Choice(BaseModel):
    """Which of the things offered; one of the fields is set."""

    model_config = ConfigDict(frozen=True)

    ordinal: int | None = None
    """Counted from 1."""
    pick: Pick | None = None
    name: str = ""


class Conditions(BaseModel):
    """What a thing must be like, apart from what it is."""

    model_config = ConfigDict(frozen=True)

    least: int | None = None
    """Price from which it fits, in hundredths of the currency's unit."""
    most: int | None = None
    """Price up to which it fits."""
    attributes: tuple[str, ...] = ()
    """What it must be: "organic", "gluten free"."""
    without: tuple[str, ...] = ()
    """What must not be in it: "nuts"."""
    brand: str = ""
    colour: str = ""
    size: str = ""


class Understood(BaseModel):
    """A sentence that made sense."""

    model_config = ConfigDict(frozen=True)

    intent: Intent
    text: str
    """The sentence as it was read: normalised, without the wake word."""
    items: tuple[Item, ...] = ()
    """Without any, what is meant is what the talk is about ("take it out"), or was not said."""
    choices: tuple[Choice, ...] = ()
    """What of the things offered is meant, in the order in which it was said."""
    instead: Item | None = None
    """What is wanted in the place of something else."""
    conditions: Conditions = Conditions()
    criteria: tuple[str, ...] = ()
    """By what things are to be compared: "price", "rating"."""
    list_name: str = ""
    """Which list; empty where none was named."""
    money: int | None = None
    """An amount, in hundredths of the currency's unit."""
    day: Day | None = None
    time: Hours | None = None
    """Of that day, or of any."""
    period: str = ""
    """A time that has gone by, or is going on: "last month", "month 10"."""
    way: str = ""
    """How goods get home: "delivery", "pickup", "earliest"."""
    reason: str = ""
    """Why something goes back, as `ReturnReason` writes it."""
    switch: bool | None = None
    """On or off."""
    person: str = ""
    code: str = Field(default="", repr=False)
    """A coupon's."""
    digits: str = Field(default="", repr=False)
    """Spelled one by one; they may be a PIN and are in no trace."""
    subject: str = Field(default="", repr=False)
    """Any other words that the intent is about: a question's, an address. In no trace."""
    question: str = ""
    """What is asked of a product, in plain words: "is it dishwasher safe"."""
    quantity: int | None = None
    """For `CHANGE_QUANTITY`, `VOLUME` and `SPEED`: the new value, or with `relative` the difference.

    Elsewhere how many of what the talk is about, where it was named by a pronoun: "add two of them".
    """
    relative: bool = False
    recurrence: Recurrence | None = None
    """How often."""
    shared: bool = False
    """For `PREFER`: it holds for the whole household, not only for who speaks."""
    per: str = ""
    """For `SET_LIMIT`: "order", "week" or "month"; empty where it was not said."""
    confidence: float = Field(default=1.0, ge=0, le=1)

    @property
    def choice(self) -> Choice | None:
        """The first choice, or the only one."""
        return self.choices[0] if self.choices else None

    @property
    def slots(self) -> Mapping[str, object]:
        """What was found besides the intent, for traces and reports; nothing that may be private."""
        return self.model_dump(
            exclude={"intent", "text", "confidence", "code", "digits", "subject", "person"},
            exclude_defaults=True,
            exclude_none=True,
            mode="json",
        )


class NotUnderstood(BaseModel):
    """A sentence that made no sense here."""

    model_config = ConfigDict(frozen=True)

    text: str
    reason: str
    """"empty", "no template", "only the wake word", "too long", "control characters"."""
