"""The first words of a page: the answer, which stands in its head, before everything that is about the page."""

import re
from typing import NamedTuple

ANSWER = '<div class="answer">'
_DIV = re.compile(r"<(/?)div\b[^>]*>")


class Opening(NamedTuple):
    """The text of a page in two: the answer that it begins with, if it does, and the rest."""

    answer: str
    rest: str


def opening(text: str) -> Opening:
    """Part the rendered text of a page after the answer (`templates/content/components/answer.html`).

    The answer is empty where a page begins with something else, as the page about suicidal thoughts does, and while a page is
    edited: there django CMS's marks have to stay around the component.
    """
    text = text.lstrip()
    if not text.startswith(ANSWER):
        return Opening("", text)
    depth = 0
    for tag in _DIV.finditer(text):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return Opening(text[: tag.end()], text[tag.end() :])
    return Opening("", text)
