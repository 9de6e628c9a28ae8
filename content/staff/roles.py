"""The roles of staff as Django groups, and what each may do. In force from the first migration."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext_noop

ADD, CHANGE, DELETE, VIEW = "add", "change", "delete", "view"
WRITE = (ADD, CHANGE, DELETE, VIEW)

#: Whoever writes: pages, their text, and pictures.
AUTHOR = {
    "cms.page": (ADD, CHANGE, VIEW),
    "cms.pagecontent": (ADD, CHANGE, VIEW),
    "cms.placeholder": (ADD, CHANGE, VIEW, "use_structure"),
    "cms.cmsplugin": WRITE,
    "djangocms_text.text": WRITE,
    "content.*": WRITE,
    "clinic.clinicfactreference": WRITE,
    "evidence.citation": WRITE,
    "glossary.glossarytermreference": WRITE,
    "clinic.clinicfact": (VIEW,),
    "evidence.reference": (ADD, CHANGE, VIEW),
    "evidence.finding": (ADD, CHANGE, VIEW),
    "glossary.glossaryterm": (ADD, CHANGE, VIEW),
    "signoff.comment": (ADD, CHANGE, VIEW),
    "djangocms_versioning.version": (CHANGE, DELETE, VIEW),
    "djangocms_versioning.pagecontentversion": (CHANGE, DELETE, VIEW),
    "filer.file": (ADD, CHANGE, VIEW),
    "filer.image": (ADD, CHANGE, VIEW),
    "filer.folder": (ADD, CHANGE, VIEW, "can_use_directory_listing"),
    "staff.staffprofile": ("write_every_language",),
}
#: Records are written in the main language, and what studies found nowhere else.
EVIDENCE = {"evidence.reference", "evidence.finding"}
#: Whoever writes only the languages that a Manager chose (content/staff/languages.py), and publishes none of them.
TRANSLATOR = {name: actions for name, actions in AUTHOR.items() if name not in EVIDENCE | {"staff.staffprofile"}}
TRANSLATOR |= {"glossary.glossaryterm": (VIEW,)}
#: Whoever may publish a draft may also take it from the person who holds it.
UNLOCK = {"djangocms_versioning.version": (*AUTHOR["djangocms_versioning.version"], "delete_versionlock")}
#: Links with which people without an account read a draft. To withdraw one is never wrong, whoever made it.
SHARE = {"signoff.shareddraft": (ADD, DELETE, VIEW)}
CLINICIAN = (
    AUTHOR
    | UNLOCK
    | SHARE
    | {"cms.page": (ADD, CHANGE, VIEW, "publish"), "clinic.clinicfact": (CHANGE, VIEW), "machines.searchword": WRITE}
)
MANAGER = (
    AUTHOR
    | UNLOCK
    | SHARE
    | {
        "cms.page": (*WRITE, "publish"),
        "cms.pagecontent": WRITE,
        "content.pagedetails": (*WRITE, "publish_over_rules"),
        "clinic.clinicfact": WRITE,
        "evidence.reference": WRITE,
        "evidence.finding": WRITE,
        "glossary.glossaryterm": WRITE,
        "filer.file": WRITE,
        "filer.image": WRITE,
        "filer.folder": (*WRITE, "can_use_directory_listing"),
        "redirects.redirect": WRITE,
        "auth.user": WRITE,
        "auth.group": (VIEW,),
        "staff.staffprofile": (*WRITE, "write_every_language"),
        "staff.loginrules": (CHANGE, VIEW),
        "staff.event": (VIEW,),
        "signoff.reviewer": WRITE,
        "signoff.signature": (VIEW,),
        "signoff.signoffrules": (CHANGE, VIEW),
        "machines.machinerules": (CHANGE, VIEW),
        "machines.searchword": WRITE,
    }
)
ROLES = {
    gettext_noop("Author"): AUTHOR,
    gettext_noop("Clinician"): CLINICIAN,
    gettext_noop("Manager"): MANAGER,
    gettext_noop("Translator"): TRANSLATOR,
}


def sync_roles() -> None:
    """Make the groups, and give each exactly the permissions listed here. Writes nothing when all is in place."""
    if not apps.is_installed("cms"):
        return
    _ensure_permissions()
    known = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, grants in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted = {known[key].pk for key in _codenames(grants) if key in known}
        if set(group.permissions.values_list("pk", flat=True)) != wanted:
            group.permissions.set(wanted)


def _codenames(grants: dict[str, tuple[str, ...]]) -> set[tuple[str, str]]:
    found = set()
    for label, actions in grants.items():
        app_label, _, model = label.partition(".")
        names = (
            [item._meta.model_name for item in apps.get_app_config(app_label).get_models()] if model == "*" else [model]
        )
        for name in names:
            for action in actions:
                codename = action if "_" in action else f"{action}_{name}"
                found.add((app_label, codename))
    return found


def _ensure_permissions() -> None:
    """Django makes permissions app by app, after each app's own signal; ours may come before the last of them."""
    from django.contrib.auth.management import create_permissions

    for config in apps.get_app_configs():
        if list(config.get_models()) or config.models_module:
            create_permissions(config, verbosity=0, using=DEFAULT_DB_ALIAS)
