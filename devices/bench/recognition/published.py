"""What was published about the same orders in kitchen noise: Picovoice's speech-to-intent benchmark."""

from collections.abc import Mapping
from typing import Final

RHINO: Final[Mapping[float, float]] = {
    6: 0.96,
    9: 0.97,
    12: 0.98,
    15: 0.99,
    18: 0.99,
    21: 0.99,
    24: 0.99,
}
"""Orders right at a speech-to-noise ratio in dB, of the commercial engine that runs on the device."""
RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "LUIS": (0.86, 0.93),
    "Watson": (0.72, 0.96),
    "Lex": (0.80, 0.88),
    "Dialogflow": (0.70, 0.83),
}
"""Of the others, in the cloud, only at the ends, 6 dB and 24 dB."""
RANGE_AT: Final = (6.0, 24.0)
"""The ratios, in dB, that the ranges' ends belong to."""
