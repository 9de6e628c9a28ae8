"""Whoever reads Spanish gets the page in Spanish under its own address, honest words on who has reviewed it, and never a page in
another language than the address says.
"""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from cms.toolbar.utils import get_object_preview_url
from django.core.checks import Tags, run_checks
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import override
from lxml import etree, html

from content.evidence.models import Finding
from content.glossary.models import GlossaryTerm
from content.guide.document import write as write_page
from content.guide.export import export
from content.guide.files import GUIDE_FOLDER, read_guide, write_guide
from content.guide.load import load as load_documents
from content.management.commands import prepare
from content.signoff.models import Kind, Reviewer, Signature
from content.signoff.signatures import sign, withdraw
from content.signoff.unchanged import confirm
from content.staff.accounts import system_user
from ketaguide.languages import ENGLISH, languages_of
from tests.languages import (
    AR,
    ES,
    GLOSSARY,
    HELP,
    MIRRORED,
    PAGE,
    RISKS,
    SPANISH,
    load,
    page,
    shipped_in_spanish,
    speak,
    version,
    words,
    write,
)
from tests.patient.test_words_can_be_translated import READ_OUT
from tests.reading import ADDRESS_OF, Reading
from tests.staff.desk import change

pytestmark = pytest.mark.django_db

ENGLISH_RISKS = "/risks-and-side-effects/"
#: Words that stand in nearly every sentence of a language and in none of the other. One in capitals is an abbreviation: “DO”.
TELLING = {
    "en": "about after all an and any are at be before between by call can could do does each for from has have how if in is it"
    " more most not of on or other people than that the their then there they this to was were what when where which with you"
    " your",
    "es": "ante antes ayuda cada como con cuando del desde después donde ella ellas en entre esta estas este estos hay hoy la"
    " las llame los lo más mi muy nos nunca para pero por puede que quien según ser sin sobre son sus tiene un una usted y",
}
#: “Los Angeles”; the description of a page for everybody says in Spanish that there is help in Spanish.
NO_SPANISH = re.compile("Los Angeles|Ayuda en español")
SAME = set((Path(__file__).parent / "same_in_every_language.txt").read_text(encoding="utf-8").splitlines())
UNREVIEWED = "Ningún traductor calificado la ha revisado todavía"


@pytest.fixture
def spanish(settings, tmp_path):
    """The shipped English guide with three pages in Spanish."""
    speak(settings, SPANISH)
    load(tmp_path / "es", SPANISH, ES, GLOSSARY)


@pytest.fixture
def translator(staff):
    person = staff("Clinician")
    Reviewer.objects.create(
        account=person,
        kind=Kind.TRANSLATOR,
        name="Tina Example",
        letters="CHI-Spanish",
        license_number="T 1",
        license_state="CCHI",
    )
    return person


def language_link(path: str):
    (links,) = page(path).find_class("languages")
    return links.find(".//li")


def robots(path: str) -> list[str]:
    return page(path).xpath("//meta[@name='robots']/@content")


def alternates(path: str) -> dict[str, str]:
    found = page(path).xpath("//link[@rel='alternate']")
    return {link.get("hreflang"): link.get("href").removeprefix("http://127.0.0.1:8000") for link in found}


def listed() -> dict[str, dict[str, str]]:
    """The addresses in the sitemap, each with those in other languages."""
    root = etree.fromstring(Client().get("/sitemap.xml").content)
    host = "http://127.0.0.1:8000"
    return {
        url.findtext("{*}loc").removeprefix(host): {
            link.get("hreflang"): link.get("href").removeprefix(host) for link in url.findall("{*}link")
        }
        for url in root
    }


# --- Addresses ---------------------------------------------------------------------------------------------------------


