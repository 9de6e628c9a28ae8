"""Every component in every state, with its rules and how it is written: a page for staff.

The examples are drawn with the readers' templates and style sheet, from rows that are never saved.
"""

import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from cms.models import Page, Placeholder
from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language, gettext, gettext_noop, override
from django.views.decorators.http import require_safe
from djangocms_text.models import Text
from djangocms_text.utils import plugin_to_tag
from filer.models import Image

from content import examples
from content.cms_plugins import COMPONENTS
from content.examples.next_step import UNPUBLISHED
from content.guide.document import Block, Document, GuideFileError, write
from content.guide.writing import Builder
from content.page.component import Component
from content.page.component_plugin import ComponentPlugin
from content.page.fetch import SLOT
from content.page.inline import inline_plugins
from content.page.rows import ComponentWithRows
from content.staff.screens import language_of

#: What stands in for a picture of the library, which may hold none.
PICTURE = {"url": "img/example-room.svg", "width": 900, "height": 600}
TEXT = Block(
    "text",
    html="<h2>A heading is a question</h2><p>Text is <strong>short</strong>, and says one thing in a sentence. "
    'A <a href="page:home">link</a> says where it leads.</p>'
    "<ul><li>a list has items of one kind</li><li>an item may have<ul><li>items below it</li></ul></li></ul>"
    "<h3>What does a table look like?</h3>"
    "<table><thead><tr><th>What</th><th>When</th><th>Who</th></tr></thead><tbody>"
    "<tr><td>Blood pressure</td><td>Before, during and after</td><td>A nurse</td></tr>"
    "<tr><td>Questions</td><td>Any time</td><td>Everybody</td></tr></tbody></table>",
)
#: A place among the chapters, for the row of stones.
TRAIL = {"number": 3, "total": 8, "chapters": [{"current": number == 3} for number in range(1, 9)]}
IN_LINE = {
    "cite": gettext_noop("Right after the claim it supports, inside the sentence."),
    "fact": gettext_noop("For whatever the clinic decides: never type a phone number, an hour or a price into text."),
    "term": gettext_noop("At the first place a word stands. Readers press it to see what it means."),
}


@dataclass
class Setting:
    """A setting of a component in a guide file: its name, whether it must be there, what it is, what it can be."""

    name: str
    required: bool
    help: str
    choices: list[str]


@dataclass
class Example:
    """A component as a row that is not saved, the state it shows, and how a guide file writes it."""

    plugin: Any
    state: str
    code: str


@dataclass
class Pattern:
    """One component of the gallery."""

    anchor: str
    name: str
    purpose: str
    rules: list[str]
    settings: list[Setting] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    #: Why an example could not be drawn on this site, for instance because its record was deleted.
    problem: str = ""


class Drawing(Builder):
    """Makes the rows that a guide file describes without saving them."""

    def __init__(self, language: str) -> None:
        super().__init__(Placeholder(pk=0, slot=SLOT), language, {page.reverse_id: page for page in Page.objects.all()})
        self.numbers = count(1)  # inline components are told apart by their primary keys

    def draw(self, block: Block) -> Any:
        """The row for a block. Raises GuideFileError where this site lacks what the block names."""
        if block.name == "text":
            return self._finish(Text(), "TextPlugin", block)
        plugin = self.components[block.name]
        instance = self.instance(block, plugin)
        if isinstance(instance, ComponentWithRows):
            instance.clean()  # which makes values of what a guide file says
        return self._finish(instance, plugin.__name__, block)

    def value(self, instance: models.Model, name: str, text: str, block: Block) -> Any:
        if instance._meta.get_field(name).related_model is Image:
            setattr(instance, "renditions", [PICTURE | {"url": static(str(PICTURE["url"]))}])  # noqa: B010
            return None
        return super().value(instance, name, text, block)

    def page(self, guide_id: str, block: Block) -> Page:
        # A page that this site lacks is one that readers cannot open.
        return self.pages.get(guide_id, Page())

    def _finish(self, instance: Any, plugin_type: str, block: Block) -> Any:
        source, inlines = self.split_inlines(block)
        common = {"placeholder": self.placeholder, "language": self.language}
        children = []
        for mark, (plugin, columns) in inlines.items():
            child = plugin.model(pk=next(self.numbers), plugin_type=plugin.__name__, **common, **columns)
            source = source.replace(mark, plugin_to_tag(child), 1)
            children.append(child)
        for name, value in common.items():
            setattr(instance, name, value)
        instance.plugin_type, instance.body, instance.child_plugin_instances = plugin_type, source, children
        return instance


