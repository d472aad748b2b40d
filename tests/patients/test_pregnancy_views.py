"""The doors to a history: each does it, refuses a role, a stranger, and bad input."""

import re
import uuid

import pytest

from foundation.records.models import Look
from patients.models import Pregnancy
from tests.factories import patients

TOLD = {"outcome": "miscarriage", "ended": "Mar 2019", "gestation": "8+3"}
SWAP = {"HX-Request": "true", "HX-Target": "pregnancies"}


@pytest.fixture
def url(couple):
    return f"/couples/{couple.number}/pregnancies/"


@pytest.fixture
def hers(couple, clinician):
    return patients.pregnancy(by=clinician, couple=couple)


@pytest.fixture
def client(client, clinician):
    client.force_login(clinician)
    return client


def part(page: str) -> str:
    """The section itself, without the keys that are new on every page."""
    section = re.search(r'<section class="card" id="pregnancies">.*</section>', page, re.S)
    keys = r'name="(?:submission_key|csrfmiddlewaretoken)" value="[^"]*"'
    return re.sub(keys, "", section[0])


def test_pregnancy_list_shows_her_history_and_its_class(client, url, hers, founding):
    page = client.get(url).content.decode()
    assert "Miscarriage" in page
    assert "Not recurrent pregnancy loss: 1 loss in a row." in page
    assert "Under the other definitions" in page


def test_pregnancy_list_of_a_clinic_that_has_not_chosen(client, url, hers, definitions):
    page = client.get(url).content.decode()
    assert "No definition chosen yet." in page
    assert "G T P A L" not in page


def test_pregnancy_list_is_on_the_record(client, url, couple):
    client.get(url)
    look = Look.objects.get()
    assert (look.action, look.subject_id) == ("pregnancies.seen", str(couple.pk))


def test_pregnancy_list_asks_as_often_for_many_as_for_one(
    client, url, couple, clinician, founding, django_assert_max_num_queries
):
    for count in (1, 29):
        for _ in range(count):
            patients.pregnancy(by=clinician, couple=couple)
        client.get(url)  # keeps the answer, which is new
        with django_assert_max_num_queries(9):
            assert client.get(url).status_code == 200


@pytest.mark.parametrize("role", ["receptionist", "laboratory", "manager"])
@pytest.mark.parametrize("door", ["", "record/", "{pk}/change/", "{pk}/void/"])
def test_a_history_is_closed_to_who_does_not_care_for_her(
    role, door, client, request, url, hers
):
    client.force_login(request.getfixturevalue(role))
    address = url + door.format(pk=hers.pk)
    assert client.post(address, TOLD).status_code in {403, 405}
    assert client.get(address).status_code in {403, 405}
    assert Pregnancy.objects.get() == hers


@pytest.mark.parametrize("door", ["change", "void"])
def test_another_couples_pregnancy_is_not_found(door, client, couple, other_couple, hers):
    address = f"/couples/{other_couple.number}/pregnancies/{hers.pk}/{door}/"
    assert client.get(address).status_code == 404
    answer = client.post(address, TOLD | {"version": 1, "reason": "Not hers"})
    assert answer.status_code == 404
    assert Pregnancy.objects.get().version == 1


@pytest.mark.parametrize("door", ["", "record/", "1/change/", "1/void/"])
def test_a_couple_that_is_not_on_file_is_not_found(door, client, couple):
    address = f"/couples/C9/pregnancies/{door}"
    assert client.post(address, TOLD).status_code in {404, 405}
    assert client.get(address).status_code in {404, 405}


def test_pregnancy_record_adds_and_answers_with_the_same_part(client, url, couple):
    response = client.post(url + "record/", TOLD, headers=SWAP, follow=True)
    row = couple.woman.pregnancies.get()
    assert (row.outcome, row.ended.text(), row.ga_days) == ("miscarriage", "Mar 2019", 59)
    swapped = response.content.decode()
    assert swapped.lstrip().startswith('<section class="card" id="pregnancies">')
    assert part(swapped) == part(client.get(url + "?add=1").content.decode())