def test_a_reader_goes_from_english_risks_to_spanish_risks_and_back(spanish):
    link = language_link(ENGLISH_RISKS).find("a")
    assert (link.text, link.get("lang"), link.get("hreflang"), link.get("href")) == ("Español", "es", "es", RISKS)
    there = page(link.get("href"))
    assert there.get("lang") == "es" and there.get("dir") == "ltr"
    assert words(there.find(".//h1")) == "¿Cuáles son los riesgos?"
    assert language_link(RISKS).find("a").get("href") == ENGLISH_RISKS


def test_where_a_page_is_not_in_a_language_the_link_says_so_and_leads_to_the_front_page(spanish):
    entry = language_link("/about/")
    assert "esta página todavía no está aquí" in words(entry)
    assert entry.find(".//a").get("href") == "/es/"


def test_an_address_below_a_language_never_shows_another_language(spanish):
    for path in ("/es/nada/", "/es/about/", "/es/riesgos/no/"):
        missing = page(path, 404)
        assert missing.get("lang") == "es"
        assert missing.xpath("//a[@href='tel:988']") and missing.xpath("//a[@href='/' and @lang='en']")
        assert missing.find_class("brand")[0].get("href") == "/es/"
    page(RISKS.removeprefix("/es"), 404)
    page("/en/about/", 404)


@pytest.mark.parametrize(
    ("typed", "arrives"),
    [
        ("/es", "/es/"),
        ("/ES/", "/es/"),
        (f"/es{ENGLISH_RISKS}", RISKS),
        (RISKS.upper(), RISKS),
        (RISKS.replace("/r", "//r"), RISKS),
        ("/es/get-help-now/", HELP),
    ],
)
def test_an_address_that_is_a_little_wrong_leads_to_the_page(spanish, typed, arrives):
    answer = Client().get(typed)
    assert (answer.status_code, answer.headers["Location"]) == (301, arrives)


def test_staff_have_one_way_in_whatever_the_language(spanish):
    for path in ("/es/admin/", "/es/cms_login/"):
        answer = Client().get(path, follow=True)
        assert answer.status_code == 404 or answer.request["PATH_INFO"] == "/admin/login/"


def test_a_language_without_pages_is_not_found_instead_of_a_log_in(settings):
    speak(settings, SPANISH)
    assert Client().get("/es/").status_code == 404
    assert not page("/").find_class("languages")


def test_the_browser_decides_nothing_and_nothing_is_remembered(spanish):
    answer = Client(headers={"accept-language": "es"}).get("/")
    assert b'<html lang="en"' in answer.content
    answer = Client().get("/es/")
    assert not answer.cookies and "Accept-Language" not in answer.headers.get("Vary", "")


def test_links_menu_and_breadcrumb_stay_in_the_language(spanish):
    risks = page(RISKS)
    assert risks.find_class("next-step")[0].find(".//a").get("href") == HELP
    assert risks.find_class("breadcrumb")[0].find(".//a").get("href") == "/es/"
    assert set(risks.find_class("menu")[0].xpath(".//a/@href")) == {RISKS, HELP}
    assert risks.find_class("crisis-line-more")[0].get("href") == HELP


def test_a_page_takes_no_more_queries_than_in_english(spanish):
    Client().get("/es/")
    for path in ("/es/", RISKS, HELP):
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(path).status_code == 200
        assert len(captured) <= 10, path


def test_preparing_compares_the_languages_so_that_no_reader_waits_for_it(spanish, settings, monkeypatch, capsys):
    settings.GUIDE_PROFILE = GUIDE_FOLDER / "profile.yaml"
    monkeypatch.setattr(prepare.Command, "_load", lambda self: None)  # it is loaded, and compared by nobody yet
    call_command("prepare")
    assert "“¿Cuáles son los riesgos?” (Español) says something else than the original." in capsys.readouterr().out
    with CaptureQueriesContext(connection) as captured:
        assert page(RISKS).find_class("being-updated")
    assert len(captured) <= 11


