"""Staff exchange references with their reference manager and PubMed, and lose or overwrite nothing."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from content.evidence.exchange import ExchangeError
from content.evidence.exchange.importing import import_references
from content.evidence.exchange.reading import MOST_RECORDS, read
from content.evidence.exchange.writing import write
from content.evidence.models import Reference

pytestmark = pytest.mark.django_db

#: As PubMed's “Save” gives it, with a wrapped title, full names and fields that the guide does not use.
NBIB = """
PMID- 99999901
OWN - NLM
STAT- MEDLINE
IS  - 1535-7228 (Electronic)
TI  - A long title of an invented trial of ketamine that goes on
      over a second line.
AB  - BACKGROUND: Text.
      RESULTS: More text.
FAU - van den Berg, Anna-Marie
AU  - van den Berg AM
AD  - A clinic.
FAU - Smith, John Q Jr
AU  - Smith JQ Jr
LA  - eng
PT  - Journal Article
PT  - Randomized Controlled Trial
DP  - 2024 Sep 12
TA  - Am J Test
JT  - The American journal of tests
VI  - 12
IP  - 3
PG  - 101-9
AID - 10.1234/test.2024.1 [doi]
"""
RIS = """TY  - JOUR
A1  - Doe, Jane Mary
AU  - O'Neil, P.-J.
T1  - A review of tests
JF  - Journal of Tests
PY  - 2020/05/01/
VL  - 4
SP  - 7
EP  - 9
DO  - https://doi.org/10.1234/TEST.2020
ER  -

