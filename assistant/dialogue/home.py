"""The household: who lives in it, what they may spend, where it goes, and what they like."""

from collections.abc import Callable, Mapping
from typing import Any

from assistant.dialogue.actions import Action, Say
from assistant.dialogue.asking import ask
from assistant.dialogue.happenings import Happening
from assistant.dialogue.home_actions import Forget, MeetPerson, Prefer, ReadHome, SetHouse
from assistant.dialogue.home_happenings import HomeIs, NotAllowed
from assistant.dialogue.memory import Memory, Question
from assistant.dialogue.moves import Handler, Move, Request, look_up, stay
from assistant.dialogue.states import State
from assistant.shopping.home import LIMITS, Home, House, Preference, PreferenceKind
from assistant.shopping.money import Money
from intents.home_address import written
from intents.meaning import Intent, Understood

_YES_NO = frozenset({Intent.YES, Intent.NO})
_SWITCHES: Mapping[Intent, tuple[House, str]] = {
    Intent.VOICE_PURCHASES: (House.VOICE_PURCHASES, "voice"),
    Intent.KID_MODE: (House.KID_MODE, "kids"),
}
_EASED: Mapping[Intent, bool] = {Intent.VOICE_PURCHASES: True, Intent.KID_MODE: False}
"""Which way a switch lets more be bought: that is asked about first."""


def _read(_memory: Memory, _meaning: Understood) -> Move:
    return look_up(ReadHome())


def _sure(memory: Memory, say: Say, action: Action) -> Move:
    """Ask before something is done."""

    def answered(_memory: Memory, answer: Understood) -> Move:
        return look_up(action) if answer.intent is Intent.YES else stay(State.IDLE, Say(key="home_as_it_was"))

    return ask(memory, Question(say, _YES_NO, answered))


# --- people


def _name(meaning: Understood) -> str:
    return meaning.person.title()


def _add_person(memory: Memory, meaning: Understood) -> Move:
    if meaning.person:
        return look_up(MeetPerson(name=_name(meaning)))

    def answered(memory: Memory, answer: Understood) -> Move:
        named = answer.model_copy(update={"person": answer.person or answer.subject})
        memory.begin(named.model_copy(update={"intent": Intent.ADD_PERSON}))
        return look_up(MeetPerson(name=_name(named)))

    expecting = frozenset({Intent.ADD_PERSON, Intent.INTRODUCE})
    return ask(memory, Question(Say(key="who_to_add"), expecting, answered, any_words=Intent.ADD_PERSON))


def _introduced(memory: Memory, home: Home, asked: Understood) -> Move:
    known = home.known_as(asked.person)
    if home.speaker and home.speaker == known:
        return stay(State.IDLE, Say(key="hello", values={"name": known}))
    action = MeetPerson(name=known or _name(asked), speaks=True)
    return (
        look_up(action) if known else _sure(memory, Say(key="add_you", values={"name": action.name}), action)
    )


# --- limits and switches


def _set_limit(_memory: Memory, meaning: Understood) -> Move:
    key = LIMITS.get(meaning.per, House.LIMIT_ORDER)
    if meaning.money is not None:
        return look_up(SetHouse(key=key, value=str(meaning.money)))
    return look_up(ReadHome())


def _limits(memory: Memory, home: Home, asked: Understood) -> Move:
    """Tell the limits; or ask whether one is to be removed."""
    if asked.switch is not False or memory.question is not None:
        return stay(State.IDLE, Say(key="limits", values=_limit_values(home)))
    periods = [each for each in home.limits if each == (asked.per or each)]
    if not periods:
        return stay(State.IDLE, Say(key="limits", values=_limit_values(home)))
    say = Say(key="remove_limit", values={"period": periods[0]})
    return _sure(memory, say, SetHouse(key=LIMITS.get(periods[0], House.LIMIT_ORDER), value=None))


def _limit_values(home: Home) -> dict[str, Any]:
    limits = [{"period": each, "amount": str(Money(amount=amount))} for each, amount in home.limits.items()]
    return {"limits": limits}


def _switch(memory: Memory, meaning: Understood) -> Move:
    key, name = _SWITCHES[meaning.intent]
    if meaning.switch is None:
        return look_up(ReadHome())
    action = SetHouse(key=key, value="on" if meaning.switch else "off")
    if meaning.switch is _EASED[meaning.intent]:
        return _sure(memory, Say(key=f"{name}_ease"), action)
    return look_up(action)


def _switched(_memory: Memory, home: Home, asked: Understood) -> Move:
    _, name = _SWITCHES[asked.intent]
    on = home.voice_purchases if asked.intent is Intent.VOICE_PURCHASES else home.kid_mode
    return stay(State.IDLE, Say(key=f"{name}_is", values={"on": on}))


def _not_allowed(_memory: Memory, happening: NotAllowed) -> Move:
    values = {name: str(getattr(happening, name) or "") for name in ("limit", "total", "spent")}
    free = happening.spent is not None and not happening.spent.amount
    return stay(State.IDLE, Say(key=f"barred_{happening.bar}", values=values | {"nothing_spent": free}))


# --- the address


