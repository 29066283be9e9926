"""Word error rates."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from devices.recordings.mentions import plain

_APOSTROPHES = str.maketrans("", "", "'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}")


class WordCounts(BaseModel):
    """The words said, against the words heard: the fewest edits that turn one into the other."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    hits: int = 0
    """Heard as they were said."""
    substitutions: int = 0
    """Heard as other words."""
    deletions: int = 0
    """Left out."""
    insertions: int = 0
    """Heard and not said."""

    @property
    def words(self) -> int:
        """Words said."""
        return self.hits + self.substitutions + self.deletions

    @property
    def wrong(self) -> int:
        """Words heard wrongly, left out or added; may be more than were said."""
        return self.substitutions + self.deletions + self.insertions


def spoken(text: str) -> str:
    """The words alone, in lower case and without apostrophes, which the name of a file leaves out, too."""
    return plain(text.translate(_APOSTROPHES))


def word_counts(said: str, heard: str) -> WordCounts:
    """Compare `spoken` words. A number in digits is another word than in letters.

    Args:
        said: the reference.
        heard: the transcript.
    """
    from jiwer import process_words

    found = process_words(spoken(said), spoken(heard))
    return WordCounts(
        hits=found.hits,
        substitutions=found.substitutions,
        deletions=found.deletions,
        insertions=found.insertions,
    )


def all_words(counts: Sequence[WordCounts]) -> WordCounts:
    """The counts of all recordings together: long recordings count for more than short ones."""
    return WordCounts(
        **{name: sum(getattr(each, name) for each in counts) for name in WordCounts.model_fields}
    )
