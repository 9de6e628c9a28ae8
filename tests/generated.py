"""Made-up rich text and guide documents for property tests, rich in everything that a file format may stumble over."""

import datetime
import html as markup

from hypothesis import strategies as st

from content.guide import markdown
from content.guide.document import Block, Document
from content.profile import profile
from content.richtext.canonical import canonical
from content.richtext.reading import list_items, one_line

#: Pieces that mean something to Markdown, YAML, HTML, or to the format of guide files.
AWKWARD = (
    *(
        ":::",
        ":::{answer}",
        ":level: x",
        "---",
        "{cite}",
        "{cite}`dean2021`",
        "{fact}",
        "{nonsense}`x`",
        "{lang=es}",
        "`",
        "``x``",
        "\\",
        "\\\\",
    ),
    *(
        "*",
        "**",
        "_",
        "__",
        "[",
        "]",
        "[a](b)",
        "![a](b)",
        "<",
        ">",
        "<b>",
        "</p>",
        "<!--",
        "-->",
        "&",
        "&amp;",
        "&lt;",
        "&#42;",
    ),
    *(
        "|",
        "||",
        "#",
        "##",
        "1.",
        "1)",
        "12. ",
        "-",
        "+",
        "- ",
        "=",
        "===",
        "~",
        "~~~",
        "```",
        "    ",
        "'",
        '"',
        ":",
        ": ",
        " #",
        "!",
        "%",
    ),
    *(
        "https://example.org/a_b?c=1&d=2",
        "a@b.example",
        "www.example.org",
        "page:risks",
        "null",
        "yes",
        "2026-11-22",
        "{",
        "}",
        "{}",
    ),
    *("é", "日本語", "😀", "\u00a0", "\u200b", "\u2028"),
    *("“quoted”", "½", "א", "e\u0301", "\ufeff", "\t", "\n", "\r\n", "\x0b", "\x7f", "\x85"),
)
_plain = st.sampled_from(("ketamine", "a", " ", " and ", "Ask us. ", "12", ", ", "b c"))
_piece = st.one_of(_plain, _plain, st.sampled_from(AWKWARD))
#: Text with anything in it.
words = st.lists(_piece, min_size=1, max_size=5).map("".join)
#: The same as a guide file keeps it: one line, single spaces.
line = words.map(one_line)
sentence = line.filter(bool)

_KEYS = ("dean2021", "jelovac2025", "phone")


def _element(tag: str, content: st.SearchStrategy[str], attributes: str = "") -> st.SearchStrategy[str]:
    return content.map(lambda inner: f"<{tag}{attributes}>{inner}</{tag}>")


_text = words.map(markup.escape)
_roles = st.one_of(
    st.sampled_from(("dean2021", "zarate2006")).map(lambda key: markdown.inline("cite", key)),
    st.sampled_from(("phone", "fasting-food")).map(lambda key: markdown.inline("fact", key)),
    st.sampled_from(("Dissociation", "feeling cut off <dissociation>")).map(lambda key: markdown.inline("term", key)),
)
_href = st.sampled_from(
    (
        "page:risks",
        "page:risks#a-b",
        "https://example.org/a?b=1&amp;c=(2)",
        "tel:988",
        "sms:988",
        "#here",
        "mailto:a@b.example",
    )
)


