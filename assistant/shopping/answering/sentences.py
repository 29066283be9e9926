"""Facts in sentences."""

from collections.abc import Sequence

from assistant.shopping.answering.questions import Words
from assistant.shopping.phrasing import listed
from assistant.shopping.values import Fact


def told(template: str, some: Sequence[Fact], known: Words, **more: str) -> str:
    """A sentence with facts filled in.

    Args:
        template: may have `facts` (fields with values), `values`, `first` and `second` (values).
        some: at least one fact.
        known: the words of the language.
        more: what else the template has.
    """
    values = [fact.value for fact in some]
    return template.format(
        facts=_fields(some, known),
        values=listed(values, known.answers["joined"]),
        first=values[0],
        second=values[1] if len(values) > 1 else "",
        **more,
    )


def field_name(field: str, known: Words) -> str:
    """A field as it is named in a sentence: "attributes.material" is "material"."""
    return str(known.answers["fields"].get(field, field.rpartition(".")[2].replace("_", " ")))


def _fields(some: Sequence[Fact], known: Words) -> str:
    """Each field once with its values: "color black and white; size large"."""
    values: dict[str, list[str]] = {}
    for fact in some:
        values.setdefault(fact.field, []).append(fact.value)
    return "; ".join(
        known.answers["fact"].format(
            field=field_name(field, known), value=listed(each, known.answers["joined"])
        )
        for field, each in values.items()
    )
