"""The forms of a page's settings: an address is refused when it is typed, not when somebody publishes it."""

from typing import Any

from cms.admin.forms import AddPageForm, ChangePageForm, DuplicatePageForm
from cms.forms.wizards import CreateCMSPageForm, CreateCMSSubPageForm
from cms.models import Page, PageContent
from django import forms
from django.contrib.admin.widgets import AdminRadioSelect
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from content.page.addresses import address_faults
from content.page.newer import AS_OF, NewerTextForm
from content.publishing.beginnings import BEGINNINGS, NOTHING, begin
from content.publishing.rules import settings_faults

#: The settings of a page that its form takes from its columns.
IN_WORDS = {"title", "menu_title", "page_title", "meta_description"}


def _begin_with() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Begin with"),
        choices=[*((kind, beginning.label) for kind, beginning in BEGINNINGS.items()), NOTHING],
        initial=next(iter(BEGINNINGS)),
        required=False,
        widget=AdminRadioSelect(attrs={"class": "radiolist"}),
        help_text=_(
            "Empty blocks stand on the page, ready to be written. Publishing waits until each box is written or deleted."
        ),
    )


class _RefusesAddresses:
    """Part of a form with a field `slug`."""

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]  # type: ignore[attr-defined]
        if faults := address_faults(slug):
            raise ValidationError(faults)
        return slug


class GuideAddPageForm(_RefusesAddresses, AddPageForm):
    """A new page, which begins with the blocks of its kind. Below another page it may have an address that the site itself uses at
    the top.
    """

    begin_with = _begin_with()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        original = self.initial.get("cms_page") or self.data.get(self.add_prefix("cms_page"))
        if original:  # a translation has its blocks
            self.initial["begin_with"] = ""
            self.fields["begin_with"].widget = forms.HiddenInput()
        for name, field in self.fields.items():
            if name in IN_WORDS:  # django CMS 5.1.3 asks for these words once, in the language in which the site starts
                column = PageContent._meta.get_field(name)
                field.label, field.help_text = capfirst(column.verbose_name), column.help_text
            elif field.label is None:  # hidden
                field.label = ""

    def clean_slug(self) -> str:
        parent = self.data.get(self.add_prefix("parent_page"))
        slug = self.cleaned_data["slug"]
        if faults := address_faults(f"x/{slug}" if parent else slug):
            raise ValidationError(faults)
        return slug

    def save(self, *args: Any, **kwargs: Any) -> PageContent:
        content = super().save(*args, **kwargs)
        kind = self.cleaned_data["begin_with"]
        if kind and not self.cleaned_data.get("cms_page") and not self.cleaned_data.get("source"):
            begin(content, kind)
        return content


class _BeginsWithBlocks:
    """Part of the forms behind *Create*. They make the address of the title, and ask for blocks in place of a first text."""

    def save(self, **kwargs: Any) -> Page:
        page = super().save(**kwargs)  # type: ignore[misc]
        if kind := self.cleaned_data["begin_with"]:  # type: ignore[attr-defined]
            begin(PageContent.admin_manager.get(page=page, language=self._language), kind)  # type: ignore[attr-defined]
        return page


class GuideCreatePageForm(_BeginsWithBlocks, CreateCMSPageForm):
    """A new page beside the one that is open."""

    content = None
    begin_with = _begin_with()


class GuideCreateSubPageForm(_BeginsWithBlocks, CreateCMSSubPageForm):
    """A new page below the one that is open."""

    content = None
    begin_with = _begin_with()


class GuideDuplicatePageForm(_RefusesAddresses, DuplicatePageForm):
    """A copy of a page."""


class GuideChangePageForm(NewerTextForm, ChangePageForm):
    """The settings of a draft."""

    fieldsets = (*ChangePageForm.fieldsets, (None, {"fields": (AS_OF,)}))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        content = self.instance
        content.slug = data["slug"]
        content.overwrite_url = (data.get("overwrite_url") or "").strip("/") or None
        content.redirect = data.get("redirect") or ""
        for field, fault in settings_faults(content):
            self.add_error(field, fault)  # type: ignore[arg-type]
        return data
