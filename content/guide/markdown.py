"""Between the Markdown of guide files and canonical rich text (`content.richtext`)."""

import re
from functools import cache

from django.utils.text import slugify
from lxml import html
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdownify import MarkdownConverter
from mdit_py_plugins.attrs import attrs_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from content.richtext.canonical import canonical

ROLES = ("cite", "fact", "term")
#: What may be in another language than its page: `{lang=es}` stands in a line above it.
IN_LANGUAGE = {"paragraph_open", "heading_open", "bullet_list_open", "ordered_list_open"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
REFUSED = {
    "html_block": "raw HTML; write it in Markdown",
    "html_inline": "raw HTML; write it in Markdown",
    "image": "picture; use a block “figure”",
    "code_block": "line indented by four spaces, which Markdown reads as code; indent it less",
    "fence": "block between ``` fences; the guide has no code",
    "code_inline": "text between backticks; the guide has no code, and a role is written {cite}`name`",
    "blockquote_open": "quotation (>); write it as a paragraph",
    "hr": "horizontal rule; use a heading",
}


class MarkdownError(Exception):
    """Markdown that the guide does not allow: a sentence, and the line within the source (from 0)."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message, self.line = message, line


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table").use(myst_role_plugin).use(attrs_block_plugin)
    # Every link is kept here; the sanitizer drops schemes that the guide does not know.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.add_render_rule("myst_role", _render_role)
    return parser


def _render_role(renderer, tokens: list[Token], index: int, options, env) -> str:
    token = tokens[index]
    role = token.meta["name"]
    value = " ".join(token.content.split())
    values = [part.strip() for part in value.split(",")] if role == "cite" else [value]
    if role == "term" and (match := re.fullmatch(r"(.+?)\s*<([^<>]+)>", value)) and slugify(match[1]) == match[2]:
        values = [match[1]]  # the shown words already name the term
    return "".join(inline(role, part) for part in values)


def inline(role: str, value: str) -> str:
    """The rich-text element that stands for an inline component until it has a row in the database."""
    element = html.Element("guide-inline", role=role, value=value)
    return html.tostring(element, encoding="unicode")


def to_html(source: str) -> str:
    """Canonical rich text from Markdown. Raises MarkdownError for what the guide does not allow, ValidationError for too much."""
    tokens = _parser().parse(source)
    _check(tokens, 0)
    return canonical(_parser().renderer.render(tokens, _parser().options, {}))


def _check(tokens: list[Token], line: int) -> None:
    for token in tokens:
        if token.map:
            line = token.map[0]
        if reason := REFUSED.get(token.type):
            raise MarkdownError(f"expected no {reason}", line)
        if token.type == "heading_open" and token.tag not in {"h2", "h3", "h4"}:
            raise MarkdownError("expected a heading of ##, ### or ####; the title in the front matter is the H1", line)
        if token.type == "myst_role":
            role = token.meta["name"]
            if role not in ROLES:
                raise MarkdownError(f"“{{{role}}}” is not known; expected one of {', '.join(ROLES)}", line)
        if token.type == "text" and (match := re.search(r"\{[a-z]+\}", token.content)):
            raise MarkdownError(f"“{match[0]}” must be followed at once by `name` between backticks", line)
        if token.type == "link_open":
            href = str(token.attrGet("href"))
            if not re.match(r"^(page:[a-z0-9-]+(#[\w-]+)?$|#[\w-]+$|https?://|tel:|sms:|mailto:)", href):
                raise MarkdownError(f"the link “{href}” must start with page:, https://, tel:, sms: or mailto:", line)
        if token.type in IN_LANGUAGE and not _is_language_only(token):
            raise MarkdownError("expected {lang=es}, or another language, between the braces above it", line)
        if token.children:
            _check(token.children, line)


def _is_language_only(token: Token) -> bool:
    language = token.attrs.get("lang")
    others = set(token.attrs) - {"lang", "start"} or token.meta.get("insecure_attrs")
    return not others and (language is None or bool(LANGUAGE.fullmatch(str(language))))


def from_html(source: str) -> str | None:
    """Markdown for canonical rich text; None where Markdown cannot say the same."""
    written = _Writer(heading_style="ATX", bullets="-", wrap=False).convert(source)
    written = re.sub(r"\n{3,}", "\n\n", written).strip("\n")
    written = re.sub(r"`\{cite\}`", ",", written)  # neighbors share one role
    try:
        return written if to_html(written) == source and ":::" not in written else None
    except MarkdownError:
        return None


class _Writer(MarkdownConverter):
    def escape(self, text, parent_tags):
        """Escape only what Markdown would read as markup, so that files stay readable."""
        text = re.sub(r"([\\`*_\[\]<|])|(?<=&)(?=#?\w+;)", lambda match: f"\\{match[1]}" if match[1] else "amp;", text)
        text = re.sub(r"^(\s*)([#+>~=-])", r"\1\\\2", text)
        return re.sub(r"^(\s*\d+)([.)])(?=\s)", r"\1\\\2", text)

    def convert_guide_inline(self, element, text, parent_tags):
        return f"{{{element.get('role')}}}`{element.get('value')}`"

    def _in_language(self, element, text: str) -> str:
        language = element.get("lang")
        return f"\n\n{{lang={language}}}\n{text.lstrip(chr(10))}" if language else text

    def convert_p(self, element, text, parent_tags):
        return self._in_language(element, super().convert_p(element, text, parent_tags))  # type: ignore[misc]

    def convert_hN(self, n, element, text, parent_tags):  # noqa: N802 - markdownify's name
        return self._in_language(element, super().convert_hN(n, element, text, parent_tags))  # type: ignore[misc]

    def convert_list(self, element, text, parent_tags):
        return self._in_language(element, super().convert_list(element, text, parent_tags))  # type: ignore[misc]

    convert_ul = convert_ol = convert_list

    def convert_br(self, element, text, parent_tags):
        return "\\\n"
