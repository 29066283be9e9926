"""A comparison as replies tell it: one verdict and its reason first, the rest on request."""

from typing import Any

from assistant.dialogue.actions import Say
from assistant.dialogue.finding_actions import Compared
from assistant.dialogue.happenings import Offer
from assistant.shopping.comparing.comparison import Agreement, Row, Subject, Verdict, VerdictKind
from intents.meaning import Understood

_PER = "per "
_MOST_DIFFERENCES = 4
_MOST_NAMED = 2
_TOLD_ELSEWHERE = ("variant.", "rating.", "package", "title", "name")
"""Beginnings of the fields that verdicts are about."""


def unit(meaning: Understood) -> str:
    """The unit for which prices are asked: "ounce"; empty where none is."""
    return next((each.removeprefix(_PER) for each in meaning.criteria if each.startswith(_PER)), "")


def verdict(compared: Compared, meaning: Understood) -> Say:
    """What is better and why; what is cheapest is told in any case."""
    asked = _asked(compared, meaning)
    told = [_told(compared, each) for each in asked]
    cheapest = compared.comparison.cheapest
    best = {winner for each in asked for winner in each.winners}
    hidden = cheapest not in asked and bool(cheapest.winners) and not best & set(cheapest.winners)
    values = {
        "verdicts": told,
        "cheapest": _named(compared, cheapest.winners[0]) if hidden else None,
        "sold_out": [
            offer.title
            for offer, each in zip(compared.offers, _subjects(compared), strict=True)
            if each.sold_out
        ],
        "sponsored": [offer.title for offer in compared.offers if offer.sponsored],
        "more": [{"name": _field(row)} for row in _different(compared)][:_MOST_NAMED],
    }
    return Say(key="compared", values=values)


def winner(compared: Compared, meaning: Understood) -> Offer | None:
    """The better one, where there is just one."""
    winners = _asked(compared, meaning)[0].winners
    return compared.offers[winners[0]] if len(winners) == 1 else None


def differences(compared: Compared) -> Say:
    """In what they differ."""
    rows = _different(compared)[:_MOST_DIFFERENCES]
    values = {
        "titles": [offer.title for offer in compared.offers],
        "rows": [{"field": _field(row), "values": [cell or "" for cell in row.cells]} for row in rows],
    }
    return Say(key="differences", values=values)


def _different(compared: Compared) -> list[Row]:
    rows = compared.comparison.rows
    return [
        row
        for row in rows
        if row.agreement is Agreement.DIFFERENT and not (row.value or row.field.startswith(_TOLD_ELSEWHERE))
    ]


def _field(row: Row) -> str:
    return row.field.rpartition(".")[2].replace("_", " ")


def _subjects(compared: Compared) -> tuple[Subject, ...]:
    return compared.comparison.subjects


def _asked(compared: Compared, meaning: Understood) -> list[Verdict]:
    """The verdicts that were asked for, at least one."""
    comparison = compared.comparison
    wanted = list(dict.fromkeys(map(_kind, meaning.criteria)))
    known = {each.kind: each for each in comparison.verdicts}
    verdicts = [known[kind] for kind in wanted if kind is not None]
    if verdicts:
        return verdicts
    return [comparison.cheapest if comparison.best_value.refused else comparison.best_value]


def _kind(criterion: str) -> VerdictKind | None:
    if criterion == "value" or criterion.startswith(_PER):
        return VerdictKind.BEST_VALUE
    return {"price": VerdictKind.CHEAPEST, "rating": VerdictKind.BEST_RATED}.get(criterion)


def _told(compared: Compared, judged: Verdict) -> dict[str, Any]:
    others = [each.position for each in judged.because if each.position not in judged.winners]
    return {
        "kind": judged.kind.value,
        "refused": judged.statement if judged.refused else "",
        "winners": [_named(compared, position) for position in judged.winners],
        "others": [_named(compared, position) for position in others],
        "several": len(compared.offers) > 2,  # noqa: PLR2004 - "the better of two", "the best of three"
    }


def _named(compared: Compared, position: int) -> dict[str, Any]:
    """One of them with its figures."""
    subject = _subjects(compared)[position]
    rating = subject.rating
    return {
        "title": compared.offers[position].title,
        "price": str(subject.price),
        "rate": compared.rates[position],
        "stars": f"{rating.average:g}" if rating else "",
        "ratings": rating.count if rating else 0,
    }