def test_words_of_records_are_checked_in_the_language_that_was_asked_for(spanish, settings, capsys):
    settings.GUIDE_PROFILE = GUIDE_FOLDER / "profile.yaml"
    term = GlossaryTerm.objects.get(key="dissociation")
    term.translate("es", {"term": "disociación", "definition": "Una cura milagrosa en 3 días."})
    term.save()
    with pytest.raises(CommandError):
        call_command("check_content", "--site", "--language", "es", "--no-warnings")
    printed = capsys.readouterr().out
    assert "[banned-word] glossary: dissociation" in printed
    assert "[language-differs] glossary: dissociation" in printed


# --- What it says --------------------------------------------------------------------------------------------------------


def test_words_of_records_are_those_of_the_language(spanish):
    (definition,) = page("/es/").find_class("glossary-term-definition")
    assert words(definition) == "Sentirse desconectado de su cuerpo." and definition.get("lang") is None


def test_words_that_the_english_has_outgrown_are_english_and_marked(spanish):
    GlossaryTerm.objects.filter(key="dissociation").update(definition="Something else.")
    (definition,) = page("/es/").find_class("glossary-term-definition")
    assert (words(definition), definition.get("lang")) == ("Something else.", "en")


def test_a_finding_without_words_in_the_language_is_told_whole_in_english(spanish):
    finding = Finding.objects.get(key="depression-response-one-day")
    assert finding.in_language("es").words_language == "en"
    own = {
        "title": "Respuesta",
        "outcome": "mejoraron",
        "otherwise": "no",
        "group": "ketamina",
        "people": "296 personas",
    }
    own |= {
        "comparison": "midazolam",
        "time": "24 horas",
        "must_say": "Puede ser azar.",
        "explained": "Bajó a la mitad.",
    }
    finding.translate("es", own)
    assert finding.in_language("es").words_language == "en", "“what it does not show” is missing"
    finding.translate("es", own | {"does_not_show": "Lo que pasa después."})
    shown = finding.in_language("es")
    assert (shown.words_language, shown.group, shown.per_hundred) == ("", "ketamina", 47)
    assert finding.group == "ketamine"


def test_numbers_are_written_as_in_the_united_states():
    with override("es"):
        assert number_format(0.5) == "0.5"
        assert number_format(1500, force_grouping=True) == "1,500"
        assert date_format(timezone.datetime(2026, 11, 25)) == "25 de noviembre de 2026"
        assert date_format(timezone.datetime(2026, 11, 25, 16, 5), "DATETIME_FORMAT").endswith("4:05 p.m.")


def test_the_feed_of_a_language_leads_to_its_front_page(spanish):
    feed = etree.fromstring(Client().get("/changes-es.atom").content)
    assert [link.get("href") for link in feed.findall("{*}link") if link.get("rel") == "alternate"] == [
        "http://127.0.0.1:8000/es/"
    ]


def test_search_and_the_copy_for_offline_are_those_of_the_language(spanish):
    found = Client().post("/es/search/", {"q": "presión arterial"}).content.decode()
    assert f'href="{RISKS}#' in found and ENGLISH_RISKS not in found
    copy = json.loads(Client().get("/es/offline.json").content)
    assert set(copy["pages"]) == {"/es/", RISKS, HELP, "/es/offline/", "/es/search/"}
    assert copy["language"] == "es-US"
    assert not any(path.startswith("/es/") for path in json.loads(Client().get("/offline.json").content)["pages"])


# --- Who has reviewed it -------------------------------------------------------------------------------------------------


def test_a_translation_that_nobody_has_reviewed_says_so_and_is_not_for_search_engines(spanish):
    risks = page(RISKS)
    (notice,) = risks.find_class("translation-notice")
    assert UNREVIEWED in words(notice)
    assert notice.xpath(".//a/@href") == [ENGLISH_RISKS, "tel:+12135550100"]
    assert robots(RISKS) == ["noindex"] and robots(ENGLISH_RISKS) == []
    assert alternates(RISKS) == alternates(ENGLISH_RISKS) == {}
    assert RISKS not in listed() and listed()[ENGLISH_RISKS] == {}


