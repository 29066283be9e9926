"""Which recogniser "auto" stands for on this machine."""

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from assistant import models
from assistant.settings import AUTO, Recognition, Settings


class Chosen(NamedTuple):
    """A recogniser, and the reason for it."""

    recognition: Recognition
    why: str
    """As a clause: "no English Vosk model is installed"."""


def chosen(recognition: Recognition) -> Chosen:
    """What to use: Vosk where an English model is installed, else Moonshine, which brings its own.

    Only whether the model is there is looked at: one that is damaged is to be told, not passed over.
    """
    if recognition.engine != AUTO:
        return Chosen(recognition, "the settings name it")
    model = models.english()
    if model is None:
        return Chosen(Recognition(engine="moonshine"), "no English Vosk model is installed")
    if find_spec("vosk") is None:
        return Chosen(Recognition(engine="moonshine"), "the package vosk is not installed")
    vosk = Recognition(engine="vosk", options={"model": model.name})
    return Chosen(vosk, f"its model {model.name} is installed")


def named(recognition: Recognition) -> str:
    """A recogniser as reports call it, with its model where it has several: "vosk with vosk-small-en-us".

    Of a model that is named by its folder, only the folder's own name is told.
    """
    taken = chosen(recognition).recognition
    model = taken.options.get("model")
    if model is None and taken.engine == "vosk":
        found = models.english()
        model = found and found.name
    return taken.engine if model is None else f"{taken.engine} with {Path(str(model)).name}"


def resolved(settings: Settings) -> Settings:
    """Settings that name the recogniser, so that whoever keeps or shows them tells which one it was."""
    if settings.recognition.engine != AUTO:
        return settings
    return settings.model_copy(update={"recognition": chosen(settings.recognition).recognition})
