"""The catalogue comes onto the file once, is never edited, and waits for a clinician."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.utils import InternalError

from immunology import services
from immunology.models import Analyte, EvidenceNote, ReferenceInterval
from immunology.selectors.desks import analytes_of
from immunology.services import catalogue as loader
from tests.factories.immunology import confirmed


def counts() -> tuple[int, int, int]:
    return tuple(m.objects.count() for m in (Analyte, ReferenceInterval, EvidenceNote))


def test_every_row_of_the_catalogue_is_on_file_and_only_proposed(catalogue):
    assert counts() == (135, 134, 18)
    assert not ReferenceInterval.objects.confirmed().exists()


def test_loading_twice_changes_nothing(catalogue):
    before = list(ReferenceInterval.objects.values())
    services.load_catalogue()
    assert list(ReferenceInterval.objects.values()) == before


def test_every_entry_names_its_source(catalogue):
    for model in (Analyte, ReferenceInterval, EvidenceNote):
        sources = [source for entry in model.objects.all() for source in entry.source]
        assert all(source["citation"] for source in sources)
        assert [s for s in sources if s["citation"].startswith("S_")] == []


def change_row(monkeypatch, code: str, **changes: str) -> None:
    read = loader._csv

    def rows(name):
        for row in read(name):
            is_it = code in {row.get("interval_id"), row.get("code")}
            yield {**row, **changes} if is_it else row

    monkeypatch.setattr(loader, "_csv", rows)


def test_a_changed_number_is_a_new_edition_beside_the_old_one(
    catalogue, clinician, monkeypatch
):
    confirmed("nk_pct.02", by=clinician)
    change_row(monkeypatch, "nk_pct.02", high="35.0")
    services.load_catalogue()
    editions = ReferenceInterval.objects.filter(code="nk_pct.02").order_by("edition")
    assert [(e.edition, e.high, e.is_confirmed) for e in editions] == [
        (1, Decimal("36.6"), True),
        (2, Decimal("35.0"), False),
    ]


def test_a_changed_test_is_a_new_edition_and_the_panel_shows_only_that(
    catalogue, monkeypatch
):
    change_row(monkeypatch, "nk_pct", display="NK cells, renamed")
    services.load_catalogue()
    shown = [(a.edition, a.display) for a in analytes_of("phenotype") if a.code == "nk_pct"]
    assert shown == [(2, "NK cells, renamed")]


def test_an_interval_that_ended_is_closed_not_renewed(catalogue, monkeypatch):
    change_row(monkeypatch, "nk_pct.01", valid_to="2026-01-01")
    services.load_catalogue()
    entry = ReferenceInterval.objects.get(code="nk_pct.01")
    assert (entry.edition, str(entry.valid_to)) == (1, "2026-01-01")


def test_an_entry_on_file_cannot_be_edited_even_by_sql(catalogue):
    with pytest.raises(InternalError, match="Cannot update"):
        ReferenceInterval.objects.filter(code="nk_pct.01").update(high=40)


def test_an_entry_on_file_cannot_be_deleted(catalogue):
    with pytest.raises(InternalError, match="Cannot delete"):
        Analyte.objects.filter(code="nk_pct").delete()


def test_confirming_keeps_the_name_and_logs_an_act(catalogue, clinician):
    services.confirm_intervals(codes=["nk_pct.02", "cd3_pct.02"], by=clinician)
    names = ReferenceInterval.objects.confirmed().values_list("code", "confirmed_by__role")
    assert sorted(names) == [("cd3_pct.02", "clinician"), ("nk_pct.02", "clinician")]


def test_confirming_again_keeps_the_first_name(catalogue, clinician, nurse):
    services.confirm_intervals(codes=["nk_pct.02"], by=clinician)
    assert services.confirm_intervals(codes=["nk_pct.02"], by=nurse) == []
    assert ReferenceInterval.objects.get(code="nk_pct.02").confirmed_by == clinician


def test_a_number_from_memory_is_not_confirmed_along_with_others(catalogue, clinician):
    with pytest.raises(ValidationError, match=r"From memory.*tsh\.04"):
        services.confirm_intervals(codes=["tsh.04", "tsh.01"], by=clinician)
    assert not ReferenceInterval.objects.confirmed().exists()


def test_a_number_from_memory_is_confirmed_alone(catalogue, clinician):
    services.confirm_intervals(codes=["tsh.04"], by=clinician)
    assert ReferenceInterval.objects.get(code="tsh.04").is_confirmed


def test_the_limits_of_studies_are_confirmed_together_or_not_at_all(catalogue, clinician):
    left_out = r"Left out: nk_pct\.07, nk_pct\.08, nk_pct\.09"
    with pytest.raises(ValidationError, match=left_out):
        services.confirm_intervals(codes=["nk_pct.06"], by=clinician)


@pytest.mark.parametrize("codes", [[], ["nk_pct.99"]], ids=["nothing", "not on file"])
def test_confirming_nothing_is_refused(catalogue, clinician, codes):
    with pytest.raises(ValidationError, match="Choose at least one limit"):
        services.confirm_intervals(codes=codes, by=clinician)
