"""Examples of every component, as blocks of a guide file: for tests, and for a page that shows them all to staff."""

from importlib import import_module
from pathlib import Path

from content.guide.document import Block


def examples() -> dict[str, list[Block]]:
    """The examples of each component, by its stem."""
    return {stem: import_module(f"{__name__}.{stem}").EXAMPLES for stem in _stems()}


def rules() -> dict[str, tuple[str, ...]]:
    """The rules of use of each component, in words, by its stem."""
    return {stem: import_module(f"{__name__}.{stem}").RULES for stem in _stems()}


def _stems() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__")
