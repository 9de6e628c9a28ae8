"""What the plugins of all components share: rendering of rich text, and how they stand in a guide file."""

from collections.abc import Mapping
from typing import Any, ClassVar

from cms.models import CMSPlugin
from cms.plugin_pool import plugin_pool
from django.contrib import messages
from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from djangocms_text.cms_plugins import TextPlugin as DjangoCMSTextPlugin
from djangocms_text.forms import TextForm

from content.page.inline import draw_inlines
from content.page.links import resolve_page_links
from content.page.newer import AS_OF, NewerTextForm, as_of
from content.page.rendering import rendering
from content.page.surroundings import surroundings
from content.richtext.canonical import has_struck_out
from content.richtext.edited import from_editor
from content.richtext.reading import list_items, plain_text
from content.richtext.shown import Heading, for_readers

#: What is saved of a block, for whoever saves it where it stands; an answer names it in this header.
AS_OF_HEADER = "X-As-Of"
#: What djangocms-text's own editor keeps beside the text.
OF_THE_EDITOR = {"json", "rte"}
#: How many words of a block name it.
WORDS_OF_LABEL = 12


class RichTextForm(NewerTextForm, TextForm):
    """The form of a component, and of running text that is changed in place: what is saved is canonical."""

    said_at = "body"
    #: What somebody saw who changes a text in place: it comes with the address.
    seen_in_place = ""

    class Meta(TextForm.Meta):
        # djangocms-text 1.0.2 also leaves out every column that is called `page`, such as that of the next step.
        exclude = tuple(name for name in TextForm.Meta.exclude if name != "page")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("Body")

    def clean_body(self) -> str:
        return from_editor(self.cleaned_data["body"], self.instance.body)

    def clean_as_of(self) -> str:
        return self.cleaned_data[AS_OF] or self.seen_in_place

    def saved_values(self) -> dict[str, Any]:
        return block_values(self.instance)


def block_values(block: CMSPlugin) -> dict[str, Any]:
    """What a block says and how it is set, without where it stands."""
    shared = {column.name for column in CMSPlugin._meta.concrete_fields} | OF_THE_EDITOR
    columns = [column for column in block._meta.concrete_fields if not column.primary_key and column.name not in shared]
    return {column.name: getattr(block, column.attname) for column in columns}


class RichTextPlugin(DjangoCMSTextPlugin):
    """Rich text as readers get it: links to public pages only, headings with addresses."""

    form = RichTextForm
    # Not `json`, which the editor of djangocms-text does not fill in: staff saw a box that said “null”.
    fieldsets = ((None, {"fields": ("body", AS_OF)}),)

    #: What it is for, in a sentence; empty where the docstring of its model says it.
    purpose: ClassVar[str | Promise] = ""
    #: Whether its headings belong into the page's list of contents.
    running_text: ClassVar[bool] = False

    @classmethod
    def stem(cls) -> str:
        """The name that the component's files share, such as `care_card`."""
        return cls.__module__.rpartition(".")[2]

    @classmethod
    def sentence(cls) -> str:
        """What it is for, in one sentence of the active language."""
        words = cls.purpose or gettext(" ".join((cls.model.__doc__ or "").split()))
        return f"{str(words).split('. ')[0].rstrip('.')}."

    def as_shown(self, body: str) -> str:
        """Rich text in the order in which readers get it, before its inline components are drawn."""
        return body

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.seen_in_place = request.GET.get(AS_OF, "")
        return form

    def change_view(self, request, object_id, *args, **kwargs):
        response = super().change_view(request, object_id, *args, **kwargs)
        block = self.model.objects.filter(pk=object_id).first() if request.method == "POST" else None
        if block:
            response[AS_OF_HEADER] = as_of(block_values(block))
        return response

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if has_struck_out(form.data.get("body", "")):
            messages.warning(
                request, _("What was struck out in the text that you pasted was left out. Read the text again.")
            )

    def render(self, context, instance, placeholder):
        request = context["request"]
        headings = rendering(request).headings
        if self.inline_editing_active(request):
            context = super().render(context, instance, placeholder)
            # The editor gets the text as it is kept; the page still lists its headings.
            for_readers(context["body"], headings, self.running_text)
            return context
        body = resolve_page_links(self.as_shown(instance.body), surroundings(request).address)
        body = draw_inlines(body, instance.child_plugin_instances, request)
        body = for_readers(body, headings, self.running_text)
        context.update({"body": mark_safe(body), "object": instance})  # noqa: S308 - sanitized when it was saved
        return context


class ComponentPlugin(RichTextPlugin):
    """A component with rich text. Double-clicking it on the page opens its form."""

    #: The component's settings in a guide file: model fields, in the order in which they are written.
    guide_settings: ClassVar[tuple[str, ...]] = ()
    #: Whether it begins with a heading of level 2, which the page's list of contents then leads to.
    has_heading: ClassVar[bool] = False
    #: Whether the template gets the text as a list of items.
    splits_items: ClassVar[bool] = False

    @classmethod
    def block_name(cls) -> str:
        """The component's name in a guide file, such as `care-card`."""
        return cls.stem().replace("_", "-")

    @classmethod
    def is_unwritten(cls, body: str, settings: Mapping[str, Any]) -> bool:
        """Whether a block with this text and these settings lacks words that its form asks for, as when a page begins with it."""
        asked = [name for name in cls.guide_settings if _asks_for_words(cls.model._meta.get_field(name))]
        return (cls.model.text_required and not body) or not all(settings.get(name) for name in asked)

    @staticmethod
    def inline_editing_active(request) -> bool:
        # djangocms-text edits only its own TextPlugin in place; the others open their form.
        return False

    def heading(self, instance) -> str:
        """The words of its heading; empty where it has none."""
        return getattr(instance, "heading", "")

    def get_render_template(self, context, instance, placeholder):
        if is_edited(context["request"]) and self.is_unwritten(instance.body, vars(instance)):
            return "staff/unwritten_block.html"
        return f"content/components/{self.stem()}.html"

    def get_fieldsets(self, request, obj=None):
        settings = tuple(self.guide_settings)
        return ((None, {"fields": (*settings, "body", AS_OF)}),)

    def render(self, context, instance, placeholder):
        if heading := self.heading(instance):
            headings = rendering(context["request"]).headings
            context["heading"], context["heading_id"] = heading, headings.new(heading)
            if self.has_heading:
                headings.contents.append(Heading(context["heading_id"], heading))
        context = super().render(context, instance, placeholder)
        context["instance"] = instance
        if self.splits_items:
            context["items"] = [mark_safe(item) for item in list_items(context["body"])]  # noqa: S308
        return context


def is_edited(request: HttpRequest) -> bool:
    """Whether the page is being shown to somebody who writes it."""
    return bool(getattr(getattr(request, "toolbar", None), "edit_mode_active", False))


def _asks_for_words(column: models.Field) -> bool:
    return isinstance(column, models.CharField) and not column.blank


def block_label(kind: str, body: str) -> str:
    """How staff are told of a block: its kind and the words that it begins with. `kind` is the name of its plugin."""
    name = str(plugin_pool.get_plugin(kind).name)
    words = Truncator(plain_text(body)).words(WORDS_OF_LABEL)
    return f"{name}: {words}" if words else name


def component_plugins() -> dict[str, type[ComponentPlugin]]:
    """Every component, by the name of its block in guide files."""
    found = [plugin for plugin in plugin_pool.get_all_plugins() if issubclass(plugin, ComponentPlugin)]
    return {plugin.block_name(): plugin for plugin in found}
