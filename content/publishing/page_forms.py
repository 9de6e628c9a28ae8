"""The forms of a page's settings: an address is refused when it is typed, not when somebody publishes it."""

from typing import Any

from cms.admin.forms import AddPageForm, ChangePageForm, DuplicatePageForm
from cms.models import PageContent
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from content.page.addresses import address_faults
from content.page.newer import AS_OF, NewerTextForm
from content.publishing.rules import settings_faults

#: The settings of a page that its form takes from its columns.
IN_WORDS = {"title", "menu_title", "page_title", "meta_description"}


class _RefusesAddresses:
    """Part of a form with a field `slug`."""

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]  # type: ignore[attr-defined]
        if faults := address_faults(slug):
            raise ValidationError(faults)
        return slug


class GuideAddPageForm(_RefusesAddresses, AddPageForm):
    """A new page. Below another page it may have an address that the site itself uses at the top."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
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