TY  - RPRT
AU  - Department of Tests
TI  - A guideline
PY  - 2021
ER  -
"""


def test_a_pubmed_file_becomes_a_reference():
    assert import_references(NBIB, "nbib").created == ["vandenberg2024"]
    reference = Reference.objects.get(key="vandenberg2024")
    assert reference.citation == (
        "van den Berg AM, Smith JQ Jr. A long title of an invented trial of ketamine that goes on over a second line. "
        "The American journal of tests. 2024;12(3):101-9."
    )
    assert (reference.pmid, reference.doi, reference.kind) == ("99999901", "10.1234/test.2024.1", "rct")


def test_a_ris_file_of_another_program_becomes_references():
    review, guideline = read(RIS, "ris")
    assert review["title"] == "A review of tests" and review["container"] == "Journal of Tests"
    assert (review["year"], review["pages"], review["doi"]) == ("2020", "7-9", "10.1234/TEST.2020")
    assert review["authors"] == "Doe JM, O'Neil PJ"
    assert guideline["authors"] == "Department of Tests"


@pytest.mark.databases
@pytest.mark.parametrize("file_format", ["ris", "nbib"])
def test_what_is_there_already_is_left_alone(file_format: str):
    before = {reference.key: reference.fingerprint() for reference in Reference.objects.all()}
    report = import_references(write(Reference.objects.all(), file_format), file_format)
    assert not report.created
    assert set(report.known) == set(before)
    assert {reference.key: reference.fingerprint() for reference in Reference.objects.all()} == before


@pytest.mark.databases
def test_every_shipped_reference_comes_back_from_ris_as_it_was():
    references = list(Reference.objects.order_by("pk"))
    back = read(write(references, "ris"), "ris")
    for reference, columns in zip(references, back, strict=True):
        wanted = {name: " ".join(getattr(reference, name).split()) for name in Reference.guide_fields}
        assert columns == wanted | {"key": reference.key}


def test_pubmed_files_keep_what_identifies_a_reference():
    references = list(Reference.objects.exclude(doi="").order_by("pk"))
    back = read(write(references, "nbib"), "nbib")
    for reference, columns in zip(references, back, strict=True):
        for name in ("authors", "container", "volume", "issue", "pages", "doi", "pmid"):
            assert columns[name] == getattr(reference, name), (reference.key, name)


@pytest.mark.databases
def test_two_new_references_never_share_a_key():
    other = (
        NBIB.replace("99999901", "99999902")
        .replace("10.1234/test.2024.1", "10.1234/test.2024.2")
        .replace("A long", "Another")
    )
    assert import_references(NBIB + other, "nbib").created == ["vandenberg2024", "vandenberg2024-2"]


@pytest.mark.parametrize(
    ("text", "file_format"),
    [
        ("", "ris"),
        ("", "nbib"),
        ("Dear editor,\nhello", "ris"),
        ("Dear editor,\nhello", "nbib"),
        ("TY  - JOUR\nTI  - A\nER  - \n" * (MOST_RECORDS + 1), "ris"),
        ("PMID- 1\nTI  - A\n\n" * (MOST_RECORDS + 1), "nbib"),
    ],
)
def test_a_file_that_cannot_be_read_adds_nothing(text: str, file_format: str):
    before = Reference.objects.count()
    with pytest.raises(ExchangeError):
        import_references(text, file_format)
    assert Reference.objects.count() == before


def ris(*lines: str) -> str:
    """A record as other programs write it: these lines between its first and last."""
    return "\n".join(["TY  - JOUR", *lines, "ER  - "]) + "\n"


def test_one_bad_record_stops_nothing_and_is_named():
    long = "T" * 501
    report = import_references(ris("AU  - Doe, J") + ris(f"TI  - {long}") + RIS, "ris")
    assert report.created == ["doe2020", "departmentoftests2021"]
    assert report.refused[0] == "Reference 1: It has no title."
    assert report.refused[1].startswith(f"Reference 2, “{long[:60]}”: title: ")


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["PY  - 2021", "DA  - JUN"], "2021"),
        (["PY  - 2021", "DA  - JUN 8"], "2021"),
        (["DA  - 2021-06-08"], "2021"),
        (["DA  - 2021/06/08/"], "2021"),
        (["Y1  - 2019/03//"], "2019"),
        (["Y1  - 1998"], "1998"),
        (["DA  - JUN 8"], ""),
        (["PY  - in press"], ""),
    ],
)
def test_the_year_is_the_one_that_any_date_of_the_record_names(lines: list[str], year: str):
    ((columns),) = read(ris("TI  - A trial", *lines), "ris")
    assert columns["year"] == year
    assert import_references(ris("TI  - A trial", *lines), "ris").refused == []


@pytest.mark.parametrize(
    ("lines", "pmid"),
    [
        (["AN  - 2013456789", "DB  - Embase"], ""),
        (["AN  - 2013456789"], ""),
        (["AN  - 31337123", "DB  - PubMed"], "31337123"),
        (["AN  - 31337123", "DP  - NLM"], "31337123"),
        (["AN  - 31337123", "DB  - Ovid MEDLINE(R)"], "31337123"),
        (["AN  - WOS:000412", "DB  - PubMed"], ""),
    ],
)
def test_only_a_number_of_pubmed_is_a_pubmed_id(lines: list[str], pmid: str):
    ((columns),) = read(ris("TI  - A trial", *lines), "ris")
    assert columns["pmid"] == pmid


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["AU  - Dean, Rebecca Louise; Hurducas, C.; Hawton, K"], "Dean RL, Hurducas C, Hawton K"),
        (
            ["AU  - U.S. Food and Drug Administration, Center for Drugs"],
            "U.S. Food and Drug Administration (Center for Drugs)",
        ),
        (["AU  - Department of Health, Victoria"], "Department of Health (Victoria)"),
        (["AU  - VA/DoD Working Group"], "VA/DoD Working Group"),
        (["AU  - Smith, John Quincy, Jr."], "Smith JQ Jr"),
        (["AU  - van der Berg, Anna-Marie", "AU  - Ångström, Ö"], "van der Berg AM, Ångström Ö"),
    ],
)
def test_people_and_organizations_keep_their_names(lines: list[str], authors: str):
    ((columns),) = read(ris("TI  - A trial", *lines), "ris")
    assert columns["authors"] == authors


@pytest.mark.parametrize(
    "doi",
    ["10.1234/x.1", "doi:10.1234/x.1", "https://doi.org/10.1234/x.1", "https://doi-org.proxy.library.edu/10.1234/x.1"],
)
def test_a_doi_is_found_in_any_address(doi: str):
    ((columns),) = read(ris("TI  - A trial", f"DO  - {doi}"), "ris")
    assert columns["doi"] == "10.1234/x.1"
    ((columns),) = read(f"PMID- 1\nTI  - A trial\nAID - {doi} [doi]\nIS  - 1535-7228\nFAKE- x\n", "nbib")
    assert columns["doi"] == "10.1234/x.1"


def test_titles_are_plain_words():
    ((columns),) = read(
        ris("TI  - Effects of <i>S</i>-ketamine &amp; midazolam on H<sub>2</sub>O &lt;i&gt;x&lt;/i&gt;"), "ris"
    )
    assert columns["title"] == "Effects of S-ketamine & midazolam on H2O x"


def test_a_book_of_pubmed_has_its_own_title():
    ((columns),) = read("PMID- 1\nBTI - A book about drugs\nDP  - 2020\nFAU - Doe, Jane\nAU  - Doe J\n", "nbib")
    assert (columns["title"], columns["authors"], columns["year"]) == ("A book about drugs", "Doe J", "2020")


def test_neither_a_title_nor_the_number_of_a_record_says_that_two_are_the_same():
    first = ris("ID  - 1", "TI  - Ketamine for depression", "AU  - Doe, J", "PY  - 2019")
    other = ris("ID  - 1", "TI  - Ketamine for depression", "AU  - Roe, J", "PY  - 2021", "DO  - 10.1234/roe")
    report = import_references(first + other, "ris")
    assert report.created == ["doe2019", "roe2021"]
    again = import_references(first + other, "ris")
    assert (again.created, again.known) == ([], ["doe2019", "roe2021"])


@pytest.mark.databases
def test_a_file_costs_no_more_for_each_reference_that_is_there(django_assert_max_num_queries):
    file = "".join(ris(f"TI  - Trial {number}", f"DO  - 10.1234/{number}") for number in range(100))
    import_references(file, "ris")
    with django_assert_max_num_queries(4):
        assert len(import_references(file, "ris").known) == 100


# --- In the admin ----------------------------------------------------------------------------------------------------


def send(client, name: str, content: str | bytes):
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    file.name = name
    return client.post(reverse("admin:evidence_reference_import"), {"file": file}, follow=True)


@pytest.mark.databases
def test_an_author_imports_a_file_and_is_told_what_happened(client_of):
    author = client_of("Author")
    assert "Import a RIS or PubMed file" in author.get(reverse("admin:evidence_reference_changelist")).content.decode()
    assert "1 new: vandenberg2024." in send(author, "pubmed.nbib", NBIB).content.decode()
    assert "1 were there already" in send(author, "pubmed.NBIB", NBIB).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("list.docx", "x", "ends with .ris or .nbib"),
        ("list.ris", b"\xff\xfe", "not UTF-8"),
        ("list.ris", "no references here", "There is no reference in this file"),
        ("list.ris", "x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(client_of, name: str, content: str | bytes, reason: str):
    before = Reference.objects.count()
    page = send(client_of("Author"), name, content).content.decode()
    assert reason in page
    assert Reference.objects.count() == before


def test_whoever_may_not_add_references_may_not_import_them(client_of):
    assert client_of("Translator").get(reverse("admin:evidence_reference_import")).status_code == 403


@pytest.mark.parametrize(("action", "file_format"), [("export_as_ris", "ris"), ("export_as_nbib", "nbib")])
def test_chosen_references_are_downloaded(client_of, action: str, file_format: str):
    chosen = Reference.objects.get(key="dean2021")
    answer = client_of("Author").post(
        reverse("admin:evidence_reference_changelist"), {"action": action, "_selected_action": [chosen.pk]}
    )
    assert f'filename="references.{file_format}"' in answer.headers["Content-Disposition"]
    (columns,) = read(answer.content.decode(), file_format)
    assert columns["doi"] == chosen.doi


# --- The command -----------------------------------------------------------------------------------------------------


@pytest.mark.databases
def test_the_command_exports_and_imports(tmp_path, capsys):
    path = tmp_path / "all.ris"
    call_command("references", "export", str(path))
    assert f"Wrote {Reference.objects.count()} references" in capsys.readouterr().out
    call_command("references", "import", str(path))
    assert "0 new" in capsys.readouterr().out
    with pytest.raises(CommandError, match="nothing is overwritten"):
        call_command("references", "export", str(path))
    with pytest.raises(CommandError, match="--format"):
        call_command("references", "import", str(tmp_path / "all.txt"))
    with pytest.raises(CommandError, match="No such file"):
        call_command("references", "import", str(tmp_path / "gone.ris"))