def test_a_signature_opens_it_and_whatever_changes_the_words_closes_it(spanish, translator):
    signature = sign(version("risks", "es").content, translator)
    pair = {"en": ENGLISH_RISKS, "es": RISKS, "x-default": ENGLISH_RISKS}
    assert "Traducción revisada por Tina Example, CHI-Spanish" in words(page(RISKS).find_class("translation-notice")[0])
    assert robots(RISKS) == [] and alternates(RISKS) == alternates(ENGLISH_RISKS) == pair
    assert listed()[RISKS] == listed()[ENGLISH_RISKS] == pair
    assert "Ningún profesional médico de esta clínica la ha revisado" in words(
        page(RISKS).find_class("review-panel")[0]
    )

    withdraw(signature, translator)
    assert robots(RISKS) == ["noindex"] and alternates(ENGLISH_RISKS) == {} and RISKS not in listed()

    sign(version("risks", "es").content, translator)
    assert robots(RISKS) == []
    changed = version("risks", "es").copy(system_user())
    type(changed.content).admin_manager.filter(pk=changed.content.pk).update(title="¿Qué riesgos hay?")
    version_now = type(changed).objects.get(pk=changed.pk)
    version_now.publish(system_user())
    assert robots(RISKS) == ["noindex"] and UNREVIEWED in words(page(RISKS))


def test_when_the_english_changes_readers_are_told_and_after_a_month_it_closes(spanish, translator):
    sign(version("risks", "es").content, translator)
    version("risks", "en").copy(system_user()).publish(system_user())
    notice = words(page(RISKS).find_class("translation-notice")[0])
    assert "Traducción revisada por Tina Example" in notice and "La versión original cambió el" in notice
    assert robots(RISKS) == []
    published = version("risks", "en")
    later = timezone.now() - timedelta(days=31)
    Signature.objects.update(signed=later - timedelta(days=9))
    type(published).objects.filter(pk=published.pk).update(modified=later)
    assert robots(RISKS) == ["noindex"] and alternates(ENGLISH_RISKS) == {}


def test_staff_see_a_translation_in_its_own_language(spanish, client_of):
    preview = get_object_preview_url(version("risks", "es").content)
    shown = html.fromstring(client_of("Author").get(preview).content.decode())
    assert shown.get("lang") == "es" and shown.find_class("next-step")[0].find(".//a").get("href") == HELP


def test_a_clinicians_name_opens_no_translation_and_a_translators_name_signs_no_original(spanish, staff, translator):
    reviewer = Reviewer.objects.get()
    Reviewer.objects.update(kind=Kind.CLINICIAN)
    Finding.objects.update(check_again=timezone.localdate() + timedelta(days=700))
    sign(version("risks", "es").content, translator)
    assert robots(RISKS) == ["noindex"] and "Revisada por Tina Example" in words(page(RISKS))
    Reviewer.objects.filter(pk=reviewer.pk).update(kind=Kind.TRANSLATOR)
    with pytest.raises(PermissionDenied, match="this is the original"):
        sign(version("risks", "en").content, translator)


def test_a_translators_name_never_becomes_a_clinicians_by_way_of_a_typing_error(spanish, staff, translator):
    Finding.objects.update(check_again=timezone.localdate() + timedelta(days=700))
    sign(version("risks", "es").content, translator)
    license_ = {"letters": "NP", "license_number": "B 2", "license_state": "California"}
    second = Reviewer.objects.create(account=staff("Manager"), name="Kim Second", **license_)
    corrected = change(version("risks", "es").copy(system_user()), title="¿Cuáles son los riesgoz?")
    with pytest.raises(PermissionDenied, match="more than a corrected typing error"):
        confirm(corrected.content, second.account)
    assert Signature.objects.get().kind == Kind.TRANSLATOR


