"""Typed readers of environment variables. Nonsense stops the start with a sentence that says what to do."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def env_str(name: str, default: str = "") -> str:
    """The variable without surrounding spaces; `default` where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, default: bool) -> bool:
    """True or False from 1/0, true/false, yes/no, on/off. Raises ImproperlyConfigured on anything else."""
    if name not in os.environ:
        return default
    value = os.environ[name].strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is “{os.environ[name]}”. Set it to 1 (yes) or 0 (no), or leave it out.")


def env_int(name: str, default: int, minimum: int = 0, maximum: int | None = None) -> int:
    """A whole number not below `minimum` nor above `maximum`. Raises ImproperlyConfigured on anything else."""
    raw = env_str(name)
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError:
        value = minimum - 1
    if value < minimum or (maximum is not None and value > maximum):
        limits = f"{minimum} or more" if maximum is None else f"from {minimum} to {maximum}"
        raise ImproperlyConfigured(f"{name} is “{raw}”. Set it to a whole number, {limits}, or leave it out.")
    return value


def env_list(name: str, default: list[str]) -> list[str]:
    """Comma-separated values, without empty ones."""
    raw = env_str(name)
    return [item.strip() for item in raw.split(",") if item.strip()] if raw else default


def env_folder(name: str, default: Path) -> Path:
    """An existing, writable folder; it is created where it is missing.

    Raises ImproperlyConfigured, naming the folder and the reason, where that cannot be done.
    """
    folder = Path(env_str(name, str(default))).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"the data folder {folder} cannot be made ({error.strerror}). "
            f"Make it yourself, or set {name} to a folder that this user may write to."
        ) from error
    return folder
