"""What machines may do with the guide: for Managers."""

from django.contrib import admin

from content.search.crawlers import Purpose, of
from content.search.models import MachineRules
from content.staff.one_row import OneRowAdmin


@admin.register(MachineRules)
class MachineRulesAdmin(OneRowAdmin):
    """Which crawlers may read."""

    fieldsets = (
        (
            "Assistants (robots.txt)",
            {
                "fields": tuple(Purpose),
                "description": "A wish that most crawlers respect, and no lock. Search engines, and the previews of "
                "links in messengers, are never shut out.",
            },
        ),
        ("Lists", {"fields": ("llms_txt",)}),
    )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in set(Purpose):
            kwargs["help_text"] = ", ".join(of(Purpose(db_field.name))) + "."
        return super().formfield_for_dbfield(db_field, request, **kwargs)
