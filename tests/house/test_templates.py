"""Laws about the templates: what every page and every part of one owes its reader."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from foundation.ui.icons import icon

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
# Drawn by WeasyPrint, one folder for each version of a document: no reader, no keyboard.
PRINTED = [
    name
    for name in TEMPLATES
    if name.startswith(("reports/couple_report_", "reports/day_sheet_", "reports/day_end_"))
]
PAGES = [name for name in TEMPLATES if name not in PRINTED]
# Found by their name alone, by Django, allauth or crispy.
FOUND_BY_NAME = {
    *("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html")
}
FOUND_IN = ("account/", "allauth/", "bootstrap5/", "mfa/")
PAGE_LINES, PART_LINES = 120, 60


def text(name: str) -> str:
    return (FOLDER / name).read_text()


def is_page(name: str) -> bool:
    start = re.sub(r"{#.*?#}|{% load .*?%}", "", text(name)).lstrip().lower()
    return start.startswith(("{% extends", "<!doctype"))


def each(names: list[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", names)


def forms(name: str) -> list[str]:
    return re.findall(r"<form\b.*?</form>", text(name), re.S)


@each(TEMPLATES)
def test_template_parses(name):
    engines["django"].get_template(name)


@each(PAGES)
def test_post_form_carries_its_keys(name):
    bare = [
        form[:90]
        for form in forms(name)
        if re.search(r'method="post"|hx-post=', form) and "{% form_keys %}" not in form
    ]
    assert bare == []
    assert "{% csrf_token %}" not in text(name)


@each(PAGES)
def test_only_a_form_posts(name):
    """A post without a form would have no keys."""
    outside = re.sub(r"<form\b.*?>", "", text(name), flags=re.S)
    assert not re.search(r"\bhx-(post|put|patch|delete)=", outside)


@each(PAGES)
def test_form_of_ours_leaves_checking_to_the_clinic(name):
    ours = [form.split(">")[0] for form in forms(name) if "{% crispy" in form]
    assert [opening for opening in ours if "novalidate" not in opening] == []


@each(PAGES)
def test_no_style_and_no_script_stands_inside_a_page(name):
    source = re.sub(r"{#.*?#}", "", text(name), flags=re.S)
    assert not re.search(r"\sstyle=", source)
    assert not re.search(r"<style\b", source)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", source)
    assert not re.search(r"<[^>]*\s(?:on[a-z]+|hx-on[\w:-]*)=", source)
    assert "javascript:" not in source


@each(TEMPLATES)
def test_template_fits_on_its_page(name):
    wall = PAGE_LINES if is_page(name) else PART_LINES
    assert len(text(name).splitlines()) <= wall


@each([name for name in PAGES if not is_page(name)])
def test_part_says_what_it_needs(name):
    assert text(name).startswith("{# Needs: ")


@each([name for name in PAGES if '{% extends "base.html" %}' in text(name)])
def test_page_has_a_title_and_a_heading(name):
    source = text(name)
    assert "{% block title %}" in source
    assert "{% block heading %}" in source or "{% block page_header %}" in source


def test_every_template_is_used():
    sources = [
        path.read_text()
        for folder in ("clinic", "foundation", *_domains(), "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".txt"}
    ]
    everything = "\n".join(sources)
    unused = [
        name
        for name in TEMPLATES
        if not name.startswith(FOUND_IN)
        and name not in FOUND_BY_NAME
        and not (name in PRINTED and is_page(name))
        and f'"{name}"' not in everything
        and f"'{name}'" not in everything
    ]
    assert unused == []


def _domains() -> list[str]:
    return [
        app for app in settings.INSTALLED_APPS if "." not in app and (ROOT / app).is_dir()
    ]


@each(PAGES)
def test_every_icon_named_is_drawn(name):
    for found in re.findall(r'{%\s*icon\s+"([\w-]+)"|\bicon="([\w-]+)"', text(name)):
        assert icon("".join(found))
