"""A small guide in further languages beside the shipped one: three pages in Spanish, and three in a language from right to left.

The shipped site of the tests speaks English alone, as a clinic may choose; tests of languages add what they need.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from cms.models import PageContent
from django.core.management import call_command
from django.core.signals import setting_changed
from django.db import connection, transaction
from django.dispatch import receiver
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import clear_url_caches
from django.utils.translation import override
from djangocms_versioning.models import Version
from lxml import html

from content.guide.export import export
from content.guide.files import GUIDE_FOLDER, Guide, read_guide
from content.guide.load import load as load_documents
from content.profile import FOLDERS
from content.search.site.index import Index, make_text
from content.search.site.questions import addresses_by_id
from content.staff.accounts import system_user
from ketaguide.languages import ENGLISH, Language
from tests.reading import Reading, read

SPANISH = Language("es", "Español", "es-US")
#: Made-up words in Arabic letters.
MIRRORED = Language("ar", "عربي", "ar-EG", right_to_left=True)
PAGE = """\
---
id: {id}
title: {title}
address: {address}
description: {description}
template: {template}
section: "{section}"
---

:::{{answer}}
{answer}
:::

{text}

:::{{next-step}}
:page: {next}
:label: {label}
:::
"""
RISKS, HELP = "/es/riesgos-y-efectos-secundarios/", "/es/ayuda/"
ES = (
    {
        "id": "home",
        "title": "¿Está pensando en la ketamina?",
        "address": "/",
        "template": "home",
        "section": "",
        "description": "Una guía sencilla para pacientes y familias sobre las infusiones de ketamina.",
        "answer": "Esta guía dice qué se sabe de la ketamina y qué no se sabe.",
        "next": "risks",
        "label": "Lea los riesgos",
        "text": "Algunas personas notan {term}`disociación <dissociation>`.",
    },
    {
        "id": "risks",
        "title": "¿Cuáles son los riesgos?",
        "template": "chapter",
        "section": "understand",
        "address": RISKS[3:],
        "description": "Los riesgos de las infusiones de ketamina, en palabras sencillas.",
        "answer": "La ketamina tiene riesgos conocidos.",
        "next": "get-help-now",
        "label": "Busque ayuda",
        "text": "## La presión arterial\n\nPuede subir durante la infusión. {cite}`dean2021`",
    },
    {
        "id": "get-help-now",
        "title": "¿Necesita ayuda ahora?",
        "template": "page",
        "section": "help",
        "address": HELP[3:],
        "description": "Llame al 988 o al 911 si usted u otra persona está en peligro.",
        "answer": "Llame al 988 y oprima 2.",
        "next": "home",
        "label": "Vuelva a la portada",
        "text": "Llame al 911 si hay peligro ahora.",
    },
)
GLOSSARY = '- {key: dissociation, term: disociación, definition: "Sentirse desconectado de su cuerpo."}\n'
AR = tuple(
    {
        "id": guide_id,
        "title": f"صفحة {word}",
        "address": address,
        "template": template,
        "section": section,
        "description": f"وصف قصير لصفحة {word} في دليل التجربة، وهو مكتوب للاختبار فقط ولا يقرؤه أحد",
        "answer": f"جواب {word}",
        "text": f"## عنوان\n\nنص {word}",
        "next": "home",
        "label": "التالي",
    }
    for guide_id, word, address, template, section in (
        ("home", "أولى", "/", "home", ""),
        ("risks", "ثانية", "/makhatir/", "chapter", "understand"),
        ("get-help-now", "ثالثة", "/musaada/", "page", "help"),
    )
)


@receiver(setting_changed)
def forget_addresses(*, setting: str, **sent: Any) -> None:
    """Django keeps the addresses of each language, with the first part that they had when it was first asked for one."""
    if setting == "LANGUAGES":
        clear_url_caches()


def settings_of(*languages: Language) -> dict[str, Any]:
    """The settings of a site that offers English and these languages."""
    offered = [ENGLISH, *languages]
    return {
        "GUIDE_LANGUAGES": offered,
        "LANGUAGES": [(language.code, language.name) for language in offered],
        "LANGUAGES_BIDI": [language.code for language in offered if language.right_to_left],
        "CMS_LANGUAGES": {
            1: [
                {"code": language.code, "name": language.name, "public": True, "hide_untranslated": True}
                | {"fallbacks": [], "redirect_on_fallback": False}
                for language in offered
            ],
            "default": {"fallbacks": [], "public": True, "hide_untranslated": True},
        },
    }


def speak(settings: Any, *languages: Language) -> None:
    """Let the site of a test offer English and these languages."""
    settings.GUIDE_PROFILE = profile_that_compares_nothing()
    for name, value in settings_of(*languages).items():
        setattr(settings, name, value)


@contextmanager
def shipped_in_both_languages() -> Iterator[None]:
    """The whole guide in English and in Spanish, compared as on a real site, for as long as the `with` lasts."""
    with override_settings(**settings_of(SPANISH)), transaction.atomic():
        assert not load_documents(read_guide(GUIDE_FOLDER / "es", "es"), system_user()).kept
        yield
        transaction.set_rollback(True)


@cache
def profile_that_compares_nothing() -> Path:
    """The shipped profile, but for the languages that are compared: the small guides say less than the shipped one."""
    shipped = yaml.safe_load((GUIDE_FOLDER / "profile.yaml").read_text(encoding="utf-8"))
    del shipped["parity"]
    for name in FOLDERS:
        if name in shipped:
            shipped[name] = {code: str(GUIDE_FOLDER / place) for code, place in shipped[name].items()}
    path = Path(tempfile.mkdtemp()) / "profile.yaml"
    (path.parent / "questionnaires").symlink_to(GUIDE_FOLDER / "questionnaires")
    path.write_text(yaml.safe_dump(shipped, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def write(folder: Path, pages: tuple[dict[str, str], ...], glossary: str = "") -> Path:
    """The files of a language, in a folder."""
    (folder / "records").mkdir(parents=True)
    for page in pages:
        (folder / f"{page['id']}.md").write_text(PAGE.format(**page), encoding="utf-8")
    if glossary:
        (folder / "records" / "glossary.yaml").write_text(glossary, encoding="utf-8")
    return folder


def load(folder: Path, language: Language, pages: tuple[dict[str, str], ...], glossary: str = "") -> None:
    """Write the files of a language into a folder, and load them."""
    call_command("load_guide", write(folder, pages, glossary), language=language.code, verbosity=0)


def version(guide_id: str, language: str) -> Version:
    """The version of a page that readers of a language get."""
    return Version.objects.get_for_content(PageContent.objects.get(page__reverse_id=guide_id, language=language))


def page(path: str, status: int = 200) -> html.HtmlElement:
    """A page as a reader gets it."""
    answer = Client().get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return html.fromstring(answer.content.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


# --- The shipped guide in a second language ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shipped:
    """The shipped guide in one language as readers get it: `by_id` has the address of each page, `queries` how many it took."""

    by_id: dict[str, str]
    pages: dict[str, Reading]
    queries: dict[str, int]
    index: Index
    exported: Guide


def shipped_in_spanish(settings: Any) -> Shipped:
    """The whole Spanish guide. Loaded and fetched once for all tests; nothing of it stays in the database of the test."""
    speak(settings, SPANISH)
    return _shipped_in_spanish()


@cache
def _shipped_in_spanish() -> Shipped:
    with transaction.atomic(), override("es"):
        call_command("load_guide", GUIDE_FOLDER / "es", language="es", verbosity=0)
        by_id = addresses_by_id("es")
        index = Index(make_text("es"))
        pages, queries = {}, {}
        for path in by_id.values():
            with CaptureQueriesContext(connection) as captured:
                pages[path] = read(Client(), path)
            queries[path] = len(captured)
        exported = export("es")
        transaction.set_rollback(True)
    return Shipped(by_id, pages, queries, index, exported)
