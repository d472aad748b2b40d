"""What stands on the paper: read back from the PDF."""

import html
import io
import re
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from pypdf import PdfReader

from reports import rendering
from reports.choices import Layout
from reports.rendering import documents, fonts
from reports.selectors.courtesy import CATALOGUE, courtesy_words
from tests.factories.reports import (
    HISTORY,
    LABORATORY,
    NK_NOTE,
    facts,
    many_results,
    nothing_on_file,
)
from tests.reports.paper import LAYOUT, links, pages, paper, usual
from tests.reports.paper import fonts as fonts_of

ROOT = Path(__file__).parents[2]
# Clinical interpretation, section 9; and words that hurt.
BANNED = re.compile(
    r"immune rejection|killer cells attack|blocking antibody deficiency|abort|fail|advanced"
    r" maternal age|incompetent|habitual",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "said",
    [
        "Couple report",
        "Asha Sample",
        "Rohan Sample",
        "C5001F",
        "C5001M",
        "12 Apr 1992 (34 years)",
        "about 1989 (about 37 years)",
        "O, RhD positive",
        "D-2026-000123",
        "Issued 20 Nov 2026, 10:42 by Dr Meera Example, Clinician",
        HISTORY["verdict"],
        HISTORY["sentence"],
        HISTORY["pattern"],
        "Definition: ESHRE 2022, edition 1, proposed and not yet confirmed",
        "G4 T0 P0 A4 L0",
        "8+3",
        "7+0 to 8+0",
        "Partly documented",
        f"Intervals: {LABORATORY}, edition 2",
        "Flow cytometry",
        "sample 3 Nov 2026",
        "signed by Dr Example",
        "CD3+ T cells 71 % 55 – 83 In range",
        "↑ High",
        "above the limit of Example 2011 (18 %)",
        "16.2 on 2 May 2026",
        "↓ Low",
        "? Cannot be placed: reported as <0.5",
        "– Not assessed: no interval on file",
        "! Abnormal",
        "1:160",
        NK_NOTE,
        "Lymphocyte immunisation, partner cells",
        "46 million cells, 97.5 % viable",
        "No reaction within 30 minutes",
        "lots EX1234, EX1235",
        "Ended early at her wish",
        "checked by Dr Example",
        "Checked by (name and signature)",
        "Hindi: translation awaiting clinical review",
    ],
)
def test_the_paper_says(said):
    assert said in " ".join(pages(usual()))


def test_every_page_has_its_head_and_foot():
    found = pages(usual())
    for place, text in enumerate(found, start=1):
        assert "Decidua Demonstration Clinic" in text
        assert "C5001 · Asha Sample and Rohan Sample" in text
        assert text.count("D-2026-000123") >= 1
        assert f"page {place} of {len(found)}" in text
        assert f"check code {documents.check_code(facts())}" in text


def test_the_head_of_a_long_panel_stands_again_on_the_next_page():
    whole = pages(paper(results=many_results(60)))
    found = [text for text in whole if "Analyte number" in text]
    assert len(found) >= 2
    for text in found:
        assert "Lymphocyte phenotype · Asha Sample" in text
        assert "Test Result Unit Interval Reading" in text


def test_no_row_is_lost_or_doubled_or_cut():
    text = " ".join(pages(paper(results=many_results(40))))
    rows = re.findall(r"Analyte number (\d+) (\d+)\.5 % 5 – 15 In range", text)
    assert [int(place) for place, _ in rows] == list(range(1, 41))
    assert all(place == value for place, value in rows)


def test_sections_with_nothing_say_so():
    text = " ".join(rendering_of(nothing_on_file()))
    for sentence in (
        "No pregnancies on file.",
        "No results on file.",
        "No treatment on file.",
    ):
        assert sentence in text


def rendering_of(said):
    return pages(rendering.draw(said, layout=LAYOUT))


