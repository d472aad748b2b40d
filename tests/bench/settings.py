"""The clinic's own settings, with the two pages of `bare`."""

from clinic.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.bare"
