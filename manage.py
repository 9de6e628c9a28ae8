#!/usr/bin/env python
"""Run administrative tasks: `manage.py help` lists them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketaguide.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        # Read the settings first: some commands would otherwise swallow the reason.
        from django.conf import settings

        settings.INSTALLED_APPS  # noqa: B018
    except ImproperlyConfigured as error:
        sys.exit(f"ketaguide cannot start: {error}")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        reason = " ".join(str(error).split())
        sys.exit(
            f"The database cannot be used. Check DATABASE_URL and DATA_DIR, and run “manage.py prepare”. ({reason})"
        )


if __name__ == "__main__":
    main()
