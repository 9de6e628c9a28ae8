from cms.plugin_pool import plugin_pool

from content.clinic.models import ClinicFactReference
from content.plugins.inline import InlinePlugin


@plugin_pool.register_plugin
class ClinicFactPlugin(InlinePlugin):
    model = ClinicFactReference
    name = "Clinic fact"
    render_template = "content/components/clinic_fact.html"
    role = "fact"
    record_field = "fact"
    sample = "Call {}."

    def render(self, context, instance, placeholder):
        context.update({"value": instance.fact.text, "is_set": bool(instance.fact.value)})
        return context

    @classmethod
    def to_guide(cls, instance: ClinicFactReference) -> str:
        return instance.fact.key

    @classmethod
    def from_guide(cls, value: str) -> dict:
        return {"fact": cls.record(value)}
