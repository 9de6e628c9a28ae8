"""Names of authors: in full, with initials as Vancouver style has them, and those of organizations."""

import re

#: A name in Vancouver style: family name, initials, and perhaps a suffix. What does not fit is an organization.
PERSON = re.compile(r"^(?P<family>.+?) (?P<initials>[A-Z]{1,4})(?: (?P<suffix>Jr|Sr|2nd|3rd|II|III))?$")
SUFFIX = re.compile(r"(?:Jr|Sr|2nd|3rd|II|III)\.?", re.IGNORECASE)
INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}")
#: Words that no person is called, in small letters as in “Office for Drugs” and in names of organizations.
OF_ORGANIZATIONS = re.compile(
    r"\b(?:of|for|and|the|on|in|&|department|administration|agency|institutes?|universit\w+|cent(?:er|re)s?|association|college"
    r"|society|ministry|office|committee|commission|group|network|foundation|organi[sz]ation|council|hospitals?|services?"
    r"|bureau|compan(?:y|ies)|inc|ltd|llc|gmbh|national|federal|consortium|investigators|collaborat\w+|federation|board)\b",
    re.IGNORECASE,
)
MOST_GIVEN_NAMES = 4


def vancouver(name: str) -> str:
    """“Dean, Rebecca Louise” or “Dean, R. L.” as “Dean RL”. An organization stays as it is called.

    Names are separated by commas, so what follows a comma in the name of an organization is put into brackets.
    """
    family, *rest = [part for part in map(str.strip, name.split(",")) if part] or [""]
    if not rest:
        return family
    given, *suffixes = rest
    if not _is_person(family, given, suffixes):
        return f"{family} ({'; '.join(rest)})"
    if not re.fullmatch(r"[A-Z]{1,4}", given):
        given = "".join(part[0].upper() for part in re.split(r"[\s.\-]+", given) if part)
    return " ".join(part for part in (family, given, " ".join(suffixes).rstrip(".")) if part)


def _is_person(family: str, given: str, suffixes: list[str]) -> bool:
    """Whether a name with a comma is “family, given names” rather than an organization with a part of it."""
    if OF_ORGANIZATIONS.search(f"{family} {given}") or any(not SUFFIX.fullmatch(suffix) for suffix in suffixes):
        return False
    return bool(INITIALS.fullmatch(given)) or len(given.split()) <= MOST_GIVEN_NAMES


def listed(authors: str) -> list[str]:
    """The names in a column of authors."""
    return [name.strip() for name in authors.split(",") if name.strip()]


def family_first(name: str) -> str:
    """“Dean RL” as “Dean, RL”, which is how both formats want it."""
    person = PERSON.match(name)
    return ", ".join(part for part in person.groups() if part) if person else name
