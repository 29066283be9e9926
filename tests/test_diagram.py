"""The README's diagram of the talk is the table of states."""

from assistant.dialogue.diagram import diagram
from repository import ROOT


def test_the_readme_shows_the_table_of_states() -> None:
    assert f"```mermaid\n{diagram()}\n```" in (ROOT / "README.md").read_text(encoding="utf-8")
