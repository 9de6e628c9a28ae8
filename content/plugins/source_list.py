from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.evidence.models import Reference
from content.models.source_list import SourceList
from content.page.component_plugin import ComponentPlugin
from content.page.rendering import rendering


class Source(NamedTuple):
    """A reference as the list shows it."""

    kind: str
    citation: str
    title: str
    link: str
    found: str
    limitations: str
    language: str
    citation_language: str


class Kind(NamedTuple):
    """The sources of one kind: a title, and the address of the heading."""

    title: str
    id: str
    references: tuple[Source, ...]


class SourceListPlugin(ComponentPlugin):
    model = SourceList
    name = _("List of all sources")
    module = _("Lists that fill themselves")
    guide_settings = ("heading",)
    has_heading = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        page = rendering(context["request"])
        sources = page.once("all sources", _all_sources)
        context["groups"] = tuple(
            Kind(str(label), page.headings.new(f"sources {label}"), found)
            for kind, label in Reference.Kind.choices
            if (found := tuple(source for source in sources if source.kind == kind))
        )
        context["total"] = len(sources)
        return context


def _all_sources() -> list[Source]:
    sources = [
        Source(
            row.kind,
            row.citation,
            row.title,
            row.link,
            row.found,
            row.limitations,
            row.words_language,
            row.citation_language,
        )
        for row in (each.in_language(get_language()) for each in Reference.objects.filter(approved=True))
    ]
    return sorted(sources, key=lambda source: source.citation.lower())
