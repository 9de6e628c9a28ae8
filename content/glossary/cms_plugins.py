import re

from cms.plugin_pool import plugin_pool
from django.utils.text import slugify

from content.glossary.models import GlossaryTermReference
from content.plugins.inline import InlinePlugin


@plugin_pool.register_plugin
class GlossaryTermPlugin(InlinePlugin):
    model = GlossaryTermReference
    name = "Word explained"
    render_template = "content/components/glossary_term.html"
    role = "term"
    record_field = "term"
    sample = "Some people notice {}."

    def render(self, context, instance, placeholder):
        context.update({"instance": instance, "label": str(instance), "definition": instance.term.definition})
        return context

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
