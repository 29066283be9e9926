"""Which search a shop gets: by meaning, too, where there is a model for it."""

from assistant.stores.search.embedding import Embedding, available
from assistant.stores.search.finder import WordFinder
from assistant.stores.search.fulltext import FullText
from assistant.stores.search.meaning_finder import MeaningFinder


def best_finder(index: FullText) -> WordFinder:
    """The best search that this machine can do.

    Args:
        index: of terms, the engine's own.
    """
    return MeaningFinder(index, Embedding()) if available() else WordFinder(index)
