"""Django without the product: the least that knows who is signed in."""

from clinic.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.bare"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # its app does not start without
]
