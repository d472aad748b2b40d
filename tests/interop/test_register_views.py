"""The doors to imports: bring, look, mend, import, undo, and who may."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.freshness import PROVED_AT
from foundation.records.tables import read_table
from interop.models import RegisterImport
from interop.rules.columns import guessed
from interop.services.columns import labels
from patients.models import Couple
from tests.factories import accounts, patients
from tests.interop.conftest import worked
from tests.interop.registers import as_csv, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


def address(name: str, register: RegisterImport) -> str:
    return reverse(f"interop:register_{name}", args=[register.pk])


def bring(desk, *lines, **said):
    file = SimpleUploadedFile("old.csv", as_csv(*lines), "text/csv")
    return desk.post(reverse("interop:register_bring"), {"table": file, **said})


def columns_of(desk, register) -> dict[str, str]:
    form = desk.get(address("columns", register)).context["form"]
    return {bound.html_name: bound.value() or "" for bound in form}


def test_a_register_is_brought_read_imported_and_undone(
    desk, django_capture_on_commit_callbacks
):
    answer = bring(desk, line(1), line(2, Date="x"))
    register = RegisterImport.objects.get()
    assert answer.url == address("columns", register)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address("columns", register), columns_of(desk, register))
    page = desk.get(address("detail", register))
    assert "Cells to mend" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address("answer", register), {"cell-3-ended": "2018"})
    assert "Every line is read" in desk.get(address("detail", register)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address("import", register))
    page = desk.get(address("detail", register)).content.decode()
    assert "2 couples and 2 pregnancies were put on file" in page
    answer = desk.post(address("undo", register), {"reason": "Another list"}, follow=True)
    assert "struck out" in answer.content.decode()
    assert not Couple.objects.standing().exists()


def test_what_is_no_sheet_is_refused_beside_the_file(desk):
    file = SimpleUploadedFile("old.csv", b"%PDF-1.7", "text/csv")
    answer = desk.post(reverse("interop:register_bring"), {"table": file})
    assert (answer.status_code, answer.context["form"].errors["table"]) == (
        422,
        ["This is neither a sheet as text (CSV) nor a workbook (XLSX)."],
    )


def test_the_very_file_is_asked_about(desk):
    assert bring(desk, line(1)).status_code == 302
    answer = bring(desk, line(1))
    assert answer.status_code == 422
    assert "Yes, bring it again" in answer.content.decode()
    assert bring(desk, line(1), again="on").status_code == 302


def test_columns_without_names_or_said_twice_are_refused(desk, manager):
    bring(desk, line(1))
    register = RegisterImport.objects.get()
    answer = desk.post(
        address("columns", register), {"column-0": "outcome", "column-1": "outcome"}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "column-1": ["Another column says this already."],
        "__all__": ["Say which column holds her name and which one his name."],
    }


def test_a_couple_on_file_is_shown_with_the_reason(desk, brought, manager):
    there = patients.couple(by=manager, woman="Asha Sample", man="Rohan Sample")
    same = {"Wife": "Asha Sample", "Husband": "Rohan Sample", "Wife DOB": "1992"}
    register = brought(line(1, **same))
    page = desk.get(address("detail", register)).content.decode()
    assert there.number in page
    assert "The name sounds the same: Asha Sample." in page
    desk.post(address("answer", register), {"who-2": "another"})
    assert worked(register).content.kept("found")["is_clear"]


def test_a_word_is_translated_on_the_page(desk, brought):
    register = brought(line(1, Outcome="SA"), line(2, Outcome="SA"))
    form = desk.get(address("detail", register)).context["form"]
    [asked] = form.word_lines()
    assert (asked.many, asked.told["typed"]) == (2, "SA")
    desk.post(address("answer", register), {asked.mend.html_name: "miscarriage"})
    assert worked(register).content.kept("found")["pregnancies"] == 2


def test_what_stands_in_a_cell_never_runs(desk, brought):
    attack = '"><script>x()</script>'
    said = {"Wife": f"Asha {attack}", "Date": attack}
    register = brought(line(1, **said), line(2, Outcome=attack))
    register.original_name = attack
    for name in ("detail", "columns"):
        page = desk.get(address(name, register)).content.decode()
        assert attack not in page
        assert "&lt;script&gt;x()" in page


def test_the_page_says_how_far_the_worker_is(desk, brought):
    register = brought(line(1))
    RegisterImport.objects.update(
        state="importing", done=1, total=4, leased_until=timezone.now() + timedelta(hours=1)
    )
    part = desk.get(address("detail", register), headers={"HX-Request": "true"})
    assert "25 % done" in part.content.decode()
    RegisterImport.objects.update(
        leased_until=None, asked_at=timezone.now() - timedelta(minutes=1)
    )
    assert "No worker has taken" in desk.get(address("detail", register)).content.decode()


def test_the_cells_to_mend_are_taken_as_a_sheet(desk, brought):
    register = brought(line(1, Date="=1+1"))
    table = read_table(desk.get(address("faults", register)).content)
    [(_place, (number, column, typed, sentence))] = table.lines
    assert (number, column, typed) == ("2", "When", "=1+1")
    assert "=1+1" in sentence
    session = desk.session
    session[PROVED_AT] = 0
    session.save()
    assert desk.get(address("faults", register)).status_code == 401


def test_the_template_is_read_without_asking(desk):
    content = desk.get(reverse("interop:register_template")).content
    with pytest.raises(ValidationError, match="Below its headings"):
        read_table(content)
    content = desk.get(reverse("interop:register_template") + "?format=csv").content
    headings = read_table(content + b"R1,married\r\n").headings
    found = guessed(headings, labels=labels())
    assert list(found.values()) == list(labels())


def test_another_manager_sees_counts_and_not_one_name(client, brought):
    register = brought(line(1, Date="x"))
    other = accounts.staff("manager", "second")
    client.force_login(other)
    page = client.get(address("detail", register)).content.decode()
    assert "Not yours to read" in page
    assert "Asha" not in page
    assert "Meera" not in page
    for name in ("columns", "faults"):
        assert client.get(address(name, register)).status_code in {401, 404}
    for name in ("answer", "import", "drop", "reread"):
        assert client.post(address(name, register)).status_code == 404


def test_a_register_is_put_aside_and_answers_are_taken_back(desk, brought):
    register = brought(line(1, Date="x"))
    desk.post(address("answer", register), {"out-3-ended": "on", "cell-2-ended": "2018"})
    register = worked(register)
    desk.post(address("reread", register))
    assert len(worked(register).content.kept("found")["faults"]) == 1
    desk.post(address("drop", register))
    assert RegisterImport.objects.get().state == "dropped"
