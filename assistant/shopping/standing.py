"""How good ratings really are: what so few or so many of them make certain."""

from math import sqrt

from assistant.shopping.reviews import Rating

_STARS = 5.0
_Z = 1.96
"""For an interval that holds the true value 95 times of 100."""
FEW = 10
"""Fewer ratings than this are called few."""


def sure_of(rating: Rating) -> float:
    """The stars that a product has at least, given how many rated it: the lower end of Wilson's interval.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927). It is made for shares of yes and no. Stars are taken as
    shares of five; as no stars spread wider about their mean than yes and no do, the bound is a safe one.
    So 5.0 of two ratings counts 1.7, and 4.6 of nine hundred 4.5.

    Args:
        rating: with a count above 0.
    """
    share, many = rating.average / _STARS, rating.count
    middle = share + _Z**2 / (2 * many)
    spread = _Z * sqrt(share * (1 - share) / many + _Z**2 / (4 * many**2))
    return max(0.0, _STARS * (middle - spread) / (1 + _Z**2 / many))


def rated(rating: Rating | None) -> bool:
    """Whether anybody has rated it."""
    return rating is not None and rating.count > 0
