"""manage.py announce_pages: tell search engines which pages are new, changed or gone."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from content.search.indexnow import AnnouncingError, announce


class Command(BaseCommand):
    help = (
        "Send the addresses of pages that were published, changed or taken down since the last run to IndexNow (Bing, Yandex and "
        "others; not Google). Does nothing without INDEXNOW_KEY. Meant to be run by a timer: what failed is tried again."
    )

    def handle(self, *args, **options) -> None:
        if not settings.INDEXNOW_KEY:
            self.stdout.write("INDEXNOW_KEY is not set: nothing is announced.")
        elif settings.NOINDEX:
            self.stdout.write("Search engines are told to forget this copy (NOINDEX): nothing is announced.")
        else:
            try:
                self.stdout.write(f"{announce()} addresses announced.")
            except AnnouncingError as error:
                raise CommandError(f"Not announced, the next run tries again: {error}.") from error
