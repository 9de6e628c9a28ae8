"""Examples of every component, as blocks of a guide file: for tests, and for a page that shows them all to staff."""

from importlib import import_module
from pathlib import Path

from content.guide.document import Block


def examples() -> dict[str, list[Block]]:
    """The examples of each component, by its stem."""
    stems = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__")
    return {stem: import_module(f"{__name__}.{stem}").EXAMPLES for stem in stems}
