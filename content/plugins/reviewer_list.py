from django.utils.translation import gettext_lazy as _

from content.models.reviewer_list import ReviewerList
from content.page.component_plugin import ComponentPlugin
from content.page.rendering import rendering
from content.signoff.models import Kind, Reviewer


class ReviewerListPlugin(ComponentPlugin):
    model = ReviewerList
    name = _("List of reviewers")
    module = _("Lists that fill themselves")
    guide_settings = ("heading",)
    has_heading = True

    def render(self, context, instance, placeholder):
        context = super().render(context, instance, placeholder)
        # Not what each has signed: the list is among the words that a signature under its own page is for.
        context["reviewers"] = rendering(context["request"]).once("reviewers", _reviewers)
        return context


def _reviewers() -> list[Reviewer]:
    return list(Reviewer.objects.filter(kind=Kind.CLINICIAN, is_here=True))
