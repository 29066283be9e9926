"""Digits written together, "482913": all that there are, without a list of them."""

from intents.phrases import Phrases

_TEN = 10


class DigitRuns(Phrases):
    """Every run of digits up to a length, as the sorted phrases that `Phrases` would hold.

    A run's number among them is computed, so that eight digits take no memory.

    Args:
        longest: digits of the longest run.
    """

    def __init__(self, longest: int) -> None:
        super().__init__()
        self._longest = longest
        # How many runs begin with one of so many digits, itself among them.
        self._within = [
            sum(int(_TEN**more) for more in range(longest - depth + 1)) for depth in range(longest + 1)
        ]

    def __len__(self) -> int:
        return self._within[0] - 1

    def _phrase(self, at: int) -> str:
        run, rest = "", at
        while rest >= 0:
            digit, rest = divmod(rest, self._within[len(run) + 1])
            run += str(digit)
            rest -= 1
        return run

    @property
    def letters(self) -> int:
        """None that are kept."""
        return 0

    def narrowed(self, low: int, high: int, depth: int, letters: str) -> tuple[int, int]:
        """The part of a range whose runs go on with some digits."""
        for letter in letters:
            if low >= high or depth >= self._longest or not (letter.isascii() and letter.isdigit()):
                return low, low
            first = low + (depth > 0) + int(letter) * self._within[depth + 1]
            low, high, depth = first, first + self._within[depth + 1], depth + 1
        return low, high

    def whole(self, low: int, high: int, depth: int) -> int:
        """How many runs of a range are complete after so many digits: 1, for none is empty."""
        return int(low < high and depth > 0)
