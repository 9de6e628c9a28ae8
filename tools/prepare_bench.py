"""Run in the shell of the sites that make bench measures: makes what the site is compared with."""

import io
import sys
import tempfile
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from bench import COMPONENTS, FILE, ONE_BLOCK, PAGE, PAGE_IN_ONE_BLOCK, SEARCH, SEARCHED, SESSION
from cms.models import Page
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from djangocms_versioning.models import Version
from filer.models import Image
from large_guide import write_large_guide
from lxml import html
from PIL import Image as Picture

from content.examples import examples, figure
from content.examples.next_step import UNPUBLISHED
from content.guide.document import Block, Document
from content.guide.writing import create_draft, write_draft
from content.publishing.overruling import publish_over
from content.richtext.bounds import MOST_CHARACTERS
from content.richtext.canonical import canonical
from content.richtext.reading import blocks
from content.staff.accounts import system_user
from ketaguide.delivery.middleware import SECOND_STEP
from ketaguide.delivery.ready_pages import make_ready


def copy_page(reader: Client) -> None:
    """Put the page, as readers get it, beside the static files: WhiteNoise then serves as many bytes."""
    answer: Any = reader.get(PAGE)
    page = make_ready(answer, "bench")
    for suffix, body in (("", page.plain), (".gz", page.gzip), (".br", page.br)):
        Path(settings.STATIC_ROOT, Path(FILE).name + suffix).write_bytes(body)


def publish(address: str, title: str, blocks: list[Block]) -> None:
    description = f"A page that shows how long rendering takes, which make bench made: {title.lower()}."
    document = Document(address.strip("/"), title, address, description, in_menu=False, blocks=blocks)
    content = create_draft(document, "en", None, system_user())
    write_draft(document, content, {page.reverse_id: page for page in Page.objects.exclude(reverse_id=None)})
    boss = get_user_model().objects.get(username="admin")  # whom the rules of the text let publish over them
    publish_over(Version.objects.get_for_content(content), boss, "Nobody reads this page: it is measured.")


def make_pages(reader: Client) -> None:
    """A page with every component in every state; and of it and of PAGE the same words in a single block of rich text."""
    data = io.BytesIO()
    Picture.new("RGB", (900, 600), "steelblue").save(data, "PNG")
    Image.objects.create(original_filename=figure.IMAGE, file=ContentFile(data.getvalue(), name=figure.IMAGE))
    publish(
        COMPONENTS,
        "Every component",
        [block for blocks in examples().values() for block in blocks if block.settings.get("page") != UNPUBLISHED],
    )
    publish(ONE_BLOCK, "One block", words_of(reader, COMPONENTS))
    publish(PAGE_IN_ONE_BLOCK, "The page in one block", words_of(reader, PAGE))


def words_of(reader: Client, address: str) -> list[Block]:
    """What a page says as rich text in as few blocks as it may stand in: without drawings, and without what is below the text."""
    (shown,) = html.fromstring(reader.get(address).content.decode()).find_class("page-body")
    for part in shown.xpath(".//svg | .//section"):
        part.drop_tree()
    texts = [""]
    # Part by part: the whole is longer than any text may be that is made canonical.
    parts = (blocks(canonical(html.tostring(part, encoding="unicode"))) for part in shown)
    for element in chain.from_iterable(parts):
        piece = html.tostring(element, encoding="unicode")
        if len(texts[-1]) + len(piece) > MOST_CHARACTERS * 0.9:  # it grows a little when it is kept
            texts.append("")
        texts[-1] += piece
    return [Block("text", html=text) for text in texts]


def make_large() -> None:
    """A guide of which more pages are published than the search holds, with its index made."""
    with tempfile.TemporaryDirectory() as folder:
        write_large_guide(SEARCHED, Path(folder, "guide"))
        call_command("load_guide", f"{folder}/guide", stdout=sys.stderr)
    Client(headers={"host": "127.0.0.1"}).get(SEARCH)


def main() -> None:
    """Prints the folder with the exported site."""
    reader = Client(headers={"host": "127.0.0.1"})
    folder = Path(settings.DATA_DIR, "export")
    copy_page(reader)
    call_command("export_site", str(folder), stdout=sys.stderr)
    make_pages(reader)
    # With any other session whoever asks is a reader, who gets the ready page.
    data = SessionStore().encode({SECOND_STEP: "measured"})
    Session.objects.create(session_key=SESSION, session_data=data, expire_date=timezone.now() + timedelta(days=1))
    assert (
        "public"
        not in Client(headers={"host": "127.0.0.1", "cookie": f"sessionid={SESSION}"}).get(PAGE)["Cache-Control"]
    )
    print(folder)