def _inline(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(children, min_size=1, max_size=3).map("".join)
    link = st.tuples(_href, several).map(lambda pair: f'<a href="{pair[0]}">{pair[1]}</a>')
    return st.one_of(_element("strong", several), _element("em", several), link)


_run = st.one_of(_text, _text, _text, _roles, st.recursive(_text, _inline, max_leaves=2))
#: Text with emphasis, links and roles in it, most often with words between them.
inline_html = st.lists(_run, min_size=1, max_size=3).map(" ".join)


def _lists(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    item = st.tuples(inline_html, st.one_of(st.just(""), items)).map(lambda pair: f"<li>{pair[0]}{pair[1]}</li>")
    inner = st.lists(item, min_size=1, max_size=3).map("".join)
    return st.one_of(_element("ul", inner), _element("ol", inner), _element("ol", inner, ' start="3"'))


list_html = _lists(st.one_of(st.just(""), _lists(st.just(""))))
_cell = st.one_of(inline_html, st.just(""))


@st.composite
def _table(draw) -> str:
    columns = draw(st.integers(1, 3))
    row = st.lists(_cell, min_size=columns, max_size=columns)
    head, rows = draw(row), draw(st.lists(row, min_size=0, max_size=2))
    span = draw(st.sampled_from(("", "", ' colspan="2"')))
    head_html = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td{span}>{cell}</td>" for cell in cells) + "</tr>" for cells in rows)
    return f"<table><thead><tr>{head_html}</tr></thead>" + (f"<tbody>{body}</tbody>" if rows else "") + "</table>"


_block = st.one_of(
    _element("p", inline_html),
    _element("p", inline_html),
    *(_element(tag, inline_html) for tag in ("h2", "h3", "h4")),
    list_html,
    _table(),
    st.tuples(inline_html, inline_html).map(lambda pair: f"<p>{pair[0]}<br>{pair[1]}</p>"),
)
#: Canonical rich text, as the editor and the files keep it.
rich_text = st.lists(_block, min_size=1, max_size=4).map("".join).map(canonical).filter(bool)

# --- HTML from anywhere: pasted from a word processor, a mail, an attacker -------------------------------------------

_TAGS = (
    *(
        "p",
        "div",
        "span",
        "h1",
        "h2",
        "h3",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "table",
        "tbody",
        "tr",
        "td",
        "th",
        "caption",
        "b",
        "i",
    ),
    *(
        "strong",
        "em",
        "a",
        "br",
        "sub",
        "script",
        "style",
        "iframe",
        "svg",
        "math",
        "form",
        "input",
        "template",
        "noscript",
        "o:p",
    ),
    *("blockquote", "pre", "textarea", "title", "select", "cms-plugin", "guide-inline", "font", "u", "section"),
)
_ATTRIBUTES = (
    *(
        ' style="color:red"',
        ' class="MsoNormal"',
        ' onclick="x()"',
        ' id="main"',
        ' href="javascript:x()"',
        ' href="https://e.org"',
    ),
    *(
        ' href=" jAvascript:x"',
        ' data-cms-href="cms.page:1"',
        ' colspan="2"',
        ' dir="rtl"',
        ' role="alert"',
        ' aria-hidden="true"',
    ),
    *(
        ' style="background:url(https://e.org)"',
        ' href="//e.org"',
        ' href="data:text/html,x"',
        ' title="t"',
        ' start="4"',
    ),
)
_wild_piece = st.one_of(
    words,
    st.tuples(st.sampled_from(_TAGS), st.lists(st.sampled_from(_ATTRIBUTES), max_size=2)).map(
        lambda pair: f"<{pair[0]}{''.join(pair[1])}>"
    ),
    st.sampled_from(_TAGS).map(lambda tag: f"</{tag}>"),
    st.sampled_from(("<!-- x -->", "<![CDATA[x]]>", "<?xml?>", "<p", "&nbsp;", "&#0;", "&#x1;", "&bogus;")),
)
wild_html = st.lists(_wild_piece, min_size=1, max_size=12).map("".join)

# --- Documents -------------------------------------------------------------------------------------------------------

_slug = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
_bullets = st.lists(inline_html, min_size=1, max_size=3)


def _list_text(tag: str, items: st.SearchStrategy[list[str]]) -> st.SearchStrategy[str]:
    html = items.map(lambda texts: f"<{tag}>" + "".join(f"<li>{text}</li>" for text in texts) + f"</{tag}>")
    return html.map(canonical).filter(list_items)


_short = (
    st.text("abc XYZ:\"'|#*[]{}é日😀&<>\\-", min_size=1, max_size=40).map(lambda t: " ".join(t.split())).filter(bool)
)
_heading = st.one_of(_short, sentence.filter(lambda text: len(text) <= 120))
_optional_heading = st.one_of(st.just({}), _heading.map(lambda text: {"heading": text}))


def _settings(**parts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(parts)


#: A label of nothing but colons is none (`content.richtext.reading.split_label`).
_label = _short.filter(lambda text: text.rstrip(":. ") != "")
_labeled = st.tuples(_label, inline_html).map(lambda pair: f"<strong>{markup.escape(pair[0])}</strong> {pair[1]}")


def blocks(page_ids: tuple[str, ...] = ("risks",)) -> st.SearchStrategy[Block]:
    """A block of any kind but a figure, with all its settings."""
    next_step = _settings(page=st.sampled_from(page_ids), label=_heading)
    return st.one_of(
        st.builds(Block, st.just("text"), st.just({}), rich_text),
        st.builds(Block, st.just("answer"), st.just({}), rich_text),
        st.builds(
            Block,
            st.just("key-facts"),
            _settings(heading=_heading),
            _list_text("ul", st.lists(_labeled, min_size=1, max_size=3)),
        ),
        st.builds(
            Block,
            st.just("care-card"),
            _settings(level=st.sampled_from(("non-urgent", "urgent", "emergency")), heading=_heading),
            rich_text,
        ),
        st.builds(
            Block,
            st.just("do-dont-list"),
            st.one_of(_settings(kind=st.just("do")), _settings(kind=st.just("do"), heading=_heading)),
            _list_text("ul", _bullets),
        ),
        st.builds(Block, st.just("steps"), _optional_heading, _list_text("ol", _bullets)),
        st.builds(Block, st.just("details"), _settings(summary=_heading), rich_text),
        st.builds(Block, st.just("next-step"), next_step, st.one_of(st.just(""), rich_text)),
    )


@st.composite
def documents(draw, text: st.SearchStrategy[Block] | None = None) -> Document:
    """A page as a guide file can hold it."""
    home = draw(st.booleans())
    address = "/" if home else "/" + "".join(f"{part}/" for part in draw(st.lists(_slug, min_size=1, max_size=3)))
    return Document(
        id=draw(_slug),
        title=draw(sentence),
        address=address,
        description=draw(sentence),
        menu_title=draw(line),
        template="home" if home else draw(st.sampled_from(("page", "chapter"))),
        section=draw(st.sampled_from(["", *profile().sections])),
        position=draw(st.integers(0, 5000)),
        in_menu=draw(st.booleans()),
        speaks_of_benefit=draw(st.booleans()),
        text_date=draw(st.one_of(st.none(), st.dates(datetime.date(1000, 1, 1)))),
        blocks=draw(st.lists(blocks() if text is None else text, max_size=5)),
    )