def test_pregnancy_record_takes_the_rest_as_it_is_usual(client, url, couple):
    client.post(url + "record/", TOLD)
    row = couple.woman.pregnancies.get()
    assert (row.father, row.genetic_father) == ("partner", couple.man)
    assert (row.seen, row.egg, row.carried_by, row.fetuses) == (
        "unknown",
        "own",
        "self",
        1,
    )
    assert (row.conception, row.certainty) == ("unknown", "reported")


def test_pregnancy_record_twice_is_one_pregnancy(client, url, couple):
    once = TOLD | {"submission_key": str(uuid.uuid4())}
    answers = [client.post(url + "record/", once, headers=SWAP) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert couple.woman.pregnancies.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"outcome": ""}, "Please choose."),
        ({"gestation": "50 weeks"}, "50 weeks: no pregnancy is longer than 44+2 weeks."),
        ({"gestation": "8.3 w"}, "8.3 w: write weeks and days, for example 8+3."),
        ({"ended": "31 Feb 2019"}, "There is no 31 February 2019."),
        ({"ended": "2099"}, "The end date, 2099, lies in the future."),
        ({"outcome": "biochemical_loss"}, "needs the date of a positive hCG test"),
        ({"outcome": "molar_partial"}, "A molar pregnancy needs histology or genetics."),
        ({"outcome": "live_birth", "gestation": "21+6"}, "is very unusual."),
    ],
    ids=lambda case: " ".join(case.values()) if isinstance(case, dict) else "",
)
def test_pregnancy_record_refuses_in_words_and_loses_nothing(
    wrong, sentence, client, url, couple
):
    typed = TOLD | {"note": "Kept while refused"} | wrong
    response = client.post(url + "record/", typed, headers=SWAP)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Kept while refused" in page
    assert not couple.woman.pregnancies.exists()


def test_pregnancy_record_believes_what_was_confirmed(client, url, couple):
    early = TOLD | {"outcome": "live_birth", "gestation": "21+6", "confirmed": "on"}
    assert client.post(url + "record/", early).status_code == 302
    assert couple.woman.pregnancies.get().outcome == "live_birth"


def test_pregnancy_record_before_another(client, url, couple, hers):
    client.post(url + "record/", TOLD | {"came_before": "1"})
    assert couple.woman.pregnancies.get(seq=2) == hers


def test_pregnancy_record_escapes_what_was_typed(client, url):
    attack = "<script>alert(1)</script>"
    client.post(url + "record/", TOLD | {"note": attack, "explained": attack})
    page = client.get(url).content.decode()
    assert attack not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_pregnancy_change_shows_what_is_on_file(client, url, couple, hers):
    Pregnancy.objects.update(ga_days=49, ga_days_latest=56, histology="Villi")
    form = client.get(f"{url}{hers.pk}/change/").context["form"]
    assert 'value="7+0 to 8+0"' in str(form["gestation"])
    assert 'value="Villi"' in str(form["histology"])


def test_pregnancy_change_saves(client, url, hers):
    answer = client.post(f"{url}{hers.pk}/change/", TOLD | {"version": 1}, headers=SWAP)
    hers.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, url)
    assert (hers.ga_days, hers.version) == (59, 2)


def test_pregnancy_change_refuses_in_words(client, url, hers):
    wrong = TOLD | {"version": 1, "ended": "2099"}
    response = client.post(f"{url}{hers.pk}/change/", wrong, headers=SWAP)
    assert response.status_code == 422
    assert "The end date, 2099, lies in the future." in response.content.decode()


def answers_of(page) -> dict[str, str]:
    """What the form on the page would send as it stands."""
    form = page.context["form"]
    fields = {name: form[name].value() for name in form.fields}
    fields = {n: v for n, v in fields.items() if v not in (None, "", False)}
    return {n: form.fields[n].prepare_value(v) for n, v in fields.items()}


def questions(page) -> list[tuple]:
    return [
        (met.label, met.before, met.theirs, met.mine, met.is_taken_over)
        for met in page.context["form"].meeting.questions
    ]