def test_an_interval_that_differs_names_its_own_source():
    panel = many_results(2)[0]
    panel["rows"][1] |= {"interval_lab": "", "interval_source": "Example 2019"}
    text = " ".join(pages(paper(results=[panel])))
    assert f"{LABORATORY}, edition 2" in text
    assert "Example 2019, edition 2" in text


def test_what_is_missing_is_said():
    person = facts()["people"][0] | {"born": "", "age": "", "blood_group": ""}
    text = " ".join(pages(paper(people=[person, person])))
    assert text.count("Born not recorded") == 2
    assert text.count("Blood group not recorded") == 2


def test_a_correction_says_what_it_replaces():
    text = pages(paper(replaces="D-2026-000007", note="A date was corrected"))[0]
    assert "Replaces D-2026-000007, which is no longer valid." in text
    assert "A date was corrected" in text


def test_no_hurting_or_overclaiming_word():
    templates = ROOT / "templates" / "reports" / "couple_report_1"
    wording = "".join(path.read_text() for path in templates.glob("*.html"))
    assert BANNED.findall(wording + " ".join(pages(usual()))) == []
    assert BANNED.findall(CATALOGUE.read_text()) == []


# --- Letters ---------------------------------------------------------------------------


def test_every_letter_of_every_language_has_a_drawing():
    every = courtesy_words(
        entry["language"] for entry in yaml.safe_load(CATALOGUE.read_text())
    )
    page = documents.page(facts(words=every), layout=LAYOUT)
    text = html.unescape(re.sub(r"<[^>]+>", "", page))
    assert {entry["language"] for entry in every} == {"en", "hi", "mr", "uk", "ru", "az"}
    assert set(text) - fonts.letters() == set()
    assert "[?]" not in text


def test_only_the_clinics_own_fonts_are_on_the_paper():
    assert set(fonts_of(usual())) == {
        "Clinic-Sans",
        "Clinic-Sans-Bold,-Bold",
        "Clinic-Symbols",
    }


@pytest.mark.parametrize("cluster", ["क्ष", "ज्ञ", "श्र", "द्व"])
def test_devanagari_is_joined_not_spelled_out(cluster):
    joined = "".join(f"{ord(letter):04x}" for letter in cluster)
    assert any(joined in letters for letters in fonts_of(usual()).values())


def test_each_font_file_has_a_family_of_its_own():
    """Two files under one family name print wrong letters without a warning."""
    assert len({font.family for font in fonts.FONTS}) == len(fonts.FONTS)


def test_a_name_no_font_has_is_left_out_whole_and_the_paper_says_so():
    person = facts()["people"][0] | {"native_name": "આશા Sample"}
    text = " ".join(pages(paper(people=[person, person])))
    assert "Asha Sample" in text
    assert "a name in its own script is then left out" in text


def test_letters_no_font_has_are_marked():
    text = pages(paper(note="Seen with 中文 at 10"))[0]
    assert "Seen with [?] at 10" in text


@pytest.mark.parametrize("end", ["\v", "\f", "\x85", "\u2028", "\u2029"])
def test_an_old_end_of_a_line_is_a_space_and_no_square(end, caplog):
    text = pages(paper(note=f"Seen{end}today"))[0]
    assert "Seen today" in text
    assert [record.getMessage() for record in caplog.records] == []


# --- The same everywhere ---------------------------------------------------------------


def test_the_same_facts_give_the_same_bytes():
    assert paper() == usual()


def test_another_fact_gives_other_bytes():
    assert paper(note="x") != usual()


def test_another_machine_gives_the_same_bytes(tmp_path):
    """A new process, another hash seed, and not one font on the machine."""
    empty = tmp_path / "fonts.conf"
    empty.write_text("<fontconfig></fontconfig>")
    program = (
        "import django; django.setup()\n"
        "from hashlib import sha256\n"
        "from tests.reports.paper import usual\n"
        "print(sha256(usual()).hexdigest())"
    )
    said = run(program, FONTCONFIG_FILE=str(empty), PYTHONHASHSEED="7", TZ="UTC")
    assert said == [sha256(usual()).hexdigest()]


