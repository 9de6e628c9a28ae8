"""The opening hours are typed by the day; the words that readers get, in each language, are made from them."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from content.clinic.models import ClinicFact
from content.guide.document import GuideFileError
from content.guide.export import export
from content.guide.files import Guide, Row
from content.guide.load import load
from content.staff.accounts import system_user
from tests.reading import ADDRESS_OF, read, words_of
from tests.staff.desk import admin, filled_form

pytestmark = pytest.mark.django_db
SHIPPED = "Monday to Friday, 8 a.m. to 5 p.m. (example)"


def fact() -> ClinicFact:
    return ClinicFact.objects.get(key="hours")


def form_of() -> str:
    return admin("clinic_clinicfact_change", fact().pk)


def row_of(day: int, *times: str) -> dict[str, str]:
    """The inputs of one day: opens, closes, opens again, closes."""
    return {f"opening_{day * 4 + number}": text for number, text in enumerate(times)}


def save(client: Client, **typed: str) -> str:
    """What a form answers: nothing when it was saved."""
    answer = client.post(form_of(), filled_form(client, form_of(), **typed))
    return "" if answer.status_code == 302 else answer.content.decode()


def said(address: str) -> str:
    return words_of(read(Client(), address).root)


def test_a_manager_types_days_and_readers_of_each_language_read_words(client_of):
    manager = client_of("Manager")
    assert fact().opening == "Mo-Fr 08:00-17:00" and fact().value == SHIPPED
    assert fact().in_language("es").text == "lunes a viernes, de 8 a.m. a 5 p.m. (ejemplo)"
    filled = filled_form(manager, form_of())
    assert filled["opening_0"] == "08:00" and filled["opening_17"] == "17:00" and not filled["opening_20"]
    typed = row_of(2, "08:30", "12:00", "13:00", "17:00") | row_of(4, "", "", "", "") | row_of(5, "09:00", "12:00")
    assert save(manager, **typed, example="") == ""
    assert fact().opening == "Mo-Tu,Th 08:00-17:00; We 08:30-12:00,13:00-17:00; Sa 09:00-12:00"
    words = (
        "Monday, Tuesday and Thursday, 8 a.m. to 5 p.m.; Wednesday, 8:30 a.m. to noon and 1 p.m. to 5 p.m.; "
        "Saturday, 9 a.m. to noon"
    )
    assert fact().value == words
    assert words in said(ADDRESS_OF["clinic"])
    assert fact().in_language("es").text.endswith("; sábado, de 9 a.m. a mediodía")
    assert fact().in_language("es").open_on == [], "its words are not those of this language"
    with override("es"):
        assert len(fact().in_language("es").open_on) == 3


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (row_of(1, "17:00", "08:00"), "Tuesday: it closes at 08:00, and opens at 17:00."),
        (row_of(1, "08:00", "08:00"), "Tuesday: it closes at 08:00, and opens at 08:00."),
        (row_of(6, "08:00"), "Sunday: write both, when it opens and when it closes."),
        (row_of(0, "08:00", "12:00", "11:30", "17:00"), "Monday: from 11:30 to 12:00 it would be open twice."),
        (row_of(3, "8 o’clock", "12:00"), "Thursday: write times such as 08:30 and 17:00."),
    ],
)
def test_times_that_cannot_be_are_named_with_their_day_and_nothing_is_saved(
    client_of, typed: dict[str, str], told: str
):
    answer = save(client_of("Manager"), **typed)
    assert told in answer
    assert all(f'value="{text}"' in answer for text in typed.values()), "what was typed is still there"
    assert fact().value == SHIPPED


def test_hours_without_fixed_times_are_words(client_of):
    nothing = {f"opening_{number}": "" for number in range(28)}
    assert save(client_of("Manager"), **nothing, value="by appointment", example="") == ""
    assert (fact().opening, fact().value, fact().open_on) == ("", "by appointment", [])
    assert "by appointment" in said(ADDRESS_OF["clinic"])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"value": "whenever"}, f"The times say “{SHIPPED}”"),
        ({"opening": "Mo-Fr 8-17"}, "“Mo-Fr 8-17” is no opening hours"),
        ({"opening": "Fr-Mo 08:00-17:00"}, "to a later one"),
        ({"opening": "Mo 08:00-25:00"}, "a time that there is not"),
        ({"opening": "Mo 08:00-12:00; Mo 11:00-13:00"}, "it would be open twice"),
        ({"key": "parking"}, "Only the opening hours"),
    ],
)
def test_a_guide_file_cannot_say_what_its_times_do_not(changes: dict[str, str], told: str):
    shipped = fact().guide_data()
    rows = [Row(shipped | changes)]
    with pytest.raises(GuideFileError, match=told.replace("(", r"\(").replace(")", r"\)")):
        load(Guide("en", records={"clinic_facts": rows}), system_user(), reset=True)


def test_hours_come_through_the_files_and_an_older_site_takes_them_over():
    exported = {row["key"]: row for row in export("en").records["clinic_facts"]}
    assert exported["hours"]["opening"] == "Mo-Fr 08:00-17:00"
    assert "opening" not in exported["parking"]
    rows = {"clinic_facts": [Row(exported["hours"])]}
    assert load(Guide("en", records=rows), system_user()).unchanged == ["clinic_facts/hours"]
    # As it was loaded before there were times: nobody edited it.
    old = fact()
    old.opening = ""
    old.loaded = old.fingerprint()
    old.save()
    assert load(Guide("en", records=rows), system_user()).updated == ["clinic_facts/hours"]
    assert fact().opening == "Mo-Fr 08:00-17:00"


def test_other_facts_have_no_times():
    with pytest.raises(ValidationError, match="Only the opening hours"):
        ClinicFact(key="phone", label="Phone", opening="Mo 08:00-12:00").full_clean()
