from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from lxml import html

from content.models.teach_back import ASKED, TeachBack
from content.page.component_plugin import ComponentPlugin
from content.page.surroundings import surroundings
from content.richtext.reading import blocks, inner_html


class TeachBackPlugin(ComponentPlugin):
    model = TeachBack
    name = _("Did we explain it?")
    module = _("For readers to use")
    guide_settings = ("heading", "page")
    has_heading = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        address = surroundings(context["request"]).address(instance.page_id) if instance.page_id else ""
        context["url"] = f"{address}#{ASKED}" if address else ""
        context["questions"] = questions(context["body"])
        return context


def questions(body: str) -> list[dict[str, str]]:
    """{question, answer} of each heading in rich text, as HTML."""
    found: list[dict[str, str]] = []
    for element in blocks(body):
        if element.tag == "h3":
            found.append({"question": _safe(inner_html(element)), "answer": ""})
        elif found:
            found[-1]["answer"] = _safe(found[-1]["answer"] + html.tostring(element, encoding="unicode"))
    return found


def _safe(text: str) -> str:
    return mark_safe(text)  # noqa: S308 - sanitized when it was saved
