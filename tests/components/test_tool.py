"""A tool is a form on paper in the page itself; what scripts need beside it is hidden until they run."""

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.test import Client

from content import questionnaires
from content.clinic.models import ClinicFact
from content.examples.tool import EXAMPLES
from content.guide.document import Block
from content.models.compare_table import CompareTable
from content.models.tool import Tool
from ketaguide.delivery.middleware import READER_POLICY, TOOL_POLICY
from tests.components.reader import elements, publish, read, words
from tests.reading import ADDRESS_OF, draft_of, take_down

pytestmark = pytest.mark.django_db
LINE = "<ul><li><strong>a.</strong> b</li></ul>"
TWICE = "<ul><li><strong>a.</strong> b</li><li><strong>a.</strong> c</li></ul>"
GROUP = "<h3>a</h3><ul><li>b</li></ul>"


@pytest.fixture
def shown():
    return read(EXAMPLES, "tool")


def test_items_stand_below_their_headings_each_with_a_box(shown):
    questions, checklist, *_ = shown
    titles = [
        words(heading)
        for heading in questions.xpath(".//div[contains(@class, 'tool-group')][not(contains(@class, 'groups'))]/h3")
    ]
    assert titles == ["About harm", "About money", "From “Did we explain it?”"]
    boxes = questions.xpath(".//div[contains(@class, 'tool-groups')]//li/label[input[@type='checkbox']]")
    assert words(boxes[0]) == "Which risks are higher for me?"
    assert len(boxes) > 3
    assert "No solid food for at least 8 hours." in words(checklist)


def test_nothing_is_chosen_beforehand_and_nothing_could_send_an_answer(shown):
    for tool in shown:
        assert not tool.xpath(".//*[@checked or @selected or @action or @formaction]")
        assert not list(tool.iter("form"))
        assert all(
            field.get("autocomplete") == "off"
            for field in tool.xpath(".//textarea | .//input[@type='date' or @type='time' or @type='number']")
        )
        assert all(button.get("type") == "button" for button in tool.iter("button"))
        assert tool.xpath(".//a/@href")[:3] == ["tel:911", "tel:988", "sms:988"]


def test_what_only_scripts_can_do_is_hidden_until_they_run(shown):
    for tool in shown:
        for button in tool.iter("button"):
            assert button.xpath("ancestor-or-self::*[@hidden or self::template]"), words(button)


def test_an_infusion_day_is_counted_from_clinic_facts_and_from_nothing_else():
    def distances() -> dict[str, str | None]:
        day = read(EXAMPLES, "tool")[2]
        items = day.xpath(".//ol[@data-part='items']/li")
        return {words(item.xpath("strong[@data-part='label']")[0]): item.get("data-minutes") for item in items}

    assert distances() == {
        "Stop solid food": "480", "Leave home": None, "Arrive": None, "Home": "120", "Tonight": None,
    }  # fmt: skip
    ClinicFact.objects.filter(key="fasting-food").update(value="6 hours", minutes=360)
    ClinicFact.objects.filter(key="chair-time").update(value="about 3 hours")  # and nobody has changed the minutes yet
    assert (distances()["Stop solid food"], distances()["Home"]) == ("360", None)


@pytest.mark.parametrize(
    ("value", "counted"), [("6 hours", None), ("eight hours", None), ("8 hours", 480), ("480 minutes", 480)]
)
def test_what_the_words_of_a_fact_do_not_say_is_not_counted_with(client_of, value: str, counted: int | None):
    assert [
        fact.key for fact in ClinicFact.objects.filter(key__in=ClinicFact.LENGTHS) if not fact.counted_minutes
    ] == []
    assert ClinicFact(key="chair-time", value=value, minutes=480).counted_minutes == counted
    fact = ClinicFact.objects.get(key="chair-time")
    sent = {"label": fact.label, "value": value, "minutes": 480, "key": fact.key}
    answer = client_of("Manager").post(f"/admin/clinic/clinicfact/{fact.pk}/change/", sent, follow=True)
    assert ("shows no time for" in answer.content.decode()) is (counted is None)
    with pytest.raises(ValidationError, match="Only lengths of time"):
        ClinicFact(key="phone", value="480", minutes=480).clean()


