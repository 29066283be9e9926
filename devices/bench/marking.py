"""Figures in tables, beside their aims."""


def marked(text: str, met: bool | None) -> str:
    """A figure in green where its aim is met, in red where it is not; plain where it has none."""
    return text if met is None else f"[green]{text}[/]" if met else f"[red]{text}[/]"
