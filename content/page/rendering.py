"""What the parts of one page share while a request renders it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from content.richtext.shown import HeadingIds


@dataclass
class Rendering:
    """The state of one page being rendered. `kept` holds what a function looked up once for the whole page."""

    headings: HeadingIds = field(default_factory=HeadingIds)
    #: Sources in order of first appearance: primary key of the reference -> (number, reference).
    sources: dict[int, tuple[int, Any]] = field(default_factory=dict)
    #: The last numbers in running text; a sentence often names the source of the one before again.
    noted_lately: deque[int] = field(default_factory=lambda: deque(maxlen=4))
    kept: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, look_up: Callable[[], Any]) -> Any:
        """What `look_up` gives; it is called only when nothing was kept under this name."""
        if name not in self.kept:
            self.kept[name] = look_up()
        return self.kept[name]


def rendering(request: HttpRequest) -> Rendering:
    """The state of the page that this request renders; new at the first call."""
    return vars(request).setdefault("_rendering", Rendering())
