"""Which of the things offered is meant: "the second one", "both", "it", "the Italian one"."""

from collections.abc import Sequence
from typing import Any

from assistant.dialogue.happenings import Offer
from assistant.dialogue.memory import Memory
from intents.meaning import Choice, Pick
from intents.resolver import Entry, Found, choose, distinguish

MOST_OFFERED = 3
"""More than this nobody keeps in mind while listening."""


def it(memory: Memory) -> Offer | None:
    """What "it" means: what was looked at last, or the only thing offered."""
    if memory.looked_at is not None:
        return memory.looked_at
    return memory.offers[0] if len(memory.offers) == 1 else None


def meant(memory: Memory, choices: Sequence[Choice]) -> tuple[Offer, ...]:
    """The offers that were chosen; none where one of the choices is not clear."""
    if any(choice.pick is Pick.ALL for choice in choices):
        return memory.offers if len(memory.offers) > 1 else ()
    if not choices:
        last = it(memory)
        return (last,) if last else ()
    chosen = [one(memory, choice) for choice in choices]
    return tuple(dict.fromkeys(each for each in chosen if each)) if all(chosen) else ()


def one(memory: Memory, choice: Choice) -> Offer | None:
    """The offer that was chosen; None where it is none of them, or not clear which."""
    answer = choose(choice, [entry(offer) for offer in memory.offers])
    if not isinstance(answer, Found) or answer.match.left_over:
        return None
    return next(offer for offer in memory.offers if offer.variant_id == answer.match.entry_id)


def entry(offer: Offer) -> Entry:
    """An offer as the resolver sees it."""
    return Entry(
        id=offer.variant_id,
        name=offer.name,
        aliases=(*offer.aliases, *offer.traits),
        brand=offer.brand,
        category=offer.category,
        price=offer.price.amount,
    )


def titled(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The offers with the shortest titles that tell them apart."""
    titles = distinguish([entry(offer) for offer in offers])
    return tuple(
        offer.model_copy(update={"title": title}) for offer, title in zip(offers, titles, strict=True)
    )


def described(offer: Offer) -> dict[str, Any]:
    """An offer as a reply tells it."""
    return {
        "title": offer.title,
        "name": offer.name,
        "options": [value for _, value in offer.options],
        "price": str(offer.price),
        "usual": str(offer.usual) if offer.usual else "",
        "deal": offer.deal,
        "sponsored": offer.sponsored,
    }
