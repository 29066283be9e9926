"""What was measured, as the JSON has it: version 1."""

from collections.abc import Mapping
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from devices.bench.recognition.contestants import Facts, Kind
from devices.bench.recognition.mixing import Measure
from devices.recordings.figures import Spread
from devices.recordings.metrics.intervals import Interval

VERSION: Final = 1
"""Of the JSON."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Tally(_Table):
    """How many of some."""

    of: int
    """How many there were."""
    number: int
    """How many of them."""
    interval: Interval | None = None
    """Of the share, 95 %, by resampling recordings; none where all agree."""

    @property
    def share(self) -> float | None:
        """The share of them; None where there were none."""
        return self.number / self.of if self.of else None


class LevelReport(_Table):
    """One engine on all recordings at one speech-to-noise ratio."""

    snr: float | None
    """In dB; None without noise."""
    right: Tally
    """Orders of which the product, its quantity and every option are right, as the assistant reads them."""
    right_by_words: Tally
    """The same, where names and options are only looked for in the transcript."""
    rejected: int
    """Orders for which nothing was recognised."""
    words: int
    """Said, in the recordings whose words are known."""
    words_wrong: int
    """Heard wrongly, left out or added; numbers are compared in words."""
    word_error_rate: float | None
    """Wrong ones over those said; None where the words are not known."""
    latency_ms: Spread
    """From the moment at which the sound is complete, to the transcript: 0.2 s after the end of speech; for
    engines that cannot preview, where the turn ends."""
    real_time_factor: float | None
    """Seconds of work in all, over the length of the recordings."""


class EngineReport(_Table):
    """One engine."""

    kind: Kind
    """How it listens."""
    name: str
    """As it is called in tables."""
    facts: Facts
    """What loading took."""
    peak_memory_mb: int | None
    """Of its process, with library, model, grammar and shop."""
    latency_ms: Spread
    """Over all levels."""
    real_time_factor: float | None
    """Over all levels."""
    mean_in_noise: float | None
    """The mean of the shares of right orders over the levels with noise."""
    levels: tuple[LevelReport, ...]
    """Without noise first, then from the loudest noise to the softest."""


class Bin(_Table):
    """Transcripts that the engine was about as sure of."""

    low: float
    """Confidence from here."""
    high: float
    """To here."""
    transcripts: int
    """How many."""
    right: int
    """How many of these were orders heard rightly."""
    confidence: float | None
    """The mean."""


class Calibration(_Table):
    """Whether a confidence of 0.9 means right nine times out of ten."""

    bins: tuple[Bin, ...]
    """From unsure to sure."""
    expected_error: float | None
    """The mean distance between confidence and share right, over all transcripts (expected calibration
    error)."""


class Rejected(_Table):
    """Sounds in which nothing should be recognised."""

    kind: str
    """The folder, or what was made."""
    sounds: int
    """How many."""
    rejected: int
    """For how many nothing was recognised, at the engine's own threshold."""
    rejected_at_best: int | None = None
    """For how many nothing would be recognised at the threshold that rejects one clean order in a hundred."""


class RejectionReport(_Table):
    """What is rejected, rightly and wrongly."""

    orders: int
    """Clean orders."""
    orders_rejected: int
    """Of these, wrongly, at the engine's own threshold."""
    threshold: float | None
    """The highest that rejects at most one of a hundred clean orders; None where the engine does not let its
    threshold be chosen."""
    threshold_rejects: int | None
    """Clean orders that this one rejects."""
    kinds: tuple[Rejected, ...]
    """Sounds that are no orders."""
    total: Rejected
    """All of them that are speech."""


class NamesReport(_Table):
    """What came of asking for products of one catalogue."""

    catalogue: str
    """The shop's name, or how many names were made up."""
    names: int
    """How many it has."""
    voices: tuple[str, ...]
    """That spoke."""
    right: Tally
    """The product that was named came first."""
    free_right: Tally | None
    """The same of the free recogniser with `rapidfuzz` over all names."""
    rejected: int
    """Sentences for which nothing was recognised."""
    latency_ms: Spread
    """As for orders."""
    real_time_factor: float | None
    """As for orders."""
    facts: Facts
    """What the grammar took."""
    peak_memory_mb: int | None
    """Of the engine's process."""


class Report(_Table):
    """Everything."""

    version: Literal[1] = VERSION
    """Of this format."""
    interrupted: bool = False
    """Broken off; the figures are of what was heard until then."""
    versions: Mapping[str, str] = {}
    """Of Aisle, Python and the engines' packages."""
    processor: str = ""
    """As it calls itself."""
    cores: int | None = None
    """Of the machine."""
    corpus: str = ""
    """The folder's name."""
    recordings: int = 0
    """Orders that were heard at each level."""
    noise: str = ""
    """The file's name."""
    measure: Measure = Measure.LOUDEST
    """What the speech-to-noise ratios are of."""
    seed: int = 0
    """Of all that is drawn by chance."""
    engines: tuple[EngineReport, ...] = ()
    """On the orders; the assistant's own first."""
    calibration: Calibration | None = None
    """Of the assistant's recogniser on the orders at all levels."""
    rejection: RejectionReport | None = None
    """What is rejected."""
    names: tuple[NamesReport, ...] = ()
    """The test of names, for each catalogue."""
