"""A matrix of choices: a table whose rows ask questions and whose columns answer them, turned so that each choice is a row.

Staff write question by question. Readers get choice by choice: a card for each on a phone, where seven columns have no room,
and what is read out in one go. On a wide screen the style sheet puts the rows side by side again.
"""

from lxml import html

from content.richtext.reading import inner_html, parsed_once, text_of

#: With fewer columns a table is read as it stands.
FEWEST_COLUMNS = 5


def is_matrix(table: html.HtmlElement) -> bool:
    """Whether the first cell of each row in the body of a table asks a question, and there are many columns."""
    rows = table.findall("tbody/tr")
    wide = all(len(row) >= FEWEST_COLUMNS for row in rows)
    return bool(rows) and wide and all(text_of(row[0]).endswith("?") for row in rows)


@parsed_once
def turned(source: str, corner: str) -> str:
    """Canonical rich text that is one table, rows for columns if it is a matrix; else as it is.

    `corner` are the words for the column of choices. Inline components need not be rendered yet.
    """
    root = html.fragment_fromstring(source, create_parent="div")
    table = root.find("table")
    if table is None or not is_matrix(table) or table.find("thead/tr") is None:
        return source
    columns = zip(*(list(row) for row in table.iter("tr")), strict=True)
    (_, *questions), *choices = ([inner_html(cell) for cell in column] for column in columns)
    head = f"<th>{corner}</th>" + "".join(f"<th>{question}</th>" for question in questions)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in choice)}</tr>" for choice in choices)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
