"""Rooms and microphone arrays, as data."""

import math
from dataclasses import dataclass

from assistant.errors import SettingsError

Place = tuple[float, float, float]
"""Metres along, across and up."""
BANDS = (125, 250, 500, 1000, 2000, 4000)
"""Octaves, in Hz, by their middle."""


@dataclass(frozen=True, slots=True)
class Room:
    """A furnished room in a home, its furniture counted as absorption of its walls."""

    size: Place
    """Length, width and height in metres."""
    absorption: tuple[float, float, float, float, float, float]
    """The share of the energy that does not come back from a wall, floor or ceiling, for each of `BANDS`."""
    array: Place = (0.5, 0.6, 0.9)
    """Where the microphones stand: on a sideboard, near a corner."""

    @property
    def farthest(self) -> Place:
        """The place of a person who stands as far off as can be: in the other corner."""
        return self.size[0] - 0.5, self.size[1] - 0.5, 1.5

    @property
    def longest(self) -> float:
        """The largest distance of a person, in metres."""
        return math.dist(self.array, self.farthest)

    def speaker(self, distance: float) -> Place:
        """The place of a mouth at a distance, in metres: on the way to the other corner."""
        part = distance / self.longest
        return (
            self.array[0] + part * (self.farthest[0] - self.array[0]),
            self.array[1] + part * (self.farthest[1] - self.array[1]),
            self.array[2] + part * (self.farthest[2] - self.array[2]),
        )


ROOMS = {
    "living-room": Room((5.6, 4.2, 2.5), (0.17, 0.19, 0.20, 0.21, 0.22, 0.23)),
    "bedroom": Room((4.1, 3.3, 2.5), (0.19, 0.21, 0.23, 0.25, 0.27, 0.28)),
    "kitchen": Room((3.9, 3.1, 2.5), (0.13, 0.14, 0.15, 0.15, 0.16, 0.16)),
    "bathroom": Room((2.7, 2.1, 2.4), (0.09, 0.09, 0.10, 0.10, 0.10, 0.11)),
    "hallway": Room((6.5, 1.7, 2.5), (0.15, 0.16, 0.16, 0.17, 0.18, 0.18)),
}


@dataclass(frozen=True, slots=True)
class Circle:
    """Microphones on a circle that lies flat."""

    microphones: int
    radius: float
    """Metres."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the microphones are, seen from the middle."""
        turns = [2 * math.pi * number / self.microphones for number in range(self.microphones)]
        return tuple((self.radius * math.cos(turn), self.radius * math.sin(turn), 0.0) for turn in turns)


@dataclass(frozen=True, slots=True)
class Row:
    """Microphones in a row along the room."""

    microphones: int
    spacing: float = 0.0
    """Metres from one to the next."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the microphones are, seen from the middle."""
        middle = (self.microphones - 1) / 2
        return tuple(((number - middle) * self.spacing, 0.0, 0.0) for number in range(self.microphones))


ARRAYS: dict[str, Circle | Row] = {
    "single": Row(1),
    "pair": Row(2, 0.06),
    "line4": Row(4, 0.035),
    # As on the boards with four microphones that a Raspberry Pi carries.
    "circle4": Circle(4, 0.0406),
    "circle6": Circle(6, 0.0463),
}


def check(room: str, distance: float, array: str) -> None:
    """Make sure that there are such a room and array, and that somebody can stand so far off.

    Args:
        room: the room's name.
        distance: metres.
        array: the array's name.

    Raises:
        SettingsError: if not.
    """
    if room not in ROOMS:
        raise SettingsError(f"There is no room {room!r}.", f"There are: {', '.join(ROOMS)}.")
    if array not in ARRAYS:
        raise SettingsError(f"There is no microphone array {array!r}.", f"There are: {', '.join(ARRAYS)}.")
    if distance > ROOMS[room].longest:
        most = math.floor(10 * ROOMS[room].longest) / 10
        fitting = [name for name in ROOMS if ROOMS[name].longest >= distance]
        larger = f", or another room: {', '.join(fitting)}" if fitting else ""
        raise SettingsError(
            f"Nobody can stand {distance:g} m off in the {room}.", f"Choose {most:g} m at most{larger}."
        )
