"""manage.py remove_second_factor NAME: for whoever lost phone and recovery codes, when no Manager can help."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from content.staff import audit
from content.staff.login.factors import remove_second_factor
from content.staff.login.sessions import end_sessions
from content.staff.models import Event


class Command(BaseCommand):
    help = "Remove app, passkeys and recovery codes from a staff account, so that the password alone lets it in."

    def add_arguments(self, parser) -> None:
        parser.add_argument("name", help="name to log in with")

    @transaction.atomic
    def handle(self, *args, name: str, **options) -> None:
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account “{name}”.")
        if not remove_second_factor(user):
            raise CommandError(f"“{name}” has no second factor.")
        end_sessions(user)
        audit.record(Event.Kind.SECOND_FACTOR, f"removed the second step of “{name}”")
        self.stdout.write(f"“{name}” logs in with the password alone now.")
