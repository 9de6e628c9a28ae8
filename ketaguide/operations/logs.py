"""What the site writes to its logs: one record a line, as JSON or to be read in a terminal.

Who reads which page of this guide is health information, and staff type passwords. So whatever a record holds, nothing
leaves but its message, without query strings and with addresses cut to their network, and where an error came from. An
error's own words are left out, since they often quote what somebody typed, except those in which a machine speaks.

gunicorn reads this before Django is there: standard library only.
"""

import json
import logging
import os
import re
import sys
import traceback
from datetime import UTC, datetime

from ketaguide.delivery.network import short_address

FORMATS = ("json", "line")
#: Errors whose words come from the system, a server or a setting; names, since none of their packages may be there.
SPEAKING = {"OSError", "ImportError", "ImproperlyConfigured", "psycopg.OperationalError", "redis.exceptions.RedisError"}
CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {0x2028: "\\u2028", 0x2029: "\\u2029"}


def chosen_format() -> str:
    """LOG_FORMAT; without it, lines for somebody at a terminal and JSON for everything else. Raises ValueError."""
    given = os.environ.get("LOG_FORMAT", "").strip().lower()
    if given and given not in FORMATS:
        raise ValueError(f"LOG_FORMAT is “{given}”. Set it to json or line, or leave it out.")
    return given or ("line" if sys.stderr is not None and sys.stderr.isatty() else "json")


def formatter() -> logging.Formatter:
    """The formatter of every handler of the site, gunicorn's included."""
    return {"json": JsonFormatter, "line": LineFormatter}[chosen_format()]()


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, process, message, then what the record's `fields` hold."""

    def format(self, record: logging.LogRecord) -> str:
        found = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": _message(record),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            found["exception"] = _trace(record.exc_info[1])
        return json.dumps(found, default=str)


class LineFormatter(logging.Formatter):
    """The same for people; an error adds lines."""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={value}" for name, value in getattr(record, "fields", {}).items())
        line = f"{_time(record)} {record.levelname} {record.name}: {_message(record)}{fields.translate(CONTROL)}"
        if record.exc_info and record.exc_info[1]:
            line += "\n" + _trace(record.exc_info[1])
        return line


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _message(record: logging.LogRecord) -> str:
    text = record.getMessage()
    # gunicorn says who sent a broken request, and quotes it.
    text = re.sub(r"\bip=(\S+?)(?=:?(\s|$))", lambda found: "ip=" + short_address(found[1]), text)
    if record.name.startswith("gunicorn"):
        text = re.sub(r""": b?(['"]).*""", ": …", text, flags=re.DOTALL)
    # To the end: a query string may have been decoded, and hold spaces.
    return re.sub(r"\?\S.*", "?…", text, flags=re.DOTALL).translate(CONTROL)


def _trace(error: BaseException | None) -> str:
    """Where an error came from, and those before it, oldest first."""
    parts: list[str] = []
    while error is not None:
        parts.insert(0, "".join([*traceback.format_tb(error.__traceback__), _kind(error)]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(parts)


def _kind(error: BaseException) -> str:
    names = {f"{kind.__module__}.{kind.__name__}".removeprefix("builtins.") for kind in type(error).__mro__}
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if SPEAKING & {name.removeprefix("django.core.exceptions.") for name in names}:
        return f"{name}: {error}".translate(CONTROL)
    return f"{name} {code}" if (code := getattr(error, "sqlite_errorname", "")) else name
