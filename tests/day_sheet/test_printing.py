"""The sheet is a PDF for its owner only, a look in every file on it, and gone when over."""

import stat
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from clinic.day_sheet import printing
from clinic.tasks import have_a_sheet
from foundation.accounts.models import User
from foundation.accounts.models.user import ITSELF
from foundation.accounts.services import enable, invite, the_clinic_itself
from foundation.records.models import Look
from foundation.safekeeping.choices import Kind, State
from foundation.safekeeping.models import Chore
from patients.models import Person
from reports.rendering import NotDrawable
from tests.reports.paper import fonts, pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.DAYSHEET_FOLDER = tmp_path / "sheets"
    return settings.DAYSHEET_FOLDER


@pytest.fixture
def not_drawn(monkeypatch):
    """Without the work of drawing."""
    monkeypatch.setattr(printing, "draw_day_sheet", lambda facts: b"%PDF-1.7 sheet")


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_sheet_is_a_list_and_one_page_for_each_couple(
    planned, other_couple, book, folder, tomorrow
):
    book(other_couple, hour=12)
    said = StringIO()
    call_command("daysheet", stdout=said)
    file = folder / f"day-{tomorrow:%Y-%m-%d}.pdf"
    assert said.getvalue().startswith(f"{file}: 2 visits, 2 couples, ")
    first, *couples = pages(file.read_bytes())
    assert f"{tomorrow:%A} {tomorrow.day} {tomorrow:%B %Y}" in first
    assert [planned.number in couples[0], other_couple.number in couples[1]] == [True, True]
    assert len(couples) == 2
    assert "Written by hand, to be entered later" in couples[0]
    assert "Planned for this day" in couples[0]


def test_names_in_their_own_script_print_with_the_letters_of_the_clinic(
    planned, folder, tomorrow
):
    Person.objects.filter(pk=planned.woman.pk).update(native_name="आशा नमूना", language="hi")
    pdf, _ = printing.print_day_sheet(on=tomorrow, by=the_clinic_itself())
    assert any("0928" in table for table in fonts(pdf).values())  # न of नमूना
    assert "[?]" not in " ".join(pages(pdf))


def test_a_day_without_visits_says_so_on_paper(house, tomorrow):
    pdf, _ = printing.print_day_sheet(on=tomorrow, by=the_clinic_itself())
    [only] = pages(pdf)
    assert "Nobody is booked on this day." in only


def test_only_its_owner_may_read_it(planned, folder, not_drawn, tomorrow):
    call_command("daysheet", stdout=StringIO())
    [file] = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_each_couple_on_it_finds_the_look_in_its_own_file(
    planned, other_couple, book, folder, not_drawn, tomorrow
):
    book(other_couple, hour=12)
    call_command("daysheet", stdout=StringIO())
    looks = Look.objects.filter(action="day_sheet.printed")
    assert set(looks.values_list("couple_id", flat=True)) == {planned.pk, other_couple.pk}
    assert {look.actor.username for look in looks} == {ITSELF}
    assert {look.details["on"] for look in looks} == {tomorrow.isoformat()}


def test_who_asks_for_it_is_who_looked(planned, folder, not_drawn, nurse):
    call_command("daysheet", by=nurse.username, stdout=StringIO())
    assert Look.objects.get(action="day_sheet.printed").actor == nurse


def test_the_account_of_the_clinic_itself_can_never_sign_in():
    account = the_clinic_itself()
    assert (account.is_active, account.has_usable_password()) == (False, False)
    assert the_clinic_itself() == account
    assert User.objects.filter(username=ITSELF).count() == 1


def test_no_manager_opens_the_account_of_the_clinic_itself_or_takes_its_name(manager):
    account = the_clinic_itself()
    with pytest.raises(ValidationError, match="This account is the clinic itself."):
        enable(staff=account, reason="to sign in", by=manager)
    User.objects.filter(pk=account.pk).update(username="another")
    with pytest.raises(ValidationError, match="Somebody has this username already."):
        invite(
            by=manager,
            username="Clinic.Itself",
            first_name="A",
            last_name="B",
            role="nurse",
        )


def test_what_cannot_be_drawn_is_no_look_and_is_on_record(
    planned, folder, monkeypatch, tomorrow
):
    def refuse(facts):
        raise NotDrawable("The library is missing.")

    monkeypatch.setattr(printing, "draw_day_sheet", refuse)
    with pytest.raises(CommandError, match="No sheet was printed. The library is missing."):
        call_command("daysheet")
    assert not Look.objects.filter(action="day_sheet.printed").exists()
    assert names(folder) == []
    chore = Chore.objects.get(kind=Kind.DAY_SHEET)
    assert (chore.state, chore.reason) == (State.FAILED, "The library is missing.")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"on": "tomorrow"}, "tomorrow is not a day: write it as 2026-12-31."),
        ({"on": "2026-02-30"}, "2026-02-30 is not a day"),
        ({"by": "nobody"}, "Nobody who works here signs in as nobody."),
    ],
)
def test_what_cannot_be_is_refused_in_words(db, folder, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("daysheet", **options)


def test_without_a_folder_a_file_must_be_named(db, settings):
    settings.DAYSHEET_FOLDER = None
    with pytest.raises(CommandError, match="--to FILE, or a folder in DAYSHEET_FOLDER"):
        call_command("daysheet")
    have_a_sheet()
    assert not Chore.objects.exists()


def clinic_time(hour: int, *, day: int = 10) -> datetime:
    return timezone.make_aware(datetime(2026, 3, day, hour))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("hour", "sheets"),
    [
        (9, ["day-2026-03-10.pdf"]),
        (17, ["day-2026-03-10.pdf"]),
        (18, ["day-2026-03-11.pdf"]),
    ],
    ids=["the machine was off", "before six", "from six on"],
)
def test_the_coming_day_lies_in_the_folder(
    house, folder, not_drawn, time_machine, hour, sheets
):
    time_machine.move_to(clinic_time(hour), tick=False)
    have_a_sheet()
    have_a_sheet()
    assert names(folder) == sheets
    assert Chore.objects.count() == 1


def test_days_that_are_over_are_removed_and_nothing_else(
    house, folder, not_drawn, time_machine
):
    time_machine.move_to(clinic_time(18), tick=False)
    folder.mkdir()
    for day in (8, 9, 10, 11):
        (folder / f"day-{date(2026, 3, day)}.pdf").touch()
    (folder / "letter.pdf").touch()
    have_a_sheet()
    assert names(folder) == ["day-2026-03-10.pdf", "day-2026-03-11.pdf", "letter.pdf"]


def test_what_failed_is_tried_again_after_half_an_hour(
    house, folder, monkeypatch, time_machine, caplog
):
    def refuse(facts):
        raise NotDrawable("The library is missing.")

    monkeypatch.setattr(printing, "draw_day_sheet", refuse)
    time_machine.move_to(clinic_time(18), tick=False)
    for _ in range(2):
        have_a_sheet()
    assert Chore.objects.count() == 1
    assert "There is no day sheet: The library is missing." in caplog.text
    time_machine.move_to(clinic_time(18) + timedelta(minutes=30), tick=False)
    have_a_sheet()
    assert Chore.objects.count() == 2


def test_the_beat_asks_for_it(settings):
    asked = settings.CELERY_BEAT_SCHEDULE["the coming day is on paper"]
    assert asked == {"task": have_a_sheet.name, "schedule": 300.0}
