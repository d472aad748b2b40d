"""Every page of a real installation carries every header, and every cookie its marks."""

import html
import re
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from foundation.accounts.models import User
from patients.models import Couple
from tests.factories.accounts import PASSWORD, app_of, code_now, staff
from tests.house.repository import ROOT
from tests.security.installation import environment, production_settings

HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# A file that is saved needs nothing and may do nothing.
FILE_POLICY = {"default-src 'none'", "sandbox"}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "report-uri /policy-reports",
}
REFUSED_FEATURES = ("camera", "microphone", "geolocation", "usb", "payment")
FEWEST_PAGES = 25


@pytest.fixture
def production(settings):
    """The security settings of a real installation, as a process of its own reads them."""
    for name, value in production_settings().items():
        setattr(settings, name, tuple(value) if isinstance(value, list) else value)
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.fixture
def visitor(production, db) -> Client:
    return Client(headers={"X-Forwarded-Proto": "https"})


def faults_of(answer) -> list[str]:
    """What is missing in an answer; nothing where all is well."""
    found = [
        f"{name}: {answer.get(name)!r}"
        for name, value in HEADERS.items()
        if answer.get(name) != value
    ]
    policy = {part.strip() for part in answer.get("Content-Security-Policy", "").split(";")}
    is_file = answer.get("Content-Disposition", "").startswith("attachment")
    found += sorted((FILE_POLICY if is_file else POLICY) - policy)
    if any("unsafe" in part for part in policy):
        found.append("the policy allows something unsafe")
    features = answer.get("Permissions-Policy", "")
    found += [name for name in REFUSED_FEATURES if f"{name}=()" not in features]
    if not {"no-store", "private"} <= set(answer.get("Cache-Control", "").split(", ")):
        found.append(f"Cache-Control: {answer.get('Cache-Control')!r}")
    return found


def ways_on(page: str) -> list[str]:
    """Where the links and the loading parts of a page lead."""
    found = re.findall(r'(?:href|hx-get|src)="(/[^"#]*)"', page)
    return [html.unescape(way) for way in found if not way.startswith("/static/")]


def door_of(way: str) -> str | None:
    try:
        return resolve(way.partition("?")[0]).view_name
    except Resolver404:
        return None


def crawl(client: Client, start: str) -> tuple[set[str], list[str]]:
    """Open one page of each kind that can be reached; what was wrong with them."""
    waiting, seen, wrong = [start], set(), []
    while waiting:
        way = waiting.pop(0)
        name = door_of(way)
        if name is None or name in seen:
            continue
        seen.add(name)
        answer = client.get(way)
        wrong += [f"{way}: {fault}" for fault in faults_of(answer)]
        if "text/html" in answer.get("Content-Type", ""):
            waiting += ways_on(answer.content.decode())
    return seen, wrong


def test_every_page_carries_every_header(visitor, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    call_command("load_catalogues")
    call_command("seed_demo", couples=8)
    seen = set()
    for username in ("clinician", "manager"):
        visitor.force_login(User.objects.get(username=username))
        for start in ("/", Couple.objects.first().get_absolute_url(), reverse("mfa_index")):
            opened, wrong = crawl(visitor, start)
            assert wrong == []
            seen |= opened

    assert len(seen) >= FEWEST_PAGES, sorted(seen)


@pytest.mark.parametrize(
    ("address", "status"),
    [("/account/login/", 200), ("/", 302), ("/nowhere/", 302), ("/account/inactive/", 200),
     ("/healthz", 200), ("/healthz/..", 302)],
)  # fmt: skip
def test_a_stranger_gets_them_too(visitor, address, status, monkeypatch):
    monkeypatch.setattr("clinic.health.CHECKS", {})
    answer = visitor.get(address)

    assert answer.status_code in {status, 404}
    assert faults_of(answer) == []


def test_a_refused_page_carries_them_too(visitor, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    visitor.force_login(staff("reception"))
    answer = visitor.get("/settings/")

    assert answer.status_code == 403
    assert faults_of(answer) == []


def test_without_encryption_nothing_is_answered_but_the_way_to_it(production, db):
    answer = Client().get("/account/login/")

    assert (answer.status_code, answer.url) == (301, "https://testserver/account/login/")


def test_signing_in_through_both_steps_sets_marked_cookies_and_signing_out_clears(visitor):
    app_of(staff("nurse"))
    visitor.get("/account/login/")
    visitor.post("/account/login/", {"login": "nurse", "password": PASSWORD})
    visitor.post("/account/second-step/", {"code": code_now()})

    assert visitor.get("/").status_code == 200
    assert set(visitor.cookies) == {"__Host-session", "__Host-csrf"}
    for cookie in visitor.cookies.values():
        marks = [cookie[mark] for mark in ("secure", "httponly", "samesite", "path")]
        assert marks == [True, True, "Lax", "/"]
        assert cookie["domain"] == ""
    out = visitor.post("/account/logout/")
    assert out["Clear-Site-Data"] == '"cache", "storage"'
    assert faults_of(out) == []


def test_a_real_installation_demands_the_second_factor_and_ends_after_twelve_hours():
    settings = production_settings()

    assert settings["SECOND_FACTOR_REQUIRED"] is True
    assert settings["SESSION_COOKIE_AGE"] == 12 * 60 * 60
    assert settings["SESSION_EXPIRE_AT_BROWSER_CLOSE"] is True
    assert settings["DEBUG"] is False


def test_the_deployment_check_finds_nothing_not_even_a_remark():
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py", "check", "--deploy",
         "--fail-level", "INFO"],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


def test_the_preparation_of_an_installation_stops_at_a_remark():
    assert "check --deploy --fail-level INFO" in (ROOT / "docker-compose.yml").read_text()
