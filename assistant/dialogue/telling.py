"""What the shop says of a product, as replies tell it."""

import re
from datetime import datetime
from typing import Any

from assistant.dialogue.actions import Say
from assistant.dialogue.happenings import Offer
from assistant.shopping.prices import PriceHistory, PricePoint
from assistant.shopping.products import Product
from assistant.shopping.reviews import Rating
from assistant.shopping.standing import FEW, rated

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_MOST_SENTENCES = 2


def details(product: Product) -> Say:
    """What it is, in short."""
    variant = product.variant
    values = {
        "name": product.name,
        "options": list(variant.options.values()),
        "price": str(product.price),
        "usual": str(variant.list_price) if variant.list_price else "",
        "content": variant.content or product.content,
        "description": " ".join(_SENTENCE.split(product.description)[:_MOST_SENTENCES]),
        "sold_out": variant.sold_out,
        **_rating(product.rating),
    }
    return Say(key="details", values=values)


def reviews(product: Product) -> Say:
    """What buyers say of it."""
    summary, rating = product.reviews, _rating(product.rating)
    if summary is None and not rating["stars"]:
        return Say(key="no_reviews", values={"name": product.name})
    values = {
        "name": product.name,
        "text": summary.text if summary else "",
        "praised": list(summary.praised) if summary else [],
        "criticised": list(summary.criticised) if summary else [],
        **rating,
    }
    return Say(key="reviews", values=values)


def _rating(rating: Rating | None) -> dict[str, Any]:
    if rating is None or not rated(rating):
        return {"stars": "", "ratings": 0, "few": False}
    return {"stars": f"{rating.average:g}", "ratings": rating.count, "few": rating.count < FEW}


def prices(offer: Offer, history: PriceHistory) -> Say:
    """What it has cost."""
    points, lowest = history.points, history.lowest
    if lowest is None or len(points) < 2:  # noqa: PLR2004 - one price is no history
        return Say(key="no_price_history", values={"name": offer.name, "price": str(offer.price)})
    now, before = points[-1], points[-2]
    highest = max(points, key=lambda point: point.price.amount)
    values = {
        "name": offer.name,
        "now": _point(now),
        "before": _point(before),
        "lowest": _point(lowest),
        "highest": str(highest.price),
        "is_lowest": now.price.amount == lowest.price.amount,
        "risen": before.price < now.price,
    }
    return Say(key="price_history", values=values)


def _point(point: PricePoint) -> dict[str, Any]:
    return {"price": str(point.price), **_day(point.since)}


def _day(day: datetime) -> dict[str, int]:
    return {"day": day.day, "month": day.month, "year": day.year}
