from itertools import groupby

from content.glossary.models import GlossaryTerm
from content.models import GlossaryList
from content.plugins.component import ComponentPlugin
from content.rendering import rendering


class GlossaryListPlugin(ComponentPlugin):
    model = GlossaryList
    name = "List of words explained"

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        page = rendering(context["request"])
        terms = sorted(page.once("glossary", GlossaryTerm.objects.all), key=lambda term: term.term.lower())
        context["letters"] = [
            {"letter": letter, "id": page.headings.new(f"words with {letter}"), "terms": list(group)}
            for letter, group in groupby(terms, key=lambda term: term.term[0].upper())
        ]
        return context
