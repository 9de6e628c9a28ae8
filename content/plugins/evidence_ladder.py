from django.utils.safestring import mark_safe

from content.models.evidence_ladder import RUNGS, EvidenceLadder, rungs_in
from content.page.component_plugin import ComponentPlugin
from content.page.drawings import ladder
from content.richtext.reading import list_items, plain_text, split_label


class EvidenceLadderPlugin(ComponentPlugin):
    model = EvidenceLadder
    name = "Evidence ladder"
    guide_settings = ("heading",)

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["rows"] = []
        for item in list_items(context["body"]):
            label, text = split_label(item)
            rungs = rungs_in(plain_text(text))
            context["rows"].append(
                {
                    "label": label,
                    "text": mark_safe(text),  # noqa: S308 - sanitized when it was saved
                    "drawing": ladder(len(RUNGS), *rungs) if rungs else "",
                }
            )
        context["lowest"], context["highest"] = RUNGS[0], RUNGS[-1]
        return context
