"""What README and docs name is there: files, commands, settings."""

import re

import pytest
from django.core.management import get_commands

from tests.house.repository import ROOT, settings_read

PAPERS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
FOR_OPERATORS = ["README.md", "docs/operations.md", "docs/security.md"]
# Of `make cases`, and what any secret may be called.
OF_OTHERS = {"CLINICAL_CASES", "NAME"}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.fixture(params=PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def paper(request):
    return request.param


def test_every_way_leads_to_a_file(paper):
    ways = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", paper.read_text())
    assert [way for way in ways if not (paper.parent / way).exists()] == []


def test_every_command_exists(paper):
    text = paper.read_text()
    ours = set(re.findall(r"manage\.py ([a-z_]+)", text))
    made = set(re.findall(r"`make ([a-z-]+)", text)) | set(
        re.findall(r"^make ([a-z-]+)", text, re.MULTILINE)
    )
    assert ours - set(get_commands()) == set()
    assert made - TARGETS == set()


@pytest.mark.parametrize("name", FOR_OPERATORS)
def test_every_setting_is_read(name):
    text = (ROOT / name).read_text()
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`", text))
    assert {
        each.removesuffix("_FILE") for each in named
    } - settings_read() - OF_OTHERS == set()
