"""What a report takes from the chart: the chart's own words, and nothing else."""

import pytest

import immunology.services
import patients.services
from foundation.medicine.fingerprints import fingerprint
from patients.models import LossDefinition, Person
from reports.models import Document
from reports.selectors import couple_facts, courtesy_words
from tests.factories import immunology as laboratory
from tests.factories import patients as people
from tests.factories.immunology import TODAY, confirmed
from tests.reports.paper import pages

ESHRE = "ESHRE RPL guideline, 2022 update (hoad002)"


@pytest.fixture
def charted(couple, clinician):
    """Three losses under ESHRE 2022, a signed panel of hers, names in two scripts."""
    patients.services.load_catalogue()
    patients.services.choose_definition(
        definition=LossDefinition.objects.get(code="eshre_2022"), reason="R", by=clinician
    )
    for days in (59, 70, 61):
        people.pregnancy(by=clinician, couple=couple, ga_days=days, ga_basis="end")
    immunology.services.load_catalogue()
    confirmed("nk_pct.02", by=clinician)
    lab = laboratory.laboratory(by=clinician)
    laboratory.panel(couple, by=clinician, lab=lab, values={"nk_pct": "40"}, signed=True)
    laboratory.panel(couple, by=clinician, lab=lab, code="thyroid", values={"tsh": "2.1"})
    Person.objects.filter(pk=couple.woman.pk).update(
        native_name="ज्ञानेश्वरी क्षीरसागर", language="hi"
    )
    couple.woman.refresh_from_db()
    return couple


def test_the_history_carries_its_class_and_definition(charted):
    history = couple_facts(charted, on=TODAY)["history"]
    assert history["verdict"] == "Recurrent loss, primary"
    assert history["sentence"].startswith("Recurrent pregnancy loss: 3 losses.")
    assert history["gtpal"] == "G3 T0 P0 A3 L0"
    assert (history["definition"], history["edition"]) == (ESHRE, 1)
    assert history["is_confirmed"] is True
    assert history["answer"]["rpl"] is True
    assert [row["gestation"] for row in history["rows"]] == ["8+3", "10+0", "8+5"]


def test_without_a_chosen_definition_nothing_is_classified(couple, clinician):
    people.pregnancy(by=clinician, couple=couple)
    history = couple_facts(couple, on=TODAY)["history"]
    assert history["sentence"].startswith("No definition chosen yet.")
    assert (history["definition"], history["answer"]) == ("", {})


def test_only_signed_results_are_reported(charted):
    panels = couple_facts(charted, on=TODAY)["results"]
    assert [panel["title"] for panel in panels] == ["Lymphocyte phenotype"]
    (row,) = panels[0]["rows"]
    assert (row["value"], row["unit"], row["flag"]) == ("40", "%", "H")


def test_facts_have_an_exact_written_form(charted):
    facts = couple_facts(charted, on=TODAY)
    assert fingerprint(facts) == fingerprint(couple_facts(charted, on=TODAY))


def test_the_whole_way_from_the_chart_to_the_paper(charted, issue):
    issued = issue(couple=charted, draw=True)
    text = " ".join(pages(bytes(issued.pdf)))
    for said in (
        "Asha Sample",
        "Rohan Sample",
        "Recurrent pregnancy loss: 3 losses.",
        f"Definition: {ESHRE}, edition 1",
        "Lymphocyte phenotype · Asha Sample",
        "Sample Laboratory DRL",
        "40 %",
        "↑ High",
        "What is known: Peripheral NK",
        issued.number,
        "page 1 of",
        "Hindi: translation awaiting clinical review",
    ):
        assert said in text
    assert "TSH" not in text


def test_an_empty_chart_is_drawn_too(issue):
    issued = issue(draw=True)
    assert issued.state == "ready"
    text = " ".join(pages(bytes(issued.pdf)))
    assert "No results on file." in text


def test_what_is_drawn_are_the_frozen_facts(charted, issue):
    issued = issue(couple=charted)
    Person.objects.filter(pk=charted.woman.pk).update(name="Changed Sample")
    from reports import services

    services.render_document(document_id=issued.pk)
    text = " ".join(pages(bytes(Document.objects.get(pk=issued.pk).pdf)))
    assert "Asha Sample" in text
    assert "Changed Sample" not in text


@pytest.mark.parametrize(
    ("languages", "printed"),
    [
        (["hi", "mr"], ["hi", "mr"]),
        (["hi", "hi"], ["hi"]),
        (["gu", "hi"], ["en", "hi"]),
        (["en", "en"], ["en"]),
    ],
)
def test_both_partners_read_a_few_words(languages, printed):
    assert [words["language"] for words in courtesy_words(languages)] == printed


def test_a_text_nobody_has_signed_says_so():
    assert {words["review"] for words in courtesy_words(["en", "hi", "uk"])} == {
        "wording awaiting clinical review",
        "translation awaiting clinical review",
    }
