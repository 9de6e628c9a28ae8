"""manage.py create_staff NAME --role ROLE: one more account for staff."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from content.staff.accounts import create_staff
from content.staff.roles import ROLES


class Command(BaseCommand):
    help = "Make a staff account and print its password once."

    def add_arguments(self, parser) -> None:
        parser.add_argument("name", help="name to log in with")
        parser.add_argument("--role", required=True, choices=[role.lower() for role in ROLES])

    @transaction.atomic
    def handle(self, *args, name: str, role: str, **options) -> None:
        if get_user_model().objects.filter(username__iexact=name).exists():
            raise CommandError(f"There is already an account “{name}”. Choose another name.")
        try:
            password = create_staff(name, role.capitalize())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Account {name} ({role}) made. Password, shown only now: {password}")
