from cms.plugin_pool import plugin_pool
from django.utils.translation import gettext_lazy as _

from content.evidence.models import Citation
from content.evidence.sources import cite
from content.page.inline import InlinePlugin


@plugin_pool.register_plugin
class CitationPlugin(InlinePlugin):
    model = Citation
    name = _("Source")
    role = "cite"
    record_field = "reference"
    sample = "Studies found this {}."

    def html(self, instance, request):
        return cite([instance.reference], request, noted=True)

    @classmethod
    def to_guide(cls, instance: Citation) -> str:
        return instance.reference.key

    @classmethod
    def from_guide(cls, value: str) -> dict:
        return {"reference": cls.record(value)}
