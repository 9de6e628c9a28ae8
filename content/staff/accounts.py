"""Staff accounts made by commands."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password

SYSTEM_USERNAME = "guide-files"


def system_user():
    """The account that pages loaded from guide files belong to. Nobody can log in with it."""
    user, created = get_user_model().objects.get_or_create(
        username=SYSTEM_USERNAME, defaults={"is_active": False, "is_staff": False, "first_name": "Guide files"}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def create_staff(username: str, role: str, password: str = "") -> str:
    """Make a staff account in a role ("Author", …, or "Superuser") and give its password.

    Without a password a random one is made. Raises ValidationError for a weak password.
    """
    model = get_user_model()
    user = model(username=username, is_staff=True, is_superuser=role == "Superuser")
    if password:
        validate_password(password, user)
    password = password or secrets.token_urlsafe(15)
    user.set_password(password)
    user.full_clean()
    user.save()
    if role != "Superuser":
        user.groups.add(Group.objects.get(name=role))
    return password
