"""What a rule says about a page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A place where a page breaks a rule.

    `rule` is its short name (docs/readability.md and the command's help list them), `line` the line in the guide file
    (1 where the page has no file), `sentence` what stands there, and `advice` what to do. A warning does not make
    `manage.py check_content` fail.
    """

    rule: str
    page: str
    line: int
    sentence: str
    advice: str
    warning: bool = False