@require_safe
@staff_member_required
def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery. The address lies under /admin/, so it is not for search engines."""
    drawing = Drawing(get_language())
    screen_language = language_of(request.user)
    with override(screen_language):  # what is drawn is in the language of readers
        patterns = [_component(plugin, drawing) for plugin in COMPONENTS]
        patterns += [_running_text(drawing), *(_in_line(role, drawing) for role in IN_LINE)]
    context = {"patterns": patterns, "icons": _icons(), "colors": _colors(), "trail": TRAIL}
    context["screen_language"] = screen_language
    return render(request, "staff/gallery.html", context)


def _icons() -> list[tuple[str, str]]:
    """(name, template) of every icon."""
    folder = settings.BASE_DIR / "templates" / "includes" / "icons"
    return [(path.stem.replace("_", " "), f"includes/icons/{path.name}") for path in sorted(folder.glob("*.html"))]


def _colors() -> list[str]:
    """The names of the colors in tokens.css."""
    text = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    return list(dict.fromkeys(re.findall(r"--([a-z-]+): #", text)))


def _component(plugin: type[ComponentPlugin], drawing: Drawing) -> Pattern:
    model: type[Component] = plugin.model
    pattern = Pattern(
        anchor=f"pattern-{plugin.block_name()}",
        name=str(plugin.name),
        purpose=gettext(" ".join((model.__doc__ or "").split())),
        rules=list(map(gettext, examples.rules()[plugin.stem()])),
        settings=[_setting(model._meta.get_field(name)) for name in plugin.guide_settings],
    )
    return _fill(pattern, examples.examples()[plugin.stem()], drawing)


def _setting(column: models.Field) -> Setting:
    choices = [f"{value}: {label}" for value, label in column.choices or []]
    return Setting(column.name, not column.blank and not column.has_default(), str(column.help_text), choices)


def _running_text(drawing: Drawing) -> Pattern:
    pattern = Pattern(
        anchor="pattern-text",
        name=gettext("Text"),
        purpose=gettext("Everything between the components: headings, paragraphs, lists, links, tables."),
        rules=[
            gettext("Headings of level 2 make the list of contents. Do not skip a level."),
            gettext(
                "A table has a row of headers. On a phone every row becomes a card, and each cell shows its column’s name."
            ),
            gettext("Links to pages of the guide follow the page when its address changes."),
        ],
    )
    return _fill(pattern, [TEXT], drawing)


def _in_line(role: str, drawing: Drawing) -> Pattern:
    plugin = inline_plugins()[role]
    model: Any = plugin.record_model()
    records = [model.objects.order_by("pk").first()]
    if role == "fact":
        records = [model.objects.exclude(value="").first(), model.objects.filter(value="").first()]
    blocks = [
        Block(
            "text",
            html="<p>"
            + plugin.sample.format(f'<guide-inline role="{role}" value="{record.key}"></guide-inline>')
            + "</p>",
        )
        for record in records
        if record
    ]
    purpose = gettext(" ".join((plugin.model.__doc__ or "").split()))
    return _fill(
        Pattern(
            f"pattern-in-line-{role}",
            gettext("In a line: {name}").format(name=str(plugin.name).lower()),
            purpose,
            [gettext(IN_LINE[role])],
        ),
        blocks,
        drawing,
    )


def _fill(pattern: Pattern, blocks: list[Block], drawing: Drawing) -> Pattern:
    for block in blocks:
        try:
            plugin = drawing.draw(block)
        except GuideFileError as error:
            pattern.problem = error.message
            continue
        pattern.examples.append(Example(plugin, _state(block), _code(block)))
    return pattern


def _state(block: Block) -> str:
    """The settings that make this state, in words: “level: urgent”."""
    shown = [
        f"{name}: {value}" for name, value in block.settings.items() if name in {"level", "kind", "size", "decorative"}
    ]
    if not shown and "heading" not in block.settings and block.name == "steps":
        shown = [gettext("without a heading")]
    if block.settings.get("page") == UNPUBLISHED:
        shown = [gettext("its page is not public")]
    return ", ".join(shown)


def _code(block: Block) -> str:
    """The block as a guide file holds it."""
    document = Document(id="example", title="Example", address="/example/", description="Example", blocks=[block])
    return write(document).split("---\n", 2)[2].strip()