def test_a_translation_that_is_taken_down_leaves_english_alone(spanish):
    version("get-help-now", "es").unpublish(system_user())
    assert Client().get(HELP).status_code == 404
    assert "todavía no está aquí" in words(language_link("/get-help-now/"))
    assert page(RISKS).find_class("crisis-line-more")[0].get("href") == "/get-help-now/"
    assert not page(RISKS).find_class("next-step")[0].xpath(f".//a[@href='{HELP}']")


def test_whoever_runs_the_site_is_told_which_languages_nobody_has_reviewed(spanish, translator):
    def told() -> list[str]:
        found = run_checks(tags=[Tags.security], include_deployment_checks=True)
        return [message.msg for message in found if message.id == "ketaguide.W003"]

    assert told() == ["Español: 3 of 3 pages were reviewed by no qualified translator, and say so."]
    sign(version("risks", "es").content, translator)
    assert told() == ["Español: 2 of 3 pages were reviewed by no qualified translator, and say so."]


# --- Files and a third language ------------------------------------------------------------------------------------------


def test_files_of_a_language_come_back_word_for_word(spanish, tmp_path):
    write_guide(export("es"), tmp_path / "out")
    first, second = read_guide(tmp_path / "es", "es"), read_guide(tmp_path / "out", "es")
    assert {document.id: document for document in first.documents} == {
        document.id: document for document in second.documents
    }
    assert second.records == first.records | {stem: [] for stem in second.records if stem != "glossary"}
    report = load_documents(second, system_user())
    assert not report.created and not report.updated and not report.kept
    load_documents(read_guide(tmp_path / "es", "es"), system_user())


def test_words_of_a_record_that_staff_changed_are_left_out(settings, tmp_path):
    speak(settings, SPANISH)
    term = GlossaryTerm.objects.get(key="dissociation")
    term.definition = "What this clinic says."
    term.save()
    load(tmp_path / "es", SPANISH, ES, GLOSSARY)
    (definition,) = page("/es/").find_class("glossary-term-definition")
    assert (words(definition), definition.get("lang")) == ("What this clinic says.", "en")


def test_a_third_language_from_right_to_left_is_one_more(spanish, settings, tmp_path):
    speak(settings, SPANISH, MIRRORED)
    load(tmp_path / "ar", MIRRORED, AR)
    there = page("/ar/makhatir/")
    assert (there.get("lang"), there.get("dir"), there.get("data-locale")) == ("ar", "rtl", "ar-EG")
    links = {link.get("hreflang"): link.get("href") for link in there.xpath("//nav[contains(@class, 'languages')]//a")}
    assert links == {"en": ENGLISH_RISKS, "es": RISKS}
    links = page(ENGLISH_RISKS).xpath("//nav[contains(@class, 'languages')]//a")
    assert [(link.get("lang"), link.get("dir")) for link in links] == [("es", "ltr"), ("ar", "rtl")]
    assert there.find_class("next-step")[0].find(".//a").get("href") == "/ar/"
    assert "No qualified translator has reviewed it yet" in words(there), "words without a translation are English"
    assert page("/ar/nothing/", 404).get("dir") == "rtl"
    assert 'href="/ar/makhatir/' in Client().post("/ar/search/", {"q": "ثانية"}).content.decode()
    assert json.loads(Client().get("/ar/offline.json").content)["language"] == "ar-EG"
    write_guide(export("ar"), tmp_path / "out")
    first, second = read_guide(tmp_path / "ar", "ar"), read_guide(tmp_path / "out", "ar")
    assert {each.id: each for each in first.documents} == {each.id: each for each in second.documents}


# --- Whole guides --------------------------------------------------------------------------------------------------------


def leading_out(shown: html.HtmlElement, here: str) -> list[str]:
    """Where a page leads into another language without saying so."""
    found = shown.xpath("//a[starts-with(@href, '/')][not(ancestor-or-self::*[@hreflang])]/@href")
    ours = {here, f"changes-{here}.atom", "media", "static"}
    return [target for target in found if target.split("/")[1] not in ours]


