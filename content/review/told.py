"""What a problem advises, in the language of whoever reads it.

Problems are written, kept and compared in English, whoever looked; a sentence is translated only when it is shown. It is known by
its form, `SENTENCES`; one that is not among them is shown as it is. A test holds them against what the rules say.
"""

import re
from functools import cache

from django.utils.translation import gettext, gettext_noop, pgettext

#: The longer form of two that could both fit stands first. {advice} is such a sentence itself.
SENTENCES = (
    gettext_noop("The page has {count} answers; it needs one, at its top."),
    gettext_noop("Put the answer at the top. Only a red card may stand before it."),
    gettext_noop("The answer has {count} sentences; write {most}."),
    gettext_noop("End the page with one next step, and only one."),
    gettext_noop(
        "This page speaks of benefit. Tick “Speaks of benefit” in the page details (speaks_of_benefit: true): it then shows what "
        "FDA has approved."
    ),
    gettext_noop("This page speaks of benefit. Add a part about the risks, or a link to the page about them."),
    gettext_noop("Red is for emergencies only. Say when to call 911 or 988, or use a card of another level."),
    gettext_noop("A page about suicidal thoughts starts with the red card that says how to reach 988 and 911."),
    gettext_noop("Say in words what the picture shows, or tick “only decoration”."),
    gettext_noop("The table has {count} columns; at most {most} can be compared on a phone. Make two tables of it."),
    gettext_noop("Publish the page above it first: “{title}”. Until then nobody could open this one."),
    gettext_noop("The page has no text yet."),
    gettext_noop("Nothing is written here yet. Write this block, or delete it."),
    gettext_noop("Write a description for search engines {where}."),
    gettext_noop("The description for search engines has {count} characters. Make it {least} to {most} {where}."),
    gettext_noop("The page “{title}” has the same description. Write another one for this page."),
    gettext_noop("Another published page has the title “{title}”. Give this page its own."),
    gettext_noop("This link leads to a page that readers cannot open. Publish that page first, or take the link out."),
    gettext_noop("This link leads to a page that was deleted. Link to another page, or take the link out."),
    gettext_noop("A source, a clinic fact or a word explained is missing here. Put it in again, or delete its place."),
    gettext_noop("There is no {record} with the key “{key}”."),
    gettext_noop("{advice} It stands in the {record} “{key}”."),
    gettext_noop("“{words}” may not stand here. {advice}"),
    gettext_noop("The guide's list of alarm signs says for “{sign}”: {what}. Move it to such a card."),
    gettext_noop("This list for 911 leaves out: {signs}. All such lists say the same."),
    gettext_noop(
        "This is {reason} without a source. Add a source after the sentence, or say it as an instruction or as unknown."
    ),
    gettext_noop("A benefit number needs its {parts} in the same or the next sentence."),
    gettext_noop("This figure comes from another form. Say “{say}” in the sentence, or use {instead}."),
    gettext_noop(
        "“{share}” is not what the records of its source say (of {total}: {known}). Correct the number, or the finding, or what "
        "the reference found."
    ),
    gettext_noop(
        "The records of its source do not hold “{share}”. Compare it with the study, and write it into “what it found”."
    ),
    gettext_noop("The page reads at grade {grade}; at most {most}. Shorten sentences and use shorter words."),
    gettext_noop("The page has an INFLESZ of {ease}; at least {least}. Shorten sentences and use shorter words."),
    gettext_noop("{count} words; at most {most}. Make two sentences of it."),
    gettext_noop(
        "Here {what} differ from the same in {other}: {here} here, {there} there. Correct the one that is wrong."
    ),
    gettext_noop("This page is published only when a clinician has signed it. Send it for review."),
    gettext_noop("“{record}” waits for approval ({kind}). Read it and approve it first."),
)
#: What stands in such a sentence in words of its own.
VALUES = (
    *("two", "two or three", "nothing", "English", "Spanish"),
    *("a number", "a claim about what is known or approved", "a claim about studies", "a comparison", "a frequency"),
    *("a claim of effect", "reference", "clinic fact", "word explained", "finding"),
    *("group", "comparison", "number of people", "time", "call 911", "call the clinic the same day"),
    *("the numbers", "the times of day", "what is to be done and what is not", "for how many things a “not” holds"),
    *("the sentences that say “not”", "the sources, findings, facts and links"),
    "(Page, then Page settings)",
    *("the blocks, their order and their levels", "the paragraphs, items and rows"),
)


def told(advice: str) -> str:
    """The same in the active language; as it is, where nobody has translated it."""
    for sentence in SENTENCES:
        if match := _form(sentence).fullmatch(advice):
            return gettext(sentence).format(**{name: _value(words) for name, words in match.groupdict().items()})
    return advice


def _value(words: str) -> str:
    if words in VALUES:
        return pgettext("rule", words)
    parts = words.split(" and ")
    if len(parts) > 1 and all(part in VALUES for part in parts):
        return f" {pgettext('rule', 'and')} ".join(pgettext("rule", part) for part in parts)
    return told(words)


@cache
def _form(sentence: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", sentence)
    return re.compile(
        "".join(f"(?P<{piece}>.+?)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)), re.DOTALL
    )
