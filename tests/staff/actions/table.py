"""The table of actions, each with the roles that may do it."""

from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client

from content.page.newer import AS_OF
from tests.staff.desk import filled_form

ROLES = ("anonymous", "Author", "Clinician", "Manager", "Translator")
STAFF = {"Author", "Clinician", "Manager", "Translator"}
#: Of the main language, in which this guide is: a translator writes others (test_translators_write_their_languages.py).
WRITERS = STAFF - {"Translator"}
PUBLISHERS = {"Clinician", "Manager"}
MANAGERS = {"Manager"}
NOBODY: set[str] = set()

Request = Callable[[Client], HttpResponse]
Action = Callable[[Client], Request]
ACTIONS: dict[str, tuple[Action, set[str]]] = {}


def may(*roles: set[str]) -> Callable[[Action], Action]:
    """Register an action and who may do it. The action gets a superuser's client, to fill in forms with."""

    def register(action: Action) -> Action:
        ACTIONS[action.__name__] = (action, set().union(*roles))
        return action

    return register


def post(address: str, data: dict | None = None, **headers: str) -> Request:
    """The request that a button or a form sends."""
    return lambda client: client.post(address, data or {}, headers=headers or None)


def form(boss: Client, address: str, **changes: object) -> Request:
    """The request that the form at an address sends after these changes, without what it saw: others are shown other fields."""
    return post(address, filled_form(boss, address, **changes) | {AS_OF: ""})
