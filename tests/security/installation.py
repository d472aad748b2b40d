"""The settings of a real installation, read by a process of its own."""

import json
import os
import secrets
import subprocess
import sys
from functools import cache

from tests.house.repository import ROOT

NAMES = [
    *("SECURE_SSL_REDIRECT", "SECURE_PROXY_SSL_HEADER", "SECURE_HSTS_SECONDS"),
    *("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "SECURE_REFERRER_POLICY"),
    *("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"),
    *("SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_AGE", "SESSION_EXPIRE_AT_BROWSER_CLOSE"),
    *("SESSION_COOKIE_PATH", "SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_PATH"),
    *("CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY"),
    *("CSRF_COOKIE_SAMESITE", "CSRF_COOKIE_DOMAIN", "SECOND_FACTOR_REQUIRED", "DEBUG"),
]
READ = (
    "import json; from django.conf import settings;"
    f"print(json.dumps({{name: getattr(settings, name) for name in {NAMES}}}))"
)


def environment() -> dict[str, str]:
    """What docker-compose.yml gives the programs, with secrets of this moment."""
    kept = {name: word for name, word in os.environ.items() if "DECIDUA" not in name}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
        "SECRET_KEY": secrets.token_hex(32),
        "ENCRYPTION_KEYS": f"first:{secrets.token_hex(32)}",
        "DATABASE_URL": f"postgres://nobody:{secrets.token_hex(32)}@127.0.0.1:1/nothing",
        "OWNER_DATABASE_URL": f"postgres://o:{secrets.token_hex(32)}@127.0.0.1:1/nothing",
        "REDIS_URL": f"redis://:{secrets.token_hex(32)}@127.0.0.1:1/0",
        "ALLOWED_HOSTS": "clinic.example.org",
        "PUBLIC_URL": "https://clinic.example.org",
        "TRUSTED_PROXY_COUNT": "1",
    }


@cache
def production_settings() -> dict:
    answer = subprocess.check_output(  # noqa: S603
        [sys.executable, "-c", READ], cwd=ROOT, env=environment(), text=True
    )
    return json.loads(answer)
