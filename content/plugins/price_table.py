from django.utils.translation import gettext_lazy as _

from content.clinic.facts import facts_of
from content.models.price_table import PriceTable
from content.page.component_plugin import ComponentPlugin

PRICES = {
    "first-visit-price": _("The first visit"),
    "infusion-price": _("One infusion"),
    "course-price": _("A first course of infusions"),
}
DATE = "price-date"


class PriceTablePlugin(ComponentPlugin):
    model = PriceTable
    name = _("Price table")
    module = _("Lists that fill themselves")
    guide_settings = ("heading",)
    has_heading = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        facts = facts_of(context["request"])
        context["prices"] = [
            {"label": label, "value": facts[key].value if key in facts else ""} for key, label in PRICES.items()
        ]
        context["phone"] = facts.get("phone")
        context["date"] = facts[DATE].value if DATE in facts else ""
        return context