def test_a_web_process_never_loads_the_press():
    program = (
        "import sys, clinic.wsgi\n"
        "from django.urls import reverse\n"
        "reverse('reports:document_list')\n"
        "print({'weasyprint', 'fontTools'} & set(sys.modules))"
    )
    assert run(program) == ["set()"]


def run(program: str, **environment: str) -> list[str]:
    import os

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error::UserWarning", "-c", program],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "clinic.settings", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


# --- Outside ---------------------------------------------------------------------------

HOSTILE = [
    '<img src="http://evil.example/x.png">',
    "<script>alert(1)</script>",
    '"><link rel=stylesheet href="file:///etc/passwd">',
    "</td></table><h1>Forged</h1>",
    "{{ facts.number }}{% now 'Y' %}",
    '<a href="javascript:alert(1)">here</a>',
    "<style>@import url(http://evil.example/)</style>",
    "&lt;b&gt; & ' \" <!--",
]


def poisoned(fact, words):
    """The same facts with every free text replaced."""
    if isinstance(fact, dict):
        kept = {"flag", "issued_at", "language", "native_language", "interval_edition"}
        return {k: v if k in kept else poisoned(v, words) for k, v in fact.items()}
    if isinstance(fact, list):
        return [poisoned(value, words) for value in fact]
    return words if isinstance(fact, str) else fact


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_facts_are_printed_as_the_text_they_are(words, monkeypatch):
    asked = []
    press = documents.load()
    fetch = press.OwnMemory.fetch

    def watch(self, url, headers=None):
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(press.OwnMemory, "fetch", watch)
    pdf = rendering.draw(poisoned(facts(), words), layout=LAYOUT)
    assert set(asked) <= {documents.QR, *(font.url for font in fonts.FONTS)}
    assert links(pdf) == []
    squeezed = "".join(pages(pdf)).replace(" ", "")
    assert words.replace(" ", "") in squeezed


@pytest.mark.parametrize(
    ("markup", "scheme"),
    [
        ('<img src="http://evil.example/x.png">', "http"),
        ('<img src="file:///etc/passwd">', "file"),
        ('<link rel="stylesheet" href="https://evil.example/x.css">', "https"),
        ('<p style="background: url(ftp://evil.example/x)">x', "ftp"),
        ('<img src="clinic:not-there">', "clinic"),
        ('<base href="http://evil.example/"><img src="x.png">', "http"),
    ],
)
def test_a_page_that_reaches_outside_is_not_drawn(markup, scheme):
    with pytest.raises(rendering.NotDrawable) as refusal:
        documents.load().press(markup, rules="", resources={}, name=b"-")
    assert f"({scheme}:)" in str(refusal.value)


# --- The file --------------------------------------------------------------------------


def test_the_file_can_be_read_aloud():
    reader = PdfReader(io.BytesIO(usual()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata.title == "Couple report D-2026-000123"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_the_file_carries_the_moment_of_issue_not_of_drawing():
    metadata = PdfReader(io.BytesIO(usual())).metadata
    assert metadata["/CreationDate"] == metadata["/ModDate"] == "D:20261120104200+05'30"


def test_the_press_has_nothing_to_complain_of(caplog):
    paper(results=many_results(3))
    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.parametrize("layout", Layout)
def test_every_layout_has_its_template_rules_and_facts(layout):
    assert (settings.BASE_DIR / "templates" / "reports" / layout / "report.html").is_file()
    assert (documents.HERE / f"{layout}.css").is_file()
    assert layout in documents.SHOWN


def test_a_usual_report_is_drawn_quickly(capsys):
    """Measured 0.2 s on two cores; the bound leaves room for a busy machine."""
    rendering.warm_up()
    said = facts()
    before = time.process_time()
    pdf = rendering.draw(said, layout=LAYOUT)
    spent = time.process_time() - before
    with capsys.disabled():
        print(f" [{spent:.2f} s of CPU, {len(pdf) // 1024} KB]", end="")  # noqa: T201
    assert spent < 1.2
    assert len(pdf) < 70 * 1024
