"""A reader never meets a number without its other side, its limits and its source, nor one that no study printed."""

import pytest

from content.evidence.models import Finding
from content.guide.files import GUIDE_FOLDER, read_guide
from tests.reading import ADDRESS_OF, DOCUMENTS, has_class, read, words_of

FINDINGS = {row["key"]: row for row in read_guide(GUIDE_FOLDER / "en", "en").records["findings"]}

#: Written out a second time from the evidence, so that a slip of the hand in one place is seen:
#: key -> (out of 100, comparison out of 100, words that must stand in “people and trials”).
NUMBERS = {
    "depression-response-one-day": (47, 26, "296 people in 4 trials"),
    "depression-remission-one-day": (33, 18, "122 people in 2 trials"),
    "depression-response-hospital-course": (47, 33, "62 people"),
    "depression-remission-hospital-course": (44, 30, "62 people"),
    "depression-response-under-anesthesia": (60, 50, "40 people"),
    "depression-clinic-response": (54, None, "537 people"),
    "depression-clinic-worse": (8, None, "537 people"),
    "suicidal-thoughts-clinic-more": (6, None, "537 people"),
    "depression-still-well-4-weeks": (80, None, "people who had responded"),
    "depression-still-well-8-weeks": (60, None, "people who had responded"),
    "depression-relapse-one-year": (70, 63, "186"),
    "ect-response-outpatients": (55, 41, "365"),
    "ect-remission-inpatients": (46, 63, "186"),
    "suicidal-thoughts-halved-one-day": (55, 30, "80 people"),
    "suicidal-thoughts-gone-day-3-hospital": (63, 32, "156"),
    "suicidal-thoughts-gone-day-3": (33, 7, "84"),
    "suicidal-thoughts-gone-day-7": (19, 12, "84"),
    "suicidal-thoughts-gone-day-14": (17, 17, "84"),
    "anxiety-social-clinician": (33, 0, "18 people"),
    "anxiety-social-self": (89, 53, "18 people"),
    "ptsd-response-small-trial": (67, 20, "30 people"),
    "ptsd-large-trial": (None, None, "158"),
    "pain-crps-trial": (None, None, "60 people"),
    "pain-crps-mind-effects": (76, 18, "60 people"),
    "pain-largest-review": (None, None, "2,309 people in 67 trials"),
    "side-effect-any": (93, 94, "91"),
    "side-effect-dizziness": (69, 24, "91"),
    "side-effect-dissociation": (60, 16, "91"),
    "side-effect-anxiety": (45, 18, "91"),
    "side-effect-double-vision": (31, 2, "91"),
    "side-effect-nausea": (27, 26, "91"),
    "side-effect-confusion": (25, 24, "91"),
    "side-effect-dry-mouth": (24, 1, "91"),
    "side-effect-headache": (22, 80, "91"),
    "side-effect-tiredness": (22, 21, "91"),
    "side-effect-elated-mood": (21, 0, "91"),
    "side-effect-blurred-vision": (20, 0, "91"),
    "side-effect-muscle-pain": (14, 53, "91"),
    "side-effect-mood-swings": (12, 3, "91"),
    "side-effect-memory-loss": (9, 29, "91"),
    "side-effect-low-oxygen": (4, 13, "91"),
    "side-effect-vomiting": (2, 7, "91"),
    "side-effect-over-a-day": (23, 54, "91"),
    "side-effect-unreal": (69, 17, "84"),
    "side-effect-dizziness-one-infusion": (57, 12, "84"),
}
#: Of these the sources print real counts. Every other count would be worked out from a percentage.
COUNTED = {
    "anxiety-social-clinician",
    "ptsd-response-small-trial",
    *(key for key in NUMBERS if key.startswith("suicidal-thoughts-gone-day") and not key.endswith("hospital")),
    *(key for key in NUMBERS if key.startswith("side-effect-")),
}


def test_the_shipped_numbers_are_those_of_the_evidence():
    shipped = {
        key: (row.get("per_hundred"), row.get("comparison_per_hundred"), row["people"]) for key, row in FINDINGS.items()
    }
    assert set(shipped) == set(NUMBERS)
    for key, (yes, compared, people) in NUMBERS.items():
        assert shipped[key][:2] == (yes, compared), key
        assert people in shipped[key][2], key


def test_no_count_is_worked_out_from_a_percentage():
    assert {key for key, row in FINDINGS.items() if "count" in row or "comparison_count" in row} == COUNTED
    assert "comparison_count" not in FINDINGS["anxiety-social-clinician"], "17 or 18 people: the paper is not clear"


@pytest.mark.parametrize("key", FINDINGS)
def test_every_finding_says_how_sure_it_is_what_limits_it_and_when_to_look_again(key: str):
    row = FINDINGS[key]
    assert len(row["must_say"]) > 20 and row["references"] and row["check_again"].year >= 2027
    if row.get("per_hundred") is not None and "response" in row["outcome"]:
        assert "Response means" in row["explained"], "readers must know which bar was used"
    if row["condition"] == "side-effects":
        assert "ECT is another real treatment" in row["must_say"] or row["comparison"] in {"midazolam", "placebo"}


def test_lower_bars_are_never_called_halved():
    for key in ("anxiety-social-clinician", "ptsd-response-small-trial"):
        assert "percent" in FINDINGS[key]["explained"]
        assert "The bar is lower than halved." in FINDINGS[key]["must_say"]


@pytest.mark.parametrize(
    ("shown", "beside"),
    [
        ("ect-response-outpatients", "ect-remission-inpatients"),
        ("ect-remission-inpatients", "ect-response-outpatients"),
        ("anxiety-social-clinician", "anxiety-social-self"),
        ("ptsd-response-small-trial", "ptsd-large-trial"),
        ("pain-crps-trial", "pain-largest-review"),
        ("suicidal-thoughts-gone-day-3", "suicidal-thoughts-gone-day-14"),
        ("depression-response-one-day", "depression-response-hospital-course"),
    ],
)
def test_findings_that_say_too_much_alone_are_never_shown_alone(shown: str, beside: str):
    pages = 0
    for document in DOCUMENTS:
        used = {
            value
            for block in document.blocks
            for name, value in block.settings.items()
            if name in {"finding", "contrary"}
        }
        if shown in used:
            pages += 1
            assert beside in used, f"{document.id} shows {shown} without {beside}"
    assert pages


def test_a_changed_limit_reaches_every_page_that_shows_the_finding_at_once(client, db):
    Finding.objects.filter(key="ect-response-outpatients").update(must_say="New words of the tests.")
    Finding.objects.filter(key="side-effect-unreal").update(must_say="Other words of the tests.")
    for guide_id, kind, words in (
        ("other-treatments", "evidence-card", "New words of the tests."),
        ("benefits", "icon-array-pair", "Other words of the tests."),
        ("benefits-ptsd", "icon-array-pair", "Other words of the tests."),
    ):
        page = read(client, ADDRESS_OF[guide_id])
        shown = [words_of(element) for element in page.root.xpath(f"//*[{has_class(kind)}]")]
        assert sum(words in text for text in shown) == 1, guide_id
