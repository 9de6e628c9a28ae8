"""manage.py check_search: which of the guide's own questions the search does not answer."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from content.search.site.documents import MOST_PAGES
from content.search.site.index import Index, make_text
from content.search.site.questions import ON_SERVER, questions, unanswered
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
        if GuideSitemap().every_page().filter(language=language).count() > MOST_PAGES:
            self.stdout.write(f"Only the first {MOST_PAGES} pages of this guide are searched.")
        wrong = unanswered(index, language)
        for ask, found in wrong:
            self.stdout.write(f"“{ask}” finds {', '.join(found) or 'nothing'}")
        counted = f"{len(asked) - len(wrong)} of {len(asked)} questions answered."
        if len(wrong) > (1 - ON_SERVER) * len(asked):
            raise CommandError(counted)
        self.stdout.write(counted)