def test_beside_what_matters_stands_the_row_of_the_table_of_choices_as_it_is_published():
    driving, cost = read(EXAMPLES, "tool")[3].xpath(".//*[@data-about]")
    said = dict(zip(map(words, driving.iter("dt")), map(words, driving.iter("dd")), strict=True))
    assert said["Esketamine spray (Spravato)"] == "No driving until the next day, after restful sleep"
    assert said["Ketamine infusion"].endswith("until at least 24 hours have passed and you have slept a full night.")
    assert len(said) == 7
    assert driving.xpath(".//a/@href") == [ADDRESS_OF["other-treatments"]]
    assert not cost.xpath(".//dl")
    assert len(driving.xpath(".//input[@type='radio']")) == 4
    draft = draft_of("other-treatments")
    table = CompareTable.objects.get(placeholder__object_id=draft.content.pk)
    table.body = table.body.replace("after restful sleep", "after zanzibar")
    table.save()
    assert "zanzibar" not in words(read(EXAMPLES, "tool")[3])
    take_down("what-matters"), take_down("other-treatments")
    assert not read(EXAMPLES, "tool")[3].xpath(".//dl")


def test_questionnaires_are_shown_word_for_word(shown):
    *_, diary = shown
    for key, form in questionnaires.questionnaires("en").items():
        (element,) = diary.xpath(f".//*[@data-form='{key}']")
        legends = [words(legend) for legend in element.xpath(".//fieldset[@data-item]/legend")]
        numbered = [f"{number}. {item}" for number, item in enumerate(form.items, 1)]
        assert legends == (numbered if len(form.items) > 1 else list(form.items))
        for item in element.xpath(".//fieldset[@data-item]"):
            assert [words(label) for label in item.iter("label")] == list(form.answers)
            assert [box.get("value") for box in item.iter("input")] == [str(n) for n in range(len(form.answers))]
        assert form.stem in words(element) and form.credit in words(element)


def test_the_shipped_questionnaires_are_those_of_their_authors():
    """The whole text, so that nobody “improves” a word: a changed item has other totals, and no permission line covers it."""
    phq, gad = (questionnaires.questionnaires("en")[key] for key in ("phq-9", "gad-7"))
    assert phq.stem.endswith("have you been bothered by any of the following problems?")
    assert gad.stem.endswith("have you been bothered by the following problems?")
    assert phq.answers == gad.answers == ("Not at all", "Several days", "More than half the days", "Nearly every day")
    assert phq.items == (
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
        "Trouble falling or staying asleep, or sleeping too much",
        "Feeling tired or having little energy",
        "Poor appetite or overeating",
        "Feeling bad about yourself — or that you are a failure or have let yourself or your family down",
        "Trouble concentrating on things, such as reading the newspaper or watching television",
        "Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or "
        "restless that you have been moving around a lot more than usual",
        "Thoughts that you would be better off dead or of hurting yourself in some way",
    )
    assert gad.items == (
        "Feeling nervous, anxious or on edge",
        "Not being able to stop or control worrying",
        "Worrying too much about different things",
        "Trouble relaxing",
        "Being so restless that it is hard to sit still",
        "Becoming easily annoyed or irritable",
        "Feeling afraid as if something awful might happen",
    )
    assert phq.credit == gad.credit and phq.credit.endswith(
        "No permission required to reproduce, translate, display or distribute."
    )
    assert (phq.help_item, gad.extra) == (9, "")
    assert [(band.low, band.high) for band in phq.bands] == [(0, 4), (5, 9), (10, 14), (15, 19), (20, 27)]
    assert [(band.low, band.high) for band in gad.bands] == [(0, 4), (5, 9), (10, 14), (15, 21)]


