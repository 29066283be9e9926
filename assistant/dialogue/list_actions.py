"""What the dialogue wants done with the lists; a list without a name is the shopping list."""

from assistant.dialogue.actions import Action
from assistant.shopping.household import ListEntry


class ReplaceList(Action):
    """Make a list hold these entries and no others; answered by `ListIs`."""

    entries: tuple[ListEntry, ...] = ()
    list_name: str = ""


class CreateList(Action):
    """Begin an empty list; answered by `ListIs`."""

    list_name: str


class DeleteList(Action):
    """Forget a list and what is on it; answered by `ListIs`."""

    list_name: str


class ReadLists(Action):
    """Tell which lists there are; answered by `ListsAre`."""
