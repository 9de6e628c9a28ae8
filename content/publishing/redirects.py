"""A page whose public address changes leaves a permanent redirect at the old one, without chains."""

from django.contrib.redirects.models import Redirect
from django.db import transaction

Addresses = dict[tuple[int, str], str]


@transaction.atomic
def record_moves(site_id: int, before: Addresses, after: Addresses) -> None:
    """Keep a redirect from every address that changed to where the page is now."""
    taken = set(after.values())
    Redirect.objects.filter(site_id=site_id, old_path__in=taken).delete()
    for key, old in before.items():
        new = after.get(key)
        if new is None or new == old or old in taken:
            continue
        Redirect.objects.filter(site_id=site_id, new_path=old).update(new_path=new)
        Redirect.objects.update_or_create(site_id=site_id, old_path=old, defaults={"new_path": new})
