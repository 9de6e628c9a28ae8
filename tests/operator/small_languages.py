"""Settings of a site with a small guide in a second language: the file TEST_GUIDE_PROFILE takes the place of the shipped profile."""

import os
from pathlib import Path

from ketaguide.settings import *  # noqa: F403

GUIDE_PROFILE = Path(os.environ["TEST_GUIDE_PROFILE"])
