from typing import NamedTuple

from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.models.evidence_ladder import EvidenceLadder, Level
from content.page.component_plugin import ComponentPlugin
from content.page.rows import Row
from content.richtext.reading import list_items, split_label


class Mark(NamedTuple):
    """A place on the line: its words, and whether the evidence is there."""

    words: str
    here: bool


class EvidenceLadderPlugin(ComponentPlugin):
    model = EvidenceLadder
    name = _("Evidence ladder")
    module = _("Numbers and studies")
    guide_settings = ("heading", "levels")
    has_heading = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        parts = [split_label(item) for item in list_items(context["body"])]
        context["rows"] = [
            {
                "label": label,
                "level": in_words(row) if row else "",
                "marks": marks(row) if row else (),
                # A source follows its word at once. Sanitized when it was saved.
                "text": mark_safe(text if text.startswith("<sup") else f" {text}"),  # noqa: S308
            }
            for (label, text), row in zip(parts, instance.rows(), strict=True)
        ]
        return context


def in_words(row: Row) -> str:
    """“fair”, or “against to unclear”."""
    low = str(Level(row["level"]).label).lower()
    if not row["highest"]:
        return low
    return gettext("%(low)s to %(high)s") % {"low": low, "high": str(Level(row["highest"]).label).lower()}


def marks(row: Row) -> tuple[Mark, ...]:
    """The five places of the line."""
    low = Level.values.index(row["level"])
    high = Level.values.index(row["highest"] or row["level"])
    return tuple(Mark(str(level.label), low <= number <= high) for number, level in enumerate(Level))
