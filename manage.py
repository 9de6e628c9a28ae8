#!/usr/bin/env python
"""Run administrative tasks: `manage.py help` lists them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketaguide.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        # Read the settings first: some commands would otherwise swallow the reason.
        from django.conf import settings

        settings.INSTALLED_APPS  # noqa: B018
    except ImproperlyConfigured as error:
        sys.exit(f"ketaguide cannot start: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