@pytest.fixture
def late(client, url, hers, colleague):
    """What a colleague's save makes of a form that was opened before it."""
    at = f"{url}{hers.pk}/change/"
    mine, theirs = (answers_of(client.get(at)) for _ in range(2))
    client.force_login(colleague)
    theirs |= {"note": "Hers", "gestation": "8+4", "histology": "Villi"}
    assert client.post(at, theirs).status_code == 302
    client.force_login(hers.written_by)
    mine |= {"note": "Mine", "gestation": "9+0", "genetics": "46,XX"}
    return client.post(at, mine, headers=SWAP)


def test_pregnancy_change_sets_both_versions_side_by_side(late, colleague):
    assert late.status_code == 422
    assert questions(late) == [
        ("Gestation", "Not recorded", "8+4", "9+0", False),
        ("Note", "Not recorded", "Hers", "Mine", False),
        ("Histology", "Not recorded", "Villi", "Not recorded", True),
        ("Tissue genetics", "Not recorded", "Not recorded", "46,XX", False),
    ]
    assert f"{colleague} saved this while you had it open." in late.content.decode()
    assert Pregnancy.objects.get().version == 2


def test_saving_after_that_keeps_what_was_chosen_of_both(client, url, hers, late):
    chosen = answers_of(late) | {"take-note": "theirs"}

    again = client.post(f"{url}{hers.pk}/change/", chosen)

    kept = Pregnancy.objects.get()
    assert (again.status_code, kept.version) == (302, 3)
    assert (kept.ga_days, kept.note, kept.histology, kept.genetics) == (
        63, "Hers", "Villi", "46,XX",
    )  # fmt: skip


def test_what_a_colleague_struck_out_is_not_changed_and_what_was_typed_stays(
    client, url, hers
):
    typed = answers_of(client.get(f"{url}{hers.pk}/change/")) | {"note": "Mine"}
    client.post(f"{url}{hers.pk}/void/", {"reason": "Twice", "version": 1})

    late = client.post(f"{url}{hers.pk}/change/", typed, headers=SWAP)
    again = client.post(f"{url}{hers.pk}/change/", answers_of(late))

    assert (late.status_code, again.status_code) == (422, 422)
    assert late.context["form"]["note"].value() == "Mine"
    assert "This record is struck out" in again.content.decode()
    assert Pregnancy.objects.get().note == ""


def test_a_pregnancy_that_changed_meanwhile_is_looked_at_before_it_is_struck_out(
    client, url, hers
):
    client.post(f"{url}{hers.pk}/change/", TOLD | {"version": 1, "gestation": "9+0"})

    late = client.post(
        f"{url}{hers.pk}/void/", {"reason": "Twice", "version": 1}, headers=SWAP
    )

    rest = late.context["form"].meeting.rest
    said = [(c.label, c.then, c.now) for c in rest]
    assert ("Gestation", "Not recorded", "9+0") in said
    assert 'value="Twice"' in late.content.decode()
    assert Pregnancy.objects.get().voided_at is None


def test_pregnancy_void_strikes_out(client, url, couple, hers):
    page = client.get(f"{url}{hers.pk}/void/").content.decode()
    assert "Strike out pregnancy 1" in page
    answer = client.post(
        f"{url}{hers.pk}/void/", {"reason": "Entered twice", "version": 1}, headers=SWAP
    )
    hers.refresh_from_db()
    assert (answer.status_code, hers.void_reason) == (302, "Entered twice")
    assert client.get(f"{url}{hers.pk}/change/").status_code == 404


def test_pregnancy_void_needs_a_reason(client, url, hers):
    response = client.post(f"{url}{hers.pk}/void/", {"reason": " "}, headers=SWAP)
    assert response.status_code == 422
    assert "Please fill this in." in response.content.decode()
    assert Pregnancy.objects.get().voided_at is None


def test_a_nurse_may_tell_and_read_a_history(client, nurse, url, couple):
    client.force_login(nurse)
    assert client.post(url + "record/", TOLD).status_code == 302
    assert client.get(url).status_code == 200
