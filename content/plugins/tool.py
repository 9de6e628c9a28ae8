from typing import Any

from django.utils.safestring import mark_safe
from lxml import html

from content.models.tool import Tool
from content.page.component_plugin import ComponentPlugin
from content.page.rendering import rendering
from content.questionnaires import names, questionnaires
from content.richtext.reading import blocks, inner_html, text_of


class ToolPlugin(ComponentPlugin):
    model = Tool
    name = "Tool that stays on the device"
    guide_settings = ("kind", "heading", "questionnaires")
    has_heading = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        context["groups"] = groups(context["body"]) if instance.groups else []
        known = questionnaires(instance.language)
        context["forms"] = [known[name] for name in names(instance.questionnaires) if name in known]
        # Names of radio buttons, unique on the page; they are sent nowhere.
        context["prefix"] = rendering(context["request"]).headings.new(f"tool-{instance.kind}")
        return context


def groups(body: str) -> list[dict[str, Any]]:
    """{title, anchor, items} of each heading in rich text, with the HTML of the items in the list below it."""
    found: list[dict[str, Any]] = []
    for element in blocks(body) if body else []:
        if element.tag == "h3":
            found.append({"title": text_of(element), "anchor": element.get("id"), "items": []})
        elif found:
            found[-1]["items"] = [_item(item) for item in element]
    return found


def _item(item: html.HtmlElement) -> str:
    return mark_safe(inner_html(item))  # noqa: S308 - sanitized when it was saved
