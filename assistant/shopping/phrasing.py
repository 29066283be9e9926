"""The words of a language in which comparisons and answers are told, from their files."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.errors import SettingsError

_WORDS = Path(__file__).parent / "words"


@lru_cache(maxsize=8)
def loaded(language: str, name: str) -> dict[str, Any]:
    """A file of words.

    Args:
        language: "en".
        name: the file's, without its ending: "comparison".

    Raises:
        SettingsError: if there is none in the language.
    """
    import yaml

    file = _WORDS / language / f"{name}.yaml"
    if not language.isalpha() or not file.is_file():
        raise SettingsError(
            f"There are no words for {name} in the language {language!r}.", 'Set language = "en".'
        )
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the first is faster, and not in every build
    found: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - either loader is a safe one
    return found


def listed(some: Sequence[str], joined: str) -> str:
    """Words in a row: "a, b and c".

    Args:
        some: at least one.
        joined: how the last follows, with `first` and `last`.
    """
    if len(some) == 1:
        return some[0]
    return joined.format(first=", ".join(some[:-1]), last=some[-1])
