"""Vosk models: which there are, and which are installed here."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import platformdirs
from pydantic import BaseModel, ConfigDict, Field

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}", re.IGNORECASE)
_ENGLISH = re.compile(r"vosk-model-(?:\w+-)?en(?:-|$)")
"""The folders of English models, as their makers call them: "vosk-model-small-en-us-0.15"."""


class Model(BaseModel):
    """A model that can be fetched."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """As it is installed by: "vosk-small-en-us"."""
    folder: str
    """What its folder is called, in the archive and where it is installed."""
    language: str
    about: str
    """What it is good for, in a few words."""
    license: str
    address: str = Field(pattern=r"^https?://")
    """Of the archive, a zip file."""
    size: int = Field(gt=0)
    """Bytes of the archive."""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    """Of the archive."""


class Installed(NamedTuple):
    """A model on the shelf."""

    name: str
    folder: Path


@cache
def listed() -> tuple[Model, ...]:
    """The models that Aisle knows, those first that are to be preferred."""
    import yaml

    text = (files("assistant") / "models.yaml").read_text(encoding="utf-8")
    return tuple(map(Model.model_validate, yaml.safe_load(text)))


def known(name: str) -> Model | None:
    """The listed model of a name, which may also be its folder's; None where there is none."""
    return next((model for model in listed() if name in {model.name, model.folder}), None)


def is_name(name: str) -> bool:
    """Whether a model may be called like this: letters, digits, dots and hyphens, and no folder."""
    return _NAME.fullmatch(name) is not None


def shelf() -> Path:
    """The folder in which models are installed."""
    return Path(platformdirs.user_data_dir("aisle")) / "models"


def installed() -> tuple[Installed, ...]:
    """The models on the shelf: the listed ones first, in the list's order, then the others."""
    try:
        folders = {each.name: each for each in shelf().iterdir() if is_name(each.name) and each.is_dir()}
    except OSError:
        return ()
    first = [Installed(each.name, folders.pop(each.folder)) for each in listed() if each.folder in folders]
    return (*first, *(Installed(name, folders[name]) for name in sorted(folders)))


def find_installed(name: str) -> Installed | None:
    """The model of a name on the shelf; None where it is not there."""
    return next((each for each in installed() if name in {each.name, each.folder.name}), None)


def english() -> Installed | None:
    """The English model to use where none is named; None where none is installed."""
    return next((each for each in installed() if _ENGLISH.match(each.folder.name)), None)
