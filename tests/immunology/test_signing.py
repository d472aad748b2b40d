"""A draft may change; a signature freezes it; a correction replaces and keeps."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from foundation.records.services import StaleRecord
from immunology import services
from immunology.models import Panel, Result
from immunology.selectors.judging import Typed
from tests.factories import immunology
from tests.factories.immunology import TODAY, confirmed, desk_for, sample


@pytest.fixture
def record(couple, lab, clinician):
    def _record(values, *, signed=False):
        return immunology.panel(couple, by=clinician, lab=lab, values=values, signed=signed)

    return _record


def only(panel: Panel) -> Result:
    return panel.results.standing().get()


def change(panel, clinician, couple, lab, typed):
    return services.change_panel(
        panel=panel,
        desk=desk_for(couple, draft=panel),
        sample=sample(lab, method="flow 2013805"),
        typed={code: Typed(text) for code, text in typed.items()},
        on=TODAY,
        by=clinician,
    )


def test_a_draft_is_changed_as_a_whole(record, clinician, couple, lab):
    panel = record({"nk_pct": "14.2", "cd3_pct": "72"})
    change(panel, clinician, couple, lab, {"nk_pct": "15.2", "cd19_pct": "9"})
    standing = panel.results.standing().values_list("code", "shown").order_by("code")
    struck = panel.results.exclude(voided_at=None).values_list("code", "void_reason")
    assert list(standing) == [("cd19_pct", "9"), ("nk_pct", "15.2")]
    assert list(struck) == [("cd3_pct", "Emptied before signing.")]
    assert (panel.version, panel.method) == (2, "flow 2013805")


def test_a_draft_is_judged_again_when_it_is_changed(record, clinician, couple, lab):
    panel = record({"nk_pct": "40"})
    confirmed("nk_pct.02", by=clinician)
    change(panel, clinician, couple, lab, {"nk_pct": "40"})
    assert only(panel).flag == "H"


def test_a_colleagues_change_is_not_overwritten(record, clinician, couple, lab):
    panel = record({"nk_pct": "14.2"})
    change(Panel.objects.get(), clinician, couple, lab, {"nk_pct": "15"})
    with pytest.raises(StaleRecord):
        change(panel, clinician, couple, lab, {"nk_pct": "16"})
    assert only(panel).shown == "15"


def test_signing_puts_a_name_to_panel_and_results(record, clinician):
    panel = record({"nk_pct": "14.2"}, signed=True)
    assert (panel.signed_by, only(panel).signed_by) == (clinician, clinician)


def test_nobody_signs_what_was_changed_meanwhile(record, clinician, couple, lab):
    panel = record({"nk_pct": "14.2"})
    change(Panel.objects.get(), clinician, couple, lab, {"nk_pct": "15"})
    with pytest.raises(StaleRecord):
        services.sign_panel(panel=panel, by=clinician)


def test_a_panel_is_signed_once(record, clinician):
    panel = record({"nk_pct": "14.2"}, signed=True)
    with pytest.raises(ValidationError, match="This panel is signed"):
        services.sign_panel(panel=panel, by=clinician)


def test_a_signed_panel_is_not_changed(record, clinician, couple, lab):
    panel = record({"nk_pct": "14.2"}, signed=True)
    with pytest.raises(ValidationError, match="This panel is signed"):
        change(panel, clinician, couple, lab, {"nk_pct": "15"})


@pytest.mark.parametrize("signed", [False, True], ids=["draft", "signed"])
def test_a_panel_is_struck_out_with_its_results_and_stays(record, clinician, signed):
    panel = record({"nk_pct": "14.2"}, signed=signed)
    services.void_panel(panel=panel, reason="sample of somebody else", by=clinician)
    assert [r.void_reason for r in panel.results.all()] == ["sample of somebody else"]


def test_a_panel_without_results_is_not_signed(record, clinician):
    panel = record({"nk_pct": "14.2"})
    panel.results.update(voided_at=timezone.now(), void_reason="x")
    with pytest.raises(ValidationError, match="There is no result to sign"):
        services.sign_panel(panel=panel, by=clinician)


def correct(result, couple, clinician, text, reason="typed wrongly"):
    return services.correct_result(
        result=result, desk=desk_for(couple), typed=Typed(text), reason=reason, by=clinician
    )


def test_a_correction_replaces_a_signed_result_and_keeps_the_old_one(
    record, couple, clinician
):
    old = only(record({"nk_pct": "<5"}, signed=True))
    new = correct(old, couple, clinician, "8")
    old.refresh_from_db()
    assert (new.shown, new.replaces, new.signed_by) == ("8", old, clinician)
    assert (old.shown, old.void_reason) == ("<5", "Corrected: typed wrongly")
    assert only(old.panel) == new


def test_a_correction_needs_a_reason(record, couple, clinician):
    old = only(record({"nk_pct": "14.2"}, signed=True))
    with pytest.raises(ValidationError, match="A correction needs a reason"):
        correct(old, couple, clinician, "8", reason="  ")


def test_a_bad_correction_leaves_the_signed_result_standing(record, couple, clinician):
    old = only(record({"nk_pct": "14.2"}, signed=True))
    with pytest.raises(ValidationError, match="impossible"):
        correct(old, couple, clinician, "180")
    assert only(old.panel) == old


def test_a_draft_is_not_corrected_but_changed(record, couple, clinician):
    with pytest.raises(ValidationError, match="Only a signed result"):
        correct(only(record({"nk_pct": "14.2"})), couple, clinician, "8")
