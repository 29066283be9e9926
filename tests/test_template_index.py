"""Which templates a sentence may fit at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from intents.matching import Matcher
from intents.normal import normalized, split_words
from intents.template_index import TemplateIndex
from intents.templates import Template, load

PHRASES = Path(__file__).parent / "phrases"


def said(written: Any) -> Iterator[str]:
    if isinstance(written, str):
        yield written
    elif isinstance(written, dict | list):
        for each in written.values() if isinstance(written, dict) else written:
            yield from said(each)


def sentences() -> list[str]:
    files = sorted(PHRASES.glob("[A-Z]*.yaml"))
    texts = (text for file in files for text in said(yaml.safe_load(file.read_text(encoding="utf-8"))))
    return [text for text in dict.fromkeys(map(normalized, texts)) if text]


def fitting(text: str, templates: list[Template], missing: int) -> list[str]:
    return [fit.template.source for fit in Matcher(text, missing).fits(templates)]


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_no_template_that_fits_is_left_out(missing: int) -> None:
    templates = list(load())
    index = TemplateIndex(templates)
    # Every third is enough, and another third for each beginning.
    for text in sentences()[missing::3]:
        shorter = " ".join(text.split()[missing:])
        likely = index.likely(split_words(shorter), missing)
        assert fitting(shorter, likely, missing) == fitting(shorter, templates, missing), shorter


def test_most_templates_are_not_even_looked_at() -> None:
    index = TemplateIndex(load())
    tried = [len(index.likely(split_words(text))) for text in sentences()]
    assert sum(tried) / len(tried) < len(load()) / 8


def test_talk_about_other_things_may_fit_hardly_anything() -> None:
    likely = TemplateIndex(load()).likely(split_words("how tall is the eiffel tower"))
    assert len(likely) < len(load()) / 100


def test_without_words_there_is_no_template() -> None:
    index = TemplateIndex(load())
    assert [each.source for each in index.likely([]) if list(Matcher("").fits([each]))] == []
    assert TemplateIndex([]).likely(["milk"]) == []
