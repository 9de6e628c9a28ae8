"""Words of the search, and what machines may read."""

from content.search.models import SearchWord
from tests.staff.actions.table import MANAGERS, NOBODY, PUBLISHERS, form, may, post
from tests.staff.desk import (
    admin,
)


@may(MANAGERS)
def keep_assistants_from_training_with_the_guide(boss):
    return form(boss, admin("machines_machinerules_change", 1), training_crawlers="")


@may(PUBLISHERS)
def teach_the_search_a_word(boss):
    return post(admin("machines_searchword_add"), {"language": "en", "typed": "wobbly", "meant": "dizziness"})


@may(PUBLISHERS)
def take_a_word_from_the_search(boss):
    word = SearchWord.objects.create(typed="wobbly", meant="dizziness")
    return post(admin("machines_searchword_delete", word.pk), {"post": "yes"})


@may(NOBODY)
def delete_the_rules_for_machines(boss):
    return post(admin("machines_machinerules_delete", 1), {"post": "yes"})
