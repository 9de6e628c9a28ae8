"""Publishing over a rule of the text: a Manager may, with a reason, and what was said is recorded."""

from dataclasses import dataclass
from typing import Any

from cms.models import PageContent
from django import forms
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from djangocms_versioning import versionables
from djangocms_versioning.exceptions import ConditionFailed
from djangocms_versioning.helpers import get_preview_url, replace_admin_for_models
from djangocms_versioning.models import Version

from content.publishing.rules import Problem, problems
from content.richtext.reading import one_line
from content.staff import audit
from content.staff.models import Event

PERMISSION = "content.publish_over_rules"
REASON_LENGTH = range(15, 501)


@dataclass(frozen=True)
class Overruling:
    """Who publishes a text over its problems, and why. Put on the version as `overruling` before it is published."""

    person: Any
    reason: str


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why should readers get this page as it is?"),
        min_length=REASON_LENGTH[0],
        max_length=REASON_LENGTH[-1],
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=_("It is kept with your name in the list of events."),
    )


def still_blocking(version: Version, found: list[Problem]) -> list[Problem]:
    """The problems that keep this version from being published, less those that somebody overrules who may."""
    blocking = [problem for problem in found if problem.blocks]
    overruling = version.__dict__.get("overruling")
    return [problem for problem in blocking if not problem.of_text] if may_overrule(overruling) else blocking


def may_overrule(overruling: Overruling | None) -> bool:
    """Whether it has a reason, from a person who has the right to give one."""
    return bool(
        overruling and overruling.person.has_perm(PERMISSION) and len(one_line(overruling.reason)) >= REASON_LENGTH[0]
    )


@transaction.atomic
def publish_over(version: Version, person: Any, reason: str) -> None:
    """Publish a draft over its rules of the text. Raises PermissionDenied, and ConditionFailed where it still cannot be."""
    overruling = Overruling(person, one_line(reason))
    if not may_overrule(overruling):
        raise PermissionDenied(_("Only a Manager may publish over a rule, with a reason of at least 15 letters."))
    version.overruling = overruling
    version.check_publish(person)
    version.publish(person)


def record_overruling(version: Version, found: list[Problem]) -> None:
    """Write down over which problems a version is published, by whom and why; nothing where there is no reason to."""
    overruling = version.__dict__.get("overruling")
    overruled = [problem for problem in found if problem.blocks]
    if overruling and overruled:
        rules = "; ".join(f"{problem.rule}: “{problem.sentence}”" for problem in overruled)
        text = f"{version.content} (version {version.number})"
        what = f"published {text} over {len(overruled)} problems, because: “{overruling.reason}”. {rules}"
        audit.record(Event.Kind.PUBLISHING, what, overruling.person)


class PublishesOverRules:
    """Part of the admin of page versions: the button of a Manager leads to the form for a reason, where one is needed."""

    def get_urls(self):
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}_publish_over"  # type: ignore[attr-defined]
        view = self.admin_site.admin_view(self.publish_over_view)  # type: ignore[attr-defined]
        return [path("<int:object_id>/publish-over/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def publish_view(self, request, object_id):
        response = super().publish_view(request, object_id)  # type: ignore[misc]
        version = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if (
            request.method == "POST"
            and version
            and version.can_be_published()
            and _may_be_overruled(version, request.user)
        ):
            return redirect(publish_over_url(version))
        return response

    def publish_over_view(self, request, object_id: int) -> HttpResponse:
        version = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if version is None:
            return self._get_obj_does_not_exist_redirect(request, self.model._meta, str(object_id))  # type: ignore[attr-defined]
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied(_("Only a Manager may publish over a rule."))
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                publish_over(version, request.user, form.cleaned_data["reason"])
            except ConditionFailed as error:
                form.add_error(None, str(error))
            except IntegrityError:
                form.add_error(None, _("Another page has this address already. Change it, then publish."))
            else:
                self.message_user(request, _("Published. Your reason is in the list of events."))  # type: ignore[attr-defined]
                return redirect(get_preview_url(version.content))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": format_lazy(_("Publish “{content}” all the same?"), content=version.content),
            "form": form,
            "problems": [problem for problem in problems(version.content) if problem.blocks],
            "back": get_preview_url(version.content),
        }
        return TemplateResponse(request, "staff/publish_over.html", context)


def publish_over_url(version: Version) -> str:
    """The address of the form that asks for a reason."""
    return reverse("admin:djangocms_versioning_pagecontentversion_publish_over", args=[version.pk])


def _may_be_overruled(version: Version, person: Any) -> bool:
    """Whether rules of the text are all that keeps a version from being published, and the person may publish over them."""
    blocking = [problem for problem in problems(version.content) if problem.blocks]
    return bool(blocking) and all(problem.of_text for problem in blocking) and person.has_perm(PERMISSION)


def connect() -> None:
    """Put the form in place. Called once, when the application starts."""
    replace_admin_for_models([(versionables.for_content(PageContent).version_model_proxy, PublishesOverRules)])
