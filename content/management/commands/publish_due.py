"""manage.py publish_due: publish and take down what is due, and forget unsaved text that is old. Any number may run at once."""

import contextlib
import os
import time

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseFailure
from django.db import connection

from content.desk.unsaved import purge
from content.search.made_ready import begin
from content.signoff.schedule import publish_due

#: How often it looks whether the program that started it is still there.
STEP_SECONDS = 1


class Command(BaseCommand):
    help = "Publish and take down what was planned for now or earlier, and say what was done."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="Go on, and look again after so many seconds, until the program that started this one ends.",
        )

    def handle(self, *args, **options) -> None:
        every = options["every"]
        if every is None:
            self._once()
            return
        with contextlib.suppress(KeyboardInterrupt):
            self._again_and_again(every, os.getppid())

    def _again_and_again(self, every: int, parent: int) -> None:
        while os.getppid() == parent:
            try:
                self._once()
            except DatabaseFailure as error:
                self.stderr.write(f"The database cannot be asked what is due ({type(error).__name__}); later again.")
            finally:
                connection.close()
            _wait(every, parent)

    def _once(self) -> None:
        done = publish_due()
        for said in done:
            self.stdout.write(said)
        if done:
            begin().join()
        purge()


def _wait(seconds: int, parent: int) -> None:
    """Wait, but no longer than the program that started this one is there."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and os.getppid() == parent:
        time.sleep(STEP_SECONDS)
