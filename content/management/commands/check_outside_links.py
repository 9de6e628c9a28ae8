"""manage.py check_outside_links: ask other sites whether the links of the guide still lead somewhere."""

from django.core.management.base import BaseCommand, CommandError

from content.desk.outside_links import Answer, NobodyAnswersError, check

PAUSE = 2.0


class Command(BaseCommand):
    help = (
        "Ask for every address of another site that published pages lead to, once each, and show on the start page of staff which "
        "lead nowhere. Takes minutes. Nothing runs it by itself. Stopped half-way, what it has found stays."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--pause", type=float, default=PAUSE, help="seconds between two requests to one site (default %(default)s)"
        )

    def handle(self, *args, pause: float, **options) -> None:
        if pause < 0:
            raise CommandError("--pause takes seconds, 0 or more.")
        broken = 0
        try:
            for number, total, address, answer in check(pause):
                broken += answer.fault is not None
                self.stdout.write(f"{number} of {total} {address}: {answer.value}")
                self.stdout.flush()
        except NobodyAnswersError as error:
            raise CommandError(
                "Nobody was reached at all. Is this machine connected to the internet? What was known before is kept."
            ) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. What was found until now is kept.", returncode=130) from error
        said = (
            "All links lead somewhere" if not broken else f"{broken} lead nowhere or did not answer; see the start page"
        )
        self.stdout.write(f"{said}. “{Answer.NOT_TOLD.value}” is no fault of the link.")
