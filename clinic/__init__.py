"""The whole clinic: settings, processes, and the pages that show everything."""

import gc

# Reading the code makes a million lasting objects: looking through them for cycles again
# and again took a fifth of the start (measured). ClinicConfig.ready goes on with it.
gc.disable()

from clinic.celery import app as celery_app  # noqa: E402 - after the line above

VERSION = "0.1.0"

__all__ = ["VERSION", "celery_app"]
