"""The unit prices of a comparison as they are said."""

from assistant.shopping.comparing.comparison import Comparison
from assistant.shopping.comparing.telling import Telling


def rates(comparison: Comparison, language: str = "en") -> tuple[str, ...]:
    """Of each product what a unit of it costs: "27 cents an ounce"; empty where it is not known.

    Args:
        comparison: the products side by side.
        language: in which it is told.

    Raises:
        SettingsError: if there are no words for the language.
    """
    unit = comparison.unit
    telling = Telling(comparison.subjects, unit, comparison.places, language)
    told = dict.fromkeys(range(len(comparison.subjects)), "")
    for working in comparison.best_value.because:
        if working.said is not None and unit is not None:
            rate = telling.rate(working.said, working.cost.currency)
            told[working.position] = f"{rate} {telling.each(unit.name)}"
    return tuple(told.values())
