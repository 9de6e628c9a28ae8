"""Staff type the values behind a list (people, lengths, evidence) in fields of their own, one line for each item."""

import pytest
from lxml import html

from content.models.study_sizes import StudySizes
from tests.staff.desk import add_component, admin, draft, filled_form, placeholder

LIST = "<ul><li><strong>2014:</strong> small</li><li><strong>2022:</strong> large</li></ul>"


@pytest.fixture
def version(db):
    return draft("about")


@pytest.fixture
def author(client_of):
    return client_of("Author")


def lines(answer) -> list[str]:
    """The items that the form asks a value for."""
    return [
        legend.text
        for legend in html.fromstring(answer.content.decode()).xpath("//fieldset[@class='row-values']/legend")
    ]


def test_the_form_asks_for_a_value_for_each_item_of_the_list(version, author):
    where = {"placeholder_id": placeholder(version).pk, "plugin_language": "en", "plugin_position": 99}
    address = admin("cms_placeholder_add_plugin", plugin_type="StudySizesPlugin", **where)
    assert "Write the list and save" in author.get(address).content.decode()
    sent = {"heading": "How large?", "body": LIST, "json": "null"}
    refused = author.post(address, sent)
    assert lines(refused) == ["2014", "2022"]
    assert "“2014”: Give the number of people." in html.fromstring(refused.content.decode()).text_content()
    assert not StudySizes.objects.filter(heading="How large?").exists()
    form = next(
        form for form in html.fromstring(refused.content.decode()).forms if form.get("id", "").endswith("_form")
    )
    values = dict(form.form_values()) | {"people-0-people": "41", "people-1-people": "158"}
    author.post(address, {name: value for name, value in values.items() if not name.startswith("_")})
    kept = StudySizes.objects.get(heading="How large?")
    assert kept.people == [{"label": "2014", "people": 41}, {"label": "2022", "people": 158}]


def test_a_value_stays_with_its_item_and_a_new_item_is_asked_for(version, author):
    rows = [{"label": "2014", "people": 41}, {"label": "2022", "people": 158}]
    component = add_component(version, "StudySizesPlugin", body=LIST, people=rows)
    address = admin("cms_placeholder_edit_plugin", component.pk)
    turned = "<ul><li><strong>2022:</strong> large</li><li><strong>2014:</strong> small</li></ul>"
    author.post(address, filled_form(author, address, body=turned))
    component.refresh_from_db()
    assert component.people == rows[::-1]
    longer = turned.replace("</ul>", "<li><strong>2025:</strong> new</li></ul>")
    refused = author.post(address, filled_form(author, address, body=longer))
    assert lines(refused) == ["2022", "2014", "2025"]
    assert "“2025”: Give the number of people." in html.fromstring(refused.content.decode()).text_content()
    absurd = filled_form(author, address, **{"people-0-people": "9007199254740992"})
    assert "at most 1,000,000 people" in author.post(address, absurd).content.decode()
    component.refresh_from_db()
    assert component.people == rows[::-1]
