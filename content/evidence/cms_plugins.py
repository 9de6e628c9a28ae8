from cms.plugin_pool import plugin_pool

from content.evidence.models import Citation
from content.evidence.sources import number_of
from content.plugins.inline import InlinePlugin


@plugin_pool.register_plugin
class CitationPlugin(InlinePlugin):
    model = Citation
    name = "Source"
    render_template = "content/components/citation.html"
    role = "cite"
    record_field = "reference"
    sample = "Studies found this {}."

    def render(self, context, instance, placeholder):
        number = number_of(instance.reference, context["request"])
        context.update({"numbers": [{"number": number, "anchor": f"source-{number}"}]})
        return context

    @classmethod
    def to_guide(cls, instance: Citation) -> str:
        return instance.reference.key

    @classmethod
    def from_guide(cls, value: str) -> dict:
        return {"reference": cls.record(value)}
