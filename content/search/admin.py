"""What machines may do with the guide, and what its search understands."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content.search.crawlers import Purpose, of
from content.search.models import MachineRules, SearchWord
from content.search.site.index import index_of_site
from content.search.site.questions import unanswered
from content.search.site.words import phrases_in
from content.staff.one_row import OneRowAdmin


@admin.register(MachineRules)
class MachineRulesAdmin(OneRowAdmin):
    """Which crawlers may read."""

    fieldsets = (
        (
            _("Assistants (robots.txt)"),
            {
                "fields": tuple(Purpose),
                "description": _(
                    "A wish that most crawlers respect, and no lock. Search engines, and the previews of "
                    "links in messengers, are never shut out."
                ),
            },
        ),
        (_("Lists"), {"fields": ("llms_txt",)}),
    )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in set(Purpose):
            kwargs["help_text"] = ", ".join(of(Purpose(db_field.name))) + "."
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(SearchWord)
class SearchWordAdmin(admin.ModelAdmin):
    """Lines of the clinic's own; in force as soon as they are saved."""

    list_display = ("typed", "meant", "puts_help_first", "language")
    search_fields = ("typed", "meant")
    fields = ("language", "typed", "meant", "puts_help_first")
    change_list_template = "admin/machines/search_words.html"

    def changelist_view(self, request, extra_context=None):
        questions = [(language, *each) for language, _ in settings.LANGUAGES for each in _unanswered(language)]
        return super().changelist_view(request, {"questions": questions} | (extra_context or {}))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "language":
            return forms.ChoiceField(
                label=capfirst(db_field.verbose_name), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        with override(obj.language):
            ranking = index_of_site().ranking
        for phrase in phrases_in(obj.meant):
            if not ranking.knows(phrase):
                messages.warning(
                    request,
                    format_lazy(
                        _("“{phrase}” stands on no published page, so it leads readers nowhere."), phrase=phrase
                    ),
                )
        super().save_model(request, obj, form, change)


def _unanswered(language: str) -> list[tuple[str, list[str]]]:
    with override(language):
        return unanswered(index_of_site(), language)
