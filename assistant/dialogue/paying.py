"""What an order is paid with: chosen by name, never by token."""

from assistant.dialogue.actions import Say
from assistant.dialogue.memory import Memory
from intents.meaning import Understood

OTHER = "other"
"""What is said for one that is not being used."""


def named(memory: Memory) -> str:
    """The name of what is paid with; empty where there is but one without a name."""
    names = _names(memory)
    return memory.payment if memory.payment in names else next(iter(names), "")


def choose(memory: Memory, meaning: Understood) -> Say | None:
    """Choose by name; what to say instead where that names none, or several."""
    names = _names(memory)
    if len(names) <= 1:
        return Say(key="one_payment", values={"payment": named(memory)})
    wanted = meaning.subject.lower().removesuffix(" card").strip()
    fitting = (
        [name for name in names if name != named(memory)] if wanted == OTHER else _fitting(names, wanted)
    )
    if len(fitting) != 1:
        return Say(key="which_payment", values={"payments": list(names), "payment": named(memory)})
    memory.payment = fitting[0]
    return None


def _fitting(names: tuple[str, ...], wanted: str) -> list[str]:
    exact = [name for name in names if name.lower() == wanted]
    words = set(wanted.split())
    return exact or [name for name in names if words and words & set(name.lower().split())]


def _names(memory: Memory) -> tuple[str, ...]:
    return memory.terms.payments if memory.terms is not None else ()
