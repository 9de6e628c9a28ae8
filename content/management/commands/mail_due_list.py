"""manage.py mail_due_list: tell clinicians and Managers by mail how much has to be looked at again."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from content.desk.due import tell_by_mail


class Command(BaseCommand):
    help = "Write to clinicians and Managers how much has to be looked at again. Needs MAIL_URL."

    def handle(self, *args, **options) -> None:
        if not settings.MAIL_URL:
            raise CommandError("No mail server is set, so nothing was sent. Set MAIL_URL, or look at the start page.")
        told = tell_by_mail()
        self.stdout.write(f"Written to {told.written}.")
        if told.missed:
            whom = ", ".join(f"{name} ({error})" for name, error in told.missed.items())
            raise CommandError(
                f"The mail server did not take it for {whom}. Check MAIL_URL and these addresses. The list stands on the start page."
            )
