from cms.plugin_pool import plugin_pool
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from content.clinic.models import ClinicFactReference
from content.page.inline import InlinePlugin

#: A value of fewer letters stays on one line.
SHORT = 20


@plugin_pool.register_plugin
class ClinicFactPlugin(InlinePlugin):
    model = ClinicFactReference
    name = _("Clinic fact")
    role = "fact"
    record_field = "fact"
    sample = "Call {}."

    def html(self, instance, request):
        fact = instance.fact
        unset = "" if fact.value else " clinic-fact-unset"
        short = " clinic-fact-short" if len(fact.text) < SHORT and " " in fact.text else ""
        text = format_html('<a href="tel:{}">{}</a>', fact.dial, fact.text) if fact.dial else fact.text
        return format_html('<span class="clinic-fact{}{}">{}</span>', unset, short, text)

    def before(self, html, closing):
        # Browsers break lines between a box in the line, as a short fact is, and what follows it.
        if closing and "clinic-fact-short" in html:
            return format_html('<span class="clinic-fact-end">{}{}</span>', html, closing)
        return html + closing

    @classmethod
    def to_guide(cls, instance: ClinicFactReference) -> str:
        return instance.fact.key

    @classmethod
    def from_guide(cls, value: str) -> dict:
        return {"fact": cls.record(value)}