def _set_address(memory: Memory, meaning: Understood) -> Move:
    if meaning.subject:
        return _address_sure(memory, meaning)
    expecting = frozenset({Intent.SET_ADDRESS})
    question = Question(Say(key="which_address"), expecting, _address_told, any_words=Intent.SET_ADDRESS)
    return ask(memory, question)


def _address_told(memory: Memory, answer: Understood) -> Move | None:
    memory.begin(answer.model_copy(update={"intent": Intent.SET_ADDRESS}))
    return _address_sure(memory, answer) if answer.subject else None


def _address_sure(memory: Memory, meaning: Understood) -> Move:
    address = written(meaning.subject)
    say = Say(key="address_right", values={"address": address})
    return _sure(memory, say, SetHouse(key=House.ADDRESS, value=address))


# --- what they like


def _preferences(meaning: Understood) -> tuple[Preference, ...]:
    kinds = {
        PreferenceKind.TRAIT: meaning.conditions.attributes,
        PreferenceKind.WITHOUT: meaning.conditions.without,
        PreferenceKind.THING: tuple(item.text for item in meaning.items),
    }
    return tuple(Preference(kind=kind, value=value) for kind, values in kinds.items() for value in values)


def _prefer(_memory: Memory, meaning: Understood) -> Move:
    preferences = _preferences(meaning)
    if not preferences:
        return stay(State.IDLE, Say(key="prefer_what"))
    return look_up(Prefer(preferences=preferences, shared=meaning.shared))


def _forget(memory: Memory, meaning: Understood) -> Move:
    if meaning.subject == "everything":
        return _sure(memory, Say(key="forget_everything"), Forget(everything=True))
    if meaning.subject == "address":
        return _sure(memory, Say(key="forget_address"), SetHouse(key=House.ADDRESS, value=None))
    return look_up(ReadHome())


def _forgetting(memory: Memory, home: Home, asked: Understood) -> Move:
    """What is known of what was named; and whether it is to be forgotten."""
    if asked.person:
        known = home.known_as(asked.person)
        if not known:
            return stay(State.IDLE, Say(key="nobody", values={"name": _name(asked)}))
        return _sure(memory, Say(key="forget_person", values={"name": known}), Forget(person=known))
    named = {(each.kind, each.value) for each in _preferences(asked)}
    everything = asked.subject == "preferences"
    meant = tuple(each for each in home.preferences if everything or (each.kind, each.value) in named)
    if not meant:
        return stay(State.IDLE, Say(key="not_known"))
    return _sure(
        memory, Say(key="forget_these", values={"preferences": _told(meant)}), Forget(preferences=meant)
    )


def _told(preferences: tuple[Preference, ...]) -> list[dict[str, Any]]:
    return [{"kind": each.kind.value, "value": each.value, "person": each.person} for each in preferences]


# --- the answers


def _home_is(memory: Memory, happening: HomeIs) -> Move:
    """The household was read or changed; what that is for depends on what was asked."""
    asked, home = memory.asked, happening.home
    assert asked is not None
    if memory.question is not None and asked.intent in _SETTLED:
        return stay(State.IDLE, Say(key=_SETTLED[asked.intent]))
    if asked.intent in _WITH_HOME:
        return _WITH_HOME[asked.intent](memory, home, asked)
    values = {
        "name": home.speaker,
        "person": _name(asked),
        "people": list(home.people),
        "address": happening.address,
        "told": _told(_preferences(asked)),
        "preferences": _told(home.valid),
        **_limit_values(home),
    }
    return stay(State.IDLE, Say(key=_SAID[asked.intent], values=values))


_WITH_HOME: Mapping[Intent, Callable[[Memory, Home, Understood], Move]] = {
    Intent.INTRODUCE: _introduced,
    Intent.SET_LIMIT: _limits,
    Intent.VOICE_PURCHASES: _switched,
    Intent.KID_MODE: _switched,
    Intent.FORGET: _forgetting,
}
_SETTLED: Mapping[Intent, str] = {Intent.FORGET: "forgotten", Intent.SET_ADDRESS: "address_kept"}
"""What is said when a question was answered with yes, and it is done."""
_SAID: Mapping[Intent, str] = {
    Intent.WHO_AM_I: "who_you_are",
    Intent.ADD_PERSON: "person_added",
    Intent.READ_ADDRESS: "address",
    Intent.PREFER: "preferred",
    Intent.WHAT_YOU_KNOW: "what_i_know",
}

REQUESTS: Mapping[Intent, Request] = {
    Intent.WHO_AM_I: _read,
    Intent.INTRODUCE: _read,
    Intent.ADD_PERSON: _add_person,
    Intent.SET_LIMIT: _set_limit,
    Intent.VOICE_PURCHASES: _switch,
    Intent.KID_MODE: _switch,
    Intent.READ_ADDRESS: _read,
    Intent.SET_ADDRESS: _set_address,
    Intent.PREFER: _prefer,
    Intent.WHAT_YOU_KNOW: _read,
    Intent.FORGET: _forget,
}
ANSWERS: Mapping[type[Happening], Handler] = {HomeIs: _home_is, NotAllowed: _not_allowed}
