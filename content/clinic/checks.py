"""Checks of the register of clinic facts: `manage.py check --deploy`."""

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, InterfaceError

from content.clinic.models import ClinicFact


@register(Tags.security, deploy=True)
def clinic_facts_are_real(app_configs, **kwargs) -> list[CheckMessage]:
    """Example values must not reach patients. Says nothing where there is no database yet, or no table in it.

    Not a check with the tag "database": Django runs those only when a database is named on the command line.
    """
    try:
        examples = list(ClinicFact.objects.filter(example=True).values_list("label", flat=True))
    except (DatabaseError, InterfaceError):
        return []
    if not examples:
        return []
    named = ", ".join(examples[:5]) + ("…" if len(examples) > 5 else "")
    return [
        Warning(
            f"Clinic facts that are still examples: {len(examples)} ({named}).",
            hint="Log in, open “Clinic facts”, type your own values and untick “still an example”.",
            id="ketaguide.W002",
        )
    ]