def test_the_peg_is_there_only_in_english_and_for_whoever_has_permission(settings):
    assert "peg" not in questionnaires.questionnaires("en")
    with pytest.raises(ValidationError, match="no questionnaire “peg”"):
        Tool(heading="a", kind="diary", questionnaires="peg").clean()
    settings.PERMITTED_QUESTIONNAIRES = ["peg"]
    assert "peg" not in questionnaires.questionnaires("es"), "its words in Spanish were not found"
    Tool(heading="a", kind="diary", questionnaires="peg").clean()
    peg = questionnaires.questionnaires("en")["peg"]
    begin = "What number best describes how, during the past week, pain has interfered with your "
    assert [item.partition(" (")[0] for item in peg.items] == [
        "What number best describes your pain on average in the past week?",
        f"{begin}enjoyment of life?",
        f"{begin}general activity?",
    ]
    assert (peg.highest, peg.bands, len(peg.answers)) == (10, (), 11)
    (diary,) = read([Block("tool", {"kind": "diary", "heading": "Mine", "questionnaires": "peg"}, "")], "tool")
    (form,) = diary.xpath(".//*[@data-form='peg'][@data-mean]")
    assert len(form.xpath(".//fieldset[@data-item]")) == 3 and not form.xpath(".//input[@checked]")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda row: row["bands"].pop(1), "do not cover 0 to 27"),
        (lambda row: row.update(help_item=10), "has no item 10"),
        (lambda row: row.update(typo=1), "typo"),
        (lambda row: row.pop("stem"), "stem"),
    ],
)
def test_a_file_of_questionnaires_that_cannot_be_is_refused(change, reason: str, settings, tmp_path):
    text = (settings.GUIDE_PROFILE.parent / "questionnaires" / "en.yaml").read_text()
    rows = yaml.safe_load(text)
    change(rows["phq-9"])
    (tmp_path / "questionnaires").mkdir()
    (tmp_path / "questionnaires" / "en.yaml").write_text(yaml.safe_dump(rows))
    settings.GUIDE_PROFILE = tmp_path / "profile.yaml"
    with pytest.raises(ImproperlyConfigured, match=reason):
        questionnaires.read_all()


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"kind": "questions", "body": ""}, "body", "headings of level 3"),
        ({"kind": "questions", "body": "<p>a</p>"}, "body", "headings of level 3"),
        ({"kind": "questions", "body": "<h3>a</h3>"}, "body", "headings of level 3"),
        ({"kind": "checklist", "body": "<h2>a</h2><ul><li>b</li></ul>"}, "body", "headings of level 3"),
        ({"kind": "checklist", "body": GROUP + "<p>c</p>"}, "body", "headings of level 3"),
        ({"kind": "checklist", "body": '<h3>a</h3><ul><li><a href="tel:1">b</a></li></ul>'}, "body", "holds no link"),
        ({"kind": "questions", "body": GROUP, "questionnaires": "phq-9"}, "questionnaires", "Only a diary"),
        ({"kind": "sheet", "questionnaires": "phq-9"}, "questionnaires", "Only a diary"),
        ({"kind": "day", "body": "<p>a</p>"}, "body", "must be one list"),
        ({"kind": "day", "body": "<ul><li>a</li></ul>"}, "body", "label in bold"),
        ({"kind": "day", "body": TWICE}, "body", "each another one"),
        ({"kind": "day", "body": LINE}, "times", "Say when this is"),
        ({"kind": "day", "body": LINE, "times": [{"label": "a", "when": "before"}]}, "times", "Name clinic facts"),
        (
            {"kind": "day", "body": LINE, "times": [{"label": "a", "when": "start", "facts": "chair-time"}]},
            "times",
            "Name clinic facts",
        ),
        (
            {"kind": "day", "body": LINE, "times": [{"label": "a", "when": "before", "facts": "phone"}]},
            "times",
            "no clinic fact that can be counted with",
        ),
        ({"kind": "diary"}, "questionnaires", "Name at least one"),
        ({"kind": "diary", "questionnaires": "phq-9, phq-10"}, "questionnaires", "no questionnaire “phq-10”"),
    ],
)
def test_what_no_script_could_work_with_is_refused(values: dict, field: str, reason: str):
    with pytest.raises(ValidationError, match=reason) as error:
        Tool(heading="a", **values).clean()
    assert set(error.value.error_dict) == {field}


def test_only_a_page_with_a_tool_runs_scripts_and_it_may_reach_nothing():
    address = publish(EXAMPLES[:1]).get_absolute_url("en")
    answer = Client().get(address)
    assert answer.headers["Content-Security-Policy"] == TOOL_POLICY
    assert "connect-src 'none'" in TOOL_POLICY and "form-action 'none'" in TOOL_POLICY
    assert "worker-src 'none'" in TOOL_POLICY and "default-src 'none'" in TOOL_POLICY
    page = elements(publish(EXAMPLES[:1]), "tool")[0].getroottree()
    assert [script.get("src").rpartition("/")[2] for script in page.xpath("//script[@src]")] == ["questions.js"]
    (meta,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert meta == TOOL_POLICY.replace("; frame-ancestors 'none'", "")
    assert Client().get("/").headers["Content-Security-Policy"] == READER_POLICY


def test_staff_may_edit_such_a_page(client_of):
    answer = client_of("Manager").get(publish(EXAMPLES[:1]).get_absolute_url("en"))
    assert "http-equiv" not in answer.content.decode(), "the toolbar has to reach the site"
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