def test_no_page_leads_into_another_language_unless_that_is_all_there_is(spanish):
    only_english = {"/about/", "/privacy/", "/accessibility/", "/notices/", "/print/", "/questions/", "/clinic/"}
    for path in ("/es/", RISKS, HELP, "/es/search/"):
        assert set(leading_out(page(path), "es")) <= only_english, path


def test_the_whole_guide_is_in_spanish(settings):
    shipped = shipped_in_spanish(settings)
    assert shipped.by_id.keys() == ADDRESS_OF.keys()
    faults = []
    for path, shown in shipped.pages.items():
        # One more than in the main language: which translations are signed.
        faults += [(path, shipped.queries[path])] * (shipped.queries[path] > 11)
        faults += [(path, "lang")] * (shown.root.get("lang") != "es")
        faults += [(path, "words of a record")] * bool(shown.root.xpath("//main//figure[@lang='en']"))
        faults += [(path, target) for target in leading_out(shown.root, "es")]
    assert faults == []


def test_the_whole_guide_in_spanish_comes_back_word_for_word(settings):
    exported = shipped_in_spanish(settings).exported
    files = read_guide(GUIDE_FOLDER / "es", "es")
    texts = ({document.id: write_page(document) for document in guide.documents} for guide in (files, exported))
    assert next(texts) == next(texts)
    words_of = (
        {stem: {row["key"]: row for row in rows} for stem, rows in guide.records.items() if rows}
        for guide in (files, exported)
    )
    assert next(words_of) == next(words_of)


def said(shown: Reading) -> set[str]:
    """What a page says in its own language: the texts of its main part, what is read out there, its title and description."""
    places = ("//main//text()", *(f"//main//@{name}" for name in READ_OUT), "//title/text()")
    found = shown.root.xpath("|".join((*places, "//meta[@name='description']/@content")))
    own = shown.root.get("lang")
    return {
        " ".join(text.split())
        for text in found
        if text.getparent().xpath("string(ancestor-or-self::*[@lang][1]/@lang)") == own
        and text.getparent().tag not in {"script", "style"}
        and re.search(r"[^\W\d_]{2}", text)
    }


def speaks(text: str, language: str) -> bool:
    """Whether a text holds a word that tells this language from the other."""
    words = re.findall(r"[^\W\d_]+", NO_SPANISH.sub("", text))
    return not {word.lower() for word in words if not word.isupper()}.isdisjoint(TELLING[language].split())


def test_no_english_is_left_on_spanish_pages_and_no_spanish_unmarked_on_english_ones(guide, settings):
    spanish = set().union(*map(said, shipped_in_spanish(settings).pages.values()))
    english = set().union(*map(said, guide.values()))
    assert sorted(text for text in spanish if speaks(text, "en")) == []
    assert sorted(text for text in english if speaks(text, "es")) == []
    assert sorted((spanish & english) - SAME) == []


def test_what_is_left_in_another_language_is_noticed():
    assert speaks("Call the clinic.", "en") and speaks("Llame a la clínica.", "es")
    assert not speaks("médicos osteópatas (DO)", "en") and not speaks("Los Angeles, CA 90000", "es")
    page = '<html lang="es"><title>Hoy</title><main><p>Yes</p><p lang="en">No</p><img alt="A map"></main></html>'
    assert said(Reading("/", page)) == {"Hoy", "Yes", "A map"}


def test_a_language_of_which_few_files_are_written_is_not_offered(tmp_path):
    (tmp_path / "profile.yaml").write_text((GUIDE_FOLDER / "profile.yaml").read_text())
    write(tmp_path / "es", ES[1:])
    assert [language.code for language in languages_of(tmp_path / "profile.yaml", [])] == ["en"]
    (tmp_path / "es" / "home.md").write_text(PAGE.format(**ES[0]))
    assert languages_of(tmp_path / "profile.yaml", []) == [ENGLISH, SPANISH]
    assert languages_of(tmp_path / "profile.yaml", ["en"]) == [ENGLISH]
