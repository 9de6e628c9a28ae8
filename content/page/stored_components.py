"""Components in the database that this program does not know, because a release removed them: their text would be lost in
silence, since django CMS leaves them out and answers 200.
"""

from cms.models import CMSPlugin, PageContent
from cms.plugin_pool import plugin_pool
from django.contrib.contenttypes.models import ContentType
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

WAY_OUT = "Go back to the version before this one, and follow “Removing a component” in docs/operators.md."
#: So many pages are named.
MOST_NAMED = 5


def unknown_components() -> dict[str, list[str]]:
    """For each type of stored components that is not installed, the titles of the texts that hold one, drafts included."""
    if CMSPlugin._meta.db_table not in connection.introspection.table_names():
        return {}
    stored = set(CMSPlugin.objects.order_by().values_list("plugin_type", flat=True).distinct())
    found = {}
    for kind in sorted(stored - set(plugin_pool.plugins)):
        texts = CMSPlugin.objects.filter(
            plugin_type=kind, placeholder__content_type=ContentType.objects.get_for_model(PageContent)
        )
        numbers = texts.order_by().values("placeholder__object_id")
        found[kind] = sorted(set(PageContent.admin_manager.filter(pk__in=numbers).values_list("title", flat=True)))
    return found


def fault() -> str:
    """What is wrong with the stored components, in one sentence; empty when all are known."""
    unknown = unknown_components()
    if not unknown:
        return ""
    named = "; ".join(f"{kind} ({_titles(titles)})" for kind, titles in unknown.items())
    return f"The database holds components that this version does not know: {named}. {WAY_OUT}"


def _titles(titles: list[str]) -> str:
    more = len(titles) - MOST_NAMED
    return ", ".join(titles[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "") or "on no page"


@register(Tags.compatibility, deploy=True)
def stored_components_are_known(app_configs, **kwargs) -> list[CheckMessage]:
    """`manage.py check --deploy` names them, too."""
    reason = fault()
    return [Error(reason, id="ketaguide.E003")] if reason else []
