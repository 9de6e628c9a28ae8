from content.evidence.models import Reference
from content.models import SourceList
from content.plugins.component import ComponentPlugin
from content.rendering import rendering


class SourceListPlugin(ComponentPlugin):
    model = SourceList
    name = "List of all sources"
    guide_settings = ("heading",)

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        page = rendering(context["request"])
        everything = page.once("references", Reference.objects.all)
        references = sorted(everything, key=lambda reference: reference.citation.lower())
        groups = []
        for kind, label in Reference.Kind.choices:
            if found := [reference for reference in references if reference.kind == kind]:
                groups.append({"title": label, "id": page.headings.new(f"sources {label}"), "references": found})
        context.update({"groups": groups, "total": len(references)})
        return context
