from dataclasses import dataclass
from typing import Any

from cms.models import CMSPlugin
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from lxml import html

from content.clinic.facts import facts_of
from content.models.compare_table import CompareTable
from content.models.teach_back import ASKED, TeachBack
from content.models.tool import COUNTED, Tool, fact_keys
from content.page.component_plugin import ComponentPlugin
from content.page.elsewhere import public
from content.page.inline import IN_TEXT
from content.page.rendering import rendering
from content.page.rows import Row
from content.page.surroundings import surroundings
from content.questionnaires import names, questionnaires
from content.richtext.reading import blocks, inner_html, list_items, split_label, text_of

NONE: Row = {}


@dataclass(frozen=True)
class Item:
    """An item of a tool's list: its label, its words, and what is typed for it.

    Of an infusion day `minutes` is its distance from the appointment, None where no clinic fact says one; beside what matters
    `choices` are (choice, what the table of choices says of it).
    """

    label: str
    text: str
    when: str = ""
    minutes: int | None = None
    choices: tuple[tuple[str, str], ...] = ()


class ToolPlugin(ComponentPlugin):
    model = Tool
    name = _("Tool that stays on the device")
    module = _("For readers to use")
    guide_settings = ("kind", "heading", "questionnaires", "times", "choices_page", "table_rows")
    has_heading = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        request = context["request"]
        context["groups"] = groups(context["body"]) if instance.groups else []
        if instance.kind == Tool.Kind.QUESTIONS:
            context["groups"] += rendering(request).once("asked", lambda: _asked_elsewhere(instance))
        known = questionnaires(instance.language)
        wanted = names(instance.questionnaires) if instance.kind == Tool.Kind.DIARY else list(known)
        context["forms"] = [known[name] for name in wanted if name in known]
        context["list"] = _items(instance, context["body"], request)
        if instance.kind == Tool.Kind.DAY:
            context.update(_place(request))
        if instance.kind == Tool.Kind.MATTERS and instance.choices_page_id:
            context["choices_url"] = surroundings(request).address(instance.choices_page_id)
        # Names of radio buttons, unique on the page; they are sent nowhere.
        context["prefix"] = rendering(request).headings.new(f"tool-{instance.kind}")
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


def _asked_elsewhere(instance: Tool) -> list[dict[str, Any]]:
    """The questions at the ends of pages, as one more group."""
    asked = [question for each in public(TeachBack, instance.language) for question in each.questions()]
    if not asked:
        return []
    title = gettext("From “Did we explain it?”")
    return [{"title": title, "anchor": ASKED, "items": list(dict.fromkeys(asked)), "from_pages": True}]


def _items(instance: Tool, body: str, request: HttpRequest) -> list[Item]:
    rows = instance.rows()
    if not rows:
        return []
    table = rendering(request).once(f"choices-{instance.choices_page_id}", lambda: _choices(instance, request))
    found = []
    for item in list_items(body):
        label, text = split_label(item)
        row = rows.get(label, NONE)
        when = row.get("when", "")
        found.append(
            Item(
                label,
                mark_safe(text),  # noqa: S308 - sanitized when it was saved
                when,
                _minutes(row, request) if when in COUNTED else None,
                table.get(row.get("row", ""), ()),
            )
        )
    return found


def _place(request: HttpRequest) -> dict[str, Any]:
    """Where the clinic is, on one line, and how long a visit takes, for a calendar."""
    facts = facts_of(request)
    known = [facts[key].value for key in ("clinic-name", "address") if key in facts and facts[key].value]
    visit = facts.get("chair-time")
    return {"place": ", ".join(known), "visit_minutes": visit.counted_minutes if visit else None}


def _minutes(row: Row, request: HttpRequest) -> int | None:
    """The sum of the clinic facts that are counted with; None where one of them has no number."""
    facts = facts_of(request)
    lengths = [facts[key].counted_minutes if key in facts else None for key in fact_keys(row["facts"])]
    return None if None in lengths else sum(filter(None, lengths))


def _choices(instance: Tool, request: HttpRequest) -> dict[str, tuple[tuple[str, str], ...]]:
    """Each row of the table of choices, by its first cell: (choice, cell) of each column."""
    if instance.kind != Tool.Kind.MATTERS or not instance.choices_page_id:
        return {}
    table = public(CompareTable, instance.language, page=instance.choices_page_id).first()
    if table is None:
        return {}
    (_, *choices), *rows = (list(row) for row in _in_words(table, request).iter("tr"))
    return {
        text_of(first): tuple((text_of(choice), _item(cell)) for choice, cell in zip(choices, cells, strict=True))
        for first, *cells in rows
    }


def _in_words(table: CompareTable, request: HttpRequest) -> html.HtmlElement:
    """A table with its clinic facts and explained words as words. Its links and sources stand on its own page."""
    facts = {fact.pk: format_html("<strong>{}</strong>", fact.text) for fact in facts_of(request).values()}
    fact, term = "clinic_clinicfactreference__fact", "glossary_glossarytermreference"
    inside = CMSPlugin.objects.filter(parent=table.pk).values_list("pk", fact, f"{term}__label", f"{term}__term__term")
    words = {pk: facts.get(named) or label or word or "" for pk, named, label, word in inside}
    body = IN_TEXT.sub(lambda tag: conditional_escape(words.get(int(tag["pk"]), "")) + tag["closing"], table.body)
    (element,) = blocks(body)
    for link in list(element.iter("a")):
        link.drop_tag()
    return element
