"""Numbers of benefit as machines cut them out of a page: for a line under a search result, or an assistant's answer."""

from dataclasses import dataclass

from django.utils.translation import gettext

from content.review.vocabulary import has_checks, vocabulary

#: So many letters before and after a number does a quotation bring along.
AROUND = 300
#: How much of the text around a number is shown to staff.
SHOWN = 80


@dataclass(frozen=True)
class Numbers:
    """How many numbers of people who got better a text has, and those that could be quoted without what limits them."""

    all: int
    alone: tuple[str, ...]


def benefit_numbers(text: str, language: str) -> Numbers:
    """The numbers of benefit in the words of a page.

    Alone is one that has, within `AROUND` letters, neither what the treatment was compared with nor the limits of the
    study, and that does not only explain what a number means. The rules of publishing ask more of sentences that staff
    write; this also looks at what components draw. Says nothing of a language without words for the checks.
    """
    if not has_checks(language):
        return Numbers(0, ())
    words = vocabulary(language)
    found = list(words["benefit_number"].finditer(text))
    alone = []
    for number in found:
        around = text[max(0, number.start() - AROUND) : number.end() + AROUND]
        if not (words["compared"].search(around) or words["meaning"].search(around) or gettext("Limits:") in around):
            alone.append(text[max(0, number.start() - SHOWN) : number.end() + SHOWN])
    return Numbers(len(found), tuple(alone))
