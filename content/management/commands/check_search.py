"""manage.py check_search: which of the guide's own questions the search does not answer."""

from cms.models import Page
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from content.page.links import address
from content.search.site.documents import MOST_PAGES
from content.search.site.index import Index, make_text
from content.search.site.questions import FIRST, ON_SERVER, found_on_server, is_answered, questions
from content.search.sitemap import GuideSitemap


class Command(BaseCommand):
    help = (
        "Ask the search what is in the guide's file of questions, and list those for which none of the first three results "
        "is right. Ends with status 1 when that is more than one in ten. docs/editors.md says more."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--language", default=settings.LANGUAGE_CODE)

    def handle(self, *args, language: str, **options) -> None:
        asked = questions(language)
        if not asked:
            raise CommandError(f"The guide has no questions in the language “{language}”.")
        with override(language):
            index = Index(make_text(language))
        by_id = addresses_by_id(language)
        if GuideSitemap().items().filter(language=language).count() > MOST_PAGES:
            self.stdout.write(f"Only the first {MOST_PAGES} pages of this guide are searched.")
        wrong = 0
        for question in asked:
            found = found_on_server(index, question.ask)
            if not is_answered(question, found, by_id):
                wrong += 1
                self.stdout.write(f"“{question.ask}” finds {', '.join(found[:FIRST]) or 'nothing'}")
        counted = f"{len(asked) - wrong} of {len(asked)} questions answered."
        if wrong > (1 - ON_SERVER) * len(asked):
            raise CommandError(counted)
        self.stdout.write(counted)


def addresses_by_id(language: str) -> dict[str, str]:
    """The address of each page that comes from a guide file, by its id."""
    found = Page.objects.filter(reverse_id__gt="", urls__language=language).values_list("reverse_id", "urls__path")
    return {guide_id: address(path) for guide_id, path in found if path is not None}
