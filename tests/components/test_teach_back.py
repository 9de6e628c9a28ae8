"""Questions at the end of a page test the words of the page, not whoever reads it."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from lxml import html

from content.examples.teach_back import EXAMPLES
from content.models.teach_back import ASKED, TeachBack
from tests.components.reader import publish, read, words
from tests.reading import ADDRESS_OF, draft_of, take_down

pytestmark = pytest.mark.django_db


def test_each_answer_opens_without_script_and_nothing_is_counted():
    (shown,) = read(EXAMPLES, "teach-back")
    closed = shown.findall("details")
    assert [words(each.find("summary")) for each in closed] == [
        "When may I drive again?",
        "What if I feel fine sooner?",
    ]
    assert "until at least 24 hours have passed" in words(closed[0])
    assert not shown.xpath(".//input | .//form | .//button | .//*[@open]")


def test_what_stayed_unclear_is_one_press_from_the_list_of_questions_and_no_address_says_what_it_was():
    (shown,) = read(EXAMPLES, "teach-back")
    (link,) = shown.xpath(".//p/a/@href")
    assert link == f"{ADDRESS_OF['my-questions']}#{ASKED}"
    page = html.fromstring(Client().get(ADDRESS_OF["my-questions"]).content.decode())
    (heading,) = page.xpath(f"//*[@id='{ASKED}']")
    labels = [words(label) for label in heading.getparent().iter("label")]
    assert "When may I drive again?" in labels
    assert len(labels) == len(set(labels))


def test_the_list_of_questions_has_those_of_public_pages_and_no_others():
    def asked() -> str:
        return Client().get(ADDRESS_OF["my-questions"]).content.decode()

    draft = draft_of("after")
    question = TeachBack.objects.get(placeholder__object_id=draft.content.pk)
    question.body = question.body.replace("When may I drive again?", "Is zanzibar far?")
    question.save()
    publish([block for block in EXAMPLES if "sooner" in block.html])
    assert "What if I feel fine sooner?" in asked()
    assert "zanzibar" not in asked()
    before = asked()
    take_down("risks")
    assert "Which signs mean 911?" in before
    assert "Which signs mean 911?" not in asked()


@pytest.mark.parametrize(
    "body", ["<p>a</p>", "<h3>a</h3>", "<h3>a</h3><h3>b</h3><p>c</p>", "<p>a</p><h3>b</h3><p>c</p>"]
)
def test_a_question_without_an_answer_is_refused(body: str):
    with pytest.raises(ValidationError, match="below it the answer"):
        TeachBack(heading="a", body=body).clean()
