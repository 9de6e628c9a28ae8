import re

from cms.plugin_pool import plugin_pool
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from content.glossary.models import GlossaryTermReference
from content.page.inline import InlinePlugin


@plugin_pool.register_plugin
class GlossaryTermPlugin(InlinePlugin):
    model = GlossaryTermReference
    name = _("Word explained")
    role = "term"
    record_field = "term"
    sample = "Some people notice {}."

    def html(self, instance, request):
        return format_html(
            '<button type="button" class="glossary-term" popovertarget="term-{0}">{1}</button>'
            '<span class="glossary-term-definition" id="term-{0}"{3} popover>{2}</span>',
            instance.pk,
            str(instance),
            instance.term.definition,
            format_html(' lang="{}"', language) if (language := instance.term.words_language) else "",
        )

    def before(self, html, closing):
        # Browsers break lines between a button and what follows it, also where no space is.
        return format_html('<span class="glossary-term-end">{}{}</span>', html, closing) if closing else html

    @classmethod
    def to_guide(cls, instance: GlossaryTermReference) -> str:
        if slugify(str(instance)) == instance.term.key:
            return str(instance)
        return f"{instance} <{instance.term.key}>"

    @classmethod
    def from_guide(cls, value: str) -> dict:
        match = re.fullmatch(r"(?P<label>[^<>]+?)\s*(?:<(?P<key>[^<>]+)>)?", value.strip())
        label = match["label"] if match else value
        key = (match["key"] if match else None) or slugify(label)
        term = cls.record(key)
        return {"term": term, "label": "" if label == str(term) else label}
