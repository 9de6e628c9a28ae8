"""The crawlers of assistants, by what they read for. One table: a new name is one line here.

The addresses are where each vendor names its crawlers; the table was last compared with lists that follow these pages in
November 2026. Search engines without an assistant of their own, and what makes previews of links in messengers
(such as `facebookexternalhit`), are not in it: nobody can shut them out by accident.
"""

from enum import StrEnum
from typing import NamedTuple


class Purpose(StrEnum):
    """What a crawler reads for. The value is the column of `MachineRules` that lets it."""

    SEARCH = "search_crawlers"
    ANSWERS = "answer_crawlers"
    TRAINING = "training_crawlers"


class Crawler(NamedTuple):
    """A crawler as robots.txt names it."""

    name: str
    purpose: Purpose
    source: str


OPENAI = "https://developers.openai.com/api/docs/bots"
ANTHROPIC = "https://support.claude.com/en/articles/8896518"
PERPLEXITY = "https://docs.perplexity.ai/guides/bots"
GOOGLE = "https://developers.google.com/search/docs/crawling-indexing/google-common-crawlers"
APPLE = "https://support.apple.com/en-us/119829"
META = "https://developers.facebook.com/docs/sharing/webmasters/web-crawlers/"
AMAZON = "https://developer.amazon.com/amazonbot"
COMMON_CRAWL = "https://commoncrawl.org/ccbot"
#: Where a vendor has no page of its own.
LIST = "https://github.com/ai-robots-txt/ai.robots.txt"

CRAWLERS = (
    Crawler("OAI-SearchBot", Purpose.SEARCH, OPENAI),
    Crawler("Claude-SearchBot", Purpose.SEARCH, ANTHROPIC),
    Crawler("PerplexityBot", Purpose.SEARCH, PERPLEXITY),
    Crawler("meta-webindexer", Purpose.SEARCH, META),
    Crawler("Amzn-SearchBot", Purpose.SEARCH, AMAZON),
    Crawler("DuckAssistBot", Purpose.SEARCH, LIST),
    Crawler("YouBot", Purpose.SEARCH, LIST),
    Crawler("ChatGPT-User", Purpose.ANSWERS, OPENAI),
    Crawler("Claude-User", Purpose.ANSWERS, ANTHROPIC),
    Crawler("Perplexity-User", Purpose.ANSWERS, PERPLEXITY),
    Crawler("Google-Agent", Purpose.ANSWERS, GOOGLE),
    Crawler("Google-NotebookLM", Purpose.ANSWERS, GOOGLE),
    Crawler("meta-externalfetcher", Purpose.ANSWERS, META),
    Crawler("Amzn-User", Purpose.ANSWERS, AMAZON),
    Crawler("MistralAI-User", Purpose.ANSWERS, LIST),
    Crawler("GPTBot", Purpose.TRAINING, OPENAI),
    Crawler("ClaudeBot", Purpose.TRAINING, ANTHROPIC),
    Crawler("Google-Extended", Purpose.TRAINING, GOOGLE),
    Crawler("Applebot-Extended", Purpose.TRAINING, APPLE),
    Crawler("meta-externalagent", Purpose.TRAINING, META),
    Crawler("Amazonbot", Purpose.TRAINING, AMAZON),
    Crawler("CCBot", Purpose.TRAINING, COMMON_CRAWL),
    Crawler("Bytespider", Purpose.TRAINING, LIST),
)


def of(purpose: Purpose) -> list[str]:
    """The names of those that read for a purpose."""
    return [crawler.name for crawler in CRAWLERS if crawler.purpose == purpose]
