"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketaguide.settings")
application = get_wsgi_application()

from content.search import made_ready  # noqa: E402 - needs the settings
from ketaguide.delivery.edition import begin_edition  # noqa: E402

# A worker that was killed between a publish and its announcement may have left older pages behind.
begin_edition()
made_ready.connect()
