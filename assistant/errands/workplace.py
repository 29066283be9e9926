"""What errands are done with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.dialogue.actions import Action
from assistant.dialogue.happenings import Happening
from assistant.ports import Store
from assistant.reporting import Reporter
from assistant.settings import Household as Buying
from assistant.shopping.carts import Buyer
from assistant.shopping.household import Household

Errand = Callable[[Any], Awaitable[Happening]]
"""Does an action and brings back what came of it."""
Errands = Mapping[type[Action], Errand]
"""What an area can do."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """The shop, the household, and who is told."""

    store: Store
    household: Household
    buying: Buying
    """Name, address and payment token."""
    reporter: Reporter
    now: Callable[[], datetime]

    @property
    def buyer(self) -> Buyer:
        """Who buys, and where to; what the household has told wins over the settings. Reads a small file."""
        buying = self.buying
        kept = self.household.home.read().address
        if kept:
            # Told in one breath: what the settings say of the town belongs to the address before.
            return Buyer(
                name=buying.name, address=kept, phone=buying.phone.get_secret_value(), country=buying.country
            )
        return Buyer(
            name=buying.name,
            address=buying.address.get_secret_value(),
            city=buying.city.get_secret_value(),
            phone=buying.phone.get_secret_value(),
            country=buying.country,
            region=buying.region,
            postal_code=buying.postal_code,
        )
