"""Run in the shell of a site by growth.py: loads a guide, times what may grow with it, and prints the times as JSON."""

import io
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from cms.models import PageContent
from django.conf import settings
from django.core.management import call_command
from django.test import Client, RequestFactory, override_settings
from djangocms_versioning.models import Version
from lxml import etree

from content.page.links import address
from content.page.surroundings import surroundings
from content.search.site.documents import MOST_PAGES
from content.search.site.index import make_text
from content.staff.accounts import system_user

#: How many pages are looked at one by one.
SAMPLE = 20
READY = 50
SEARCHES = ("bladder", "can i drive home", "how much does it cost", "ketamin and sertralin", "xylophone")
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
RENDERED = [name for name in settings.MIDDLEWARE if "ready_pages" not in name]


def timed(work: Callable[..., Any], *args: Any, **keywords: Any) -> float:
    """Milliseconds of processor time: what else the machine does matters less. SQLite works in this process, too."""
    start = time.process_time()
    work(*args, **keywords)
    return (time.process_time() - start) * 1000


def read(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path} gives {answer.status_code}"
    return answer.content


def read_sitemap(client: Client, path: str = "/sitemap.xml") -> int:
    """How many pages a sitemap names, its parts included."""
    root = etree.fromstring(read(client, path))
    places = root.xpath("/*/*/*[local-name()='loc']/text()")
    if etree.QName(root).localname == "urlset":
        return len(places)
    return sum(read_sitemap(client, place.removeprefix(settings.SITE_URL)) for place in places)


def read_menu() -> None:
    assert surroundings(RequestFactory().get("/")).menu


def publish_again(content: PageContent) -> None:
    Version.objects.get_for_content(content).copy(system_user()).publish(system_user())


def search(client: Client, words: str) -> None:
    answer = client.post("/search/", {"q": words})
    assert answer.status_code == 200 and b'id="search-results"' in answer.content


def main(folder: str) -> None:
    client = Client(headers={"host": "127.0.0.1"})
    found: dict[str, float] = {"generated": len(list(Path(folder).glob("large-*.md")))}
    quiet = {"verbosity": 0, "stdout": io.StringIO()}
    found["load"] = timed(call_command, "load_guide", folder, **quiet)
    found["load_again"] = timed(call_command, "load_guide", folder, **quiet)
    found["pages"] = PageContent.objects.count()
    with tempfile.TemporaryDirectory() as export:
        found["export"] = timed(call_command, "export_guide", f"{export}/guide", **quiet)
        found["export_site"] = timed(call_command, "export_site", f"{export}/site", **quiet)
    generated = PageContent.objects.filter(page__reverse_id__startswith="large-").order_by("pk")
    step = max(1, generated.count() // READY)
    chosen = list(generated[::step])[:READY]
    paths = [address(content.page.get_path("en")) for content in chosen]
    with override_settings(STORAGES=settings.STORAGES | PLAIN):
        with override_settings(MIDDLEWARE=RENDERED):
            reader = Client(headers={"host": "127.0.0.1"})
            read(reader, "/")
            assert read_sitemap(reader) == found["pages"]
            found["sitemap"] = min(timed(read_sitemap, reader) for _ in range(3))
            found["render"] = median(timed(read, reader, path) for path in paths[:SAMPLE])
            found["searched"] = min(found["pages"], MOST_PAGES)
            found["index"] = timed(make_text, "en")
            search(reader, SEARCHES[0])  # from now on this process has the index, as the processes of a site do
            found["search"] = median(timed(search, reader, words) for words in SEARCHES * SAMPLE)
            found["menu"] = median(timed(read_menu) for _ in range(SAMPLE))
        for path in paths:
            read(client, path)
        found["ready"] = median(timed(read, client, path) for path in paths * SAMPLE)
    found["publish"] = median(timed(publish_again, content) for content in chosen[:SAMPLE])
    print(json.dumps(found))
