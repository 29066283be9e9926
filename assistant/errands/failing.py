"""Errands that failed, as the dialogue is told of them."""

from assistant.dialogue.happenings import Failed
from assistant.errors import AisleError
from assistant.events import Stage
from assistant.reporting import Reporter
from assistant.shopping.stores import StoreError, StoreErrorKind

REFUSALS = frozenset(
    {
        StoreErrorKind.CONFLICT,
        StoreErrorKind.DECLINED,
        StoreErrorKind.NOT_FOUND,
        StoreErrorKind.UNAUTHORIZED,
    }
)
"""The store has answered, and the answer is no: nothing was bought."""


def failure(reporter: Reporter, error: AisleError, *, unsettled: bool = False) -> Failed:
    """Report an error, and tell the dialogue as much of it as is for the person.

    Technical trouble is for the engineer to read; only the shop's own words are for the person.
    """
    kind = error.kind if isinstance(error, StoreError) else StoreErrorKind.UNREACHABLE
    answered = kind in REFUSALS
    reporter.failed(Stage.STORE, error, "" if answered else str(error))
    return Failed(kind=kind, message=error.what if answered else "", unsettled=unsettled)
