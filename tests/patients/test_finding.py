"""How the desk finds a couple: by names in any script, telephone, birth or number."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patients.models import Couple, NameKey, NameWord, Person, PhoneNumber
from patients.selectors import MOST_FOUND, couples_found
from tests.factories import patients
from tests.patients.test_merging import merged


def found(sought):
    return couples_found(Couple.objects.all(), sought=sought)


def named(by, woman, man="Kiran Example", *, hers="", his=""):
    """A couple with names in Latin letters and in their own script."""
    couple = patients.couple(by=by, woman=woman, man=man)
    for person, native in zip(couple.people, (hers, his), strict=True):
        person.native_name = native
        person.save()
    return couple


@pytest.fixture
def patil(clinician):
    return named(
        clinician, "Priya Ramesh Patil", "Amit Patil", hers="प्रिया पाटील", his="अमित पाटील"
    )


@pytest.fixture
def melnyk(clinician):
    return named(clinician, "Olena Melnyk", "Taras Melnyk", hers="Олена Мельник")


@pytest.fixture
def aliyev(clinician):
    return named(clinician, "Nargiz Aliyeva", "Elchin Aliyev", hers="Nərgiz Əliyeva")


@pytest.mark.parametrize(
    "sought",
    [
        pytest.param("priya", id="first name"),
        pytest.param("PATIL", id="family name"),
        pytest.param("rame", id="beginning of a middle name"),
        pytest.param("Patil Priya", id="family name first"),
        pytest.param("priya pat", id="first and last name, and the middle one left out"),
        pytest.param("amit ramesh", id="one word of each of the two"),
        pytest.param("ati", id="any part of a name"),
        pytest.param("riy mit", id="parts of both names"),
        pytest.param("पाटील", id="own script"),
        pytest.param("प्रि", id="beginning in her own script"),
        pytest.param("Pateel", id="as it sounds"),
        pytest.param("Пател", id="almost as it sounds, in another script"),
        pytest.param("Prita Patil", id="a wrong letter"),
        pytest.param("Pirya", id="two letters exchanged"),
        pytest.param("ptil", id="a letter too few"),
        pytest.param("Patiil Amitt", id="letters too many in both"),
    ],
)
def test_a_couple_is_found_by_name(sought, patil, melnyk, aliyev):
    assert found(sought) == [patil]


@pytest.mark.parametrize(
    "sought", ["Мельник", "melnik", "Melnyk Taras", "мельник тарас", "Olena Мель", "mel"]
)
def test_a_couple_is_found_in_cyrillic_and_transliterated(sought, patil, melnyk, aliyev):
    assert found(sought) == [melnyk]


@pytest.mark.parametrize("sought", ["nergiz", "NƏRGİZ", "Алиев", "eliyeva", "aliev"])
def test_a_couple_is_found_without_accents_or_with_them(sought, patil, melnyk, aliyev):
    assert found(sought) == [aliyev]


def test_every_word_must_be_found(patil, melnyk):
    assert found("priya olena") == []


@pytest.mark.parametrize(
    "sought", ["", "   ", "99", "Nobody", "%", "_", "'", "\\", "=", "?"]
)
def test_nobody_is_found(sought, couple):
    assert found(sought) == []


@pytest.mark.parametrize("sought", ["a_i", "a%i", "at\\", "a'ti"])
def test_signs_of_a_pattern_are_only_signs(sought, melnyk):
    assert found(sought) == []


def test_who_begins_so_comes_before_who_contains_it(clinician):
    containing = patients.couple(by=clinician, woman="Tanasha Example")
    first = patients.couple(by=clinician, woman="Asha Sample", man="Kiran Example")
    second = patients.couple(by=clinician, woman="Ashani Sample", man="Kiran Example")

    assert found("asha") == [first, second, containing]


def test_whose_names_begin_so_come_before_who_has_the_words_within(clinician):
    within = patients.couple(by=clinician, woman="Aaasha Sample", man="Akiran Example")
    begins = patients.couple(by=clinician, woman="Asha Sample", man="Kiran Example")

    assert found("kiran asha") == [begins, within]


def test_words_that_look_alike_are_shown_only_while_hardly_anybody_is_found(clinician):
    alike = patients.couple(by=clinician, woman="Anshali Sample", man="Kiran Example")
    four = [
        patients.couple(by=clinician, woman=f"Anjali {name}", man="Kiran Example")
        for name in ("Bhosale", "Chavan", "Deshmukh", "Gupta")
    ]
    assert found("anjali") == [*four, alike]

    fifth = patients.couple(by=clinician, woman="Anjali Jadhav", man="Kiran Example")
    assert found("anjali") == [*four, fifth]


@pytest.mark.parametrize(
    "sought", ["Sample-Refused", "Samples Example-Input", "rohanasha", "ashra kohtan"]
)
def test_what_only_shares_a_part_is_not_alike(sought, couple):
    assert found(sought) == []


@pytest.mark.parametrize(
    "sought", ["asah", "ash", "sampel", "smaple", "rohna", "roham", "Ашаа"]
)
def test_an_error_or_two_is_alike(sought, couple):
    assert found(sought) == [couple]


def test_words_that_thousands_bear_are_found_together(couple, other_couple, clinician):
    """Of each word more keys come before those of the couple than are met in one pass."""
    third = patients.couple(by=clinician, woman="Mira Third", man="Omar Third")
    for word, bearer in (("asha", other_couple), ("rohan", third)):
        borne_by_thousands(word, bearer)
    assert found("rohan asha") == [couple]


def test_a_former_name_that_thousands_bear_is_found_together_with_another(
    couple, other_couple, clinician
):
    double = patients.couple(by=clinician, woman="Quilla Former", man="Bruno Third")
    merged(couple.woman, double.woman, by=clinician)
    third = patients.couple(by=clinician, woman="Mira Third", man="Omar Third")
    borne_by_thousands("quilla", other_couple)
    borne_by_thousands("rohan", third, until=3900)  # the rarer leads
    for sought in ("rohan quilla", "quilla rohan"):
        assert couple in found(sought), sought


def borne_by_thousands(word: str, bearer, *, until: int = 4000) -> None:
    NameKey.objects.bulk_create(
        NameKey(couple=bearer, person=bearer.woman, place=place, key=f"{word} {place}")
        for place in range(1000, until)
    )


def test_a_name_that_was_changed_is_found_as_it_is_now(couple, clinician):
    couple.woman.name = "Zoya Mirza Khan Bano"
    couple.woman.save()
    assert (found("asha"), found("khan")) == ([], [couple])

    couple.woman.name = "Zoya"
    couple.woman.save()
    assert (found("khan"), found("zoya")) == ([], [couple])


def test_another_partner_is_found_instead_of_the_one_before(couple, other_couple):
    other = other_couple.man
    Couple.objects.filter(pk=couple.pk).update(man=other)

    assert found("rohan") == []
    assert set(found("kiran")) == {couple, other_couple}


def test_rows_written_at_once_are_found_too(clinician):
    women = [patients.person(by=clinician, number=f"X{n}F", name=f"Zoya {n}", sex="F")
             for n in "ab"]  # fmt: skip
    men = [
        patients.person(by=clinician, number=f"X{n}M", name="Omar", sex="M") for n in "ab"
    ]
    Couple.objects.bulk_create(
        Couple(written_by=clinician, number=f"X{n}", woman=women[n], man=men[n])
        for n in (0, 1)
    )
    assert [couple.number for couple in found("zoya")] == ["X0", "X1"]


def test_each_name_has_one_key_in_each_place(patil):
    keys = NameKey.objects.filter(couple=patil, person=patil.man).order_by("place")
    assert [key.key for key in keys] == [
        *("=amit =patil", "=patil =amit"),
        *("amit patil", "patil amit", "अमित पाटील", "पाटील अमित"),
    ]
    names = [constraint.name for constraint in NameKey._meta.constraints]
    assert names == ["patients_namekey_one_in_each_place"]


def test_a_word_is_known_once(couple, other_couple):
    assert NameWord.objects.filter(word="sample").count() == 1


def test_names_on_file_before_get_their_keys_and_no_version_of_the_row(couple):
    Person.objects.update(search_name="asha sample")
    NameKey.objects.update(key="")
    NameWord.objects.update(word="")
    kept = couple.woman.events.count()

    migration = "patients.migrations.0006_every_name_on_file_gets_its_keys"
    import_module(migration).key_names(apps, connection.schema_editor())

    for sought in ("Sample Rohan", "roham", "Ашa"):
        assert found(sought) == [couple]
    assert couple.woman.events.count() == kept


def test_a_couple_is_found_by_number_of_both_or_of_one(couple, other_couple):
    written = couple.number.replace("C", "C ")
    for sought in (couple.number, couple.number.lower(), couple.woman.number, written):
        assert found(sought) == [couple]


@pytest.mark.parametrize(
    "written", ["+91 {}", "91{}", "0{}", "{}", "0091-{}", "+91 (0){}", "Sample {}"]
)
def test_a_couple_is_found_by_telephone_however_it_is_written(
    written, couple, other_couple
):
    national = couple.woman.phones.get().digits.removeprefix("91")
    assert found(written.format(national)) == [couple]


def test_a_couple_is_found_by_an_end_or_a_beginning_of_a_telephone(couple, other_couple):
    PhoneNumber.objects.filter(person=couple.man).update(digits="919876543210")
    for sought in ("3210", "76543210", "9876 5", "91 9876"):
        assert found(sought) == [couple]
    assert found("8765") == []


def test_voided_telephones_find_nobody(couple, clinician):
    digits = couple.woman.phones.get().digits
    PhoneNumber.objects.filter(digits=digits).update(
        voided_at="2026-01-01T00:00Z", void_reason="Wrong number"
    )
    assert found(digits) == []


@pytest.mark.parametrize(
    ("precision", "sought", "is_found"),
    [
        pytest.param("day", "1.4.1992", True, id="the day"),
        pytest.param("day", "1 Apr 1992", True, id="in words"),
        pytest.param("day", "01041992", True, id="in figures alone"),
        pytest.param("day", "Apr 1992", True, id="the month"),
        pytest.param("day", "Sample 1992", True, id="the year with the name"),
        pytest.param("day", "Example 1992", False, id="the year with another name"),
        pytest.param("day", "4.1.1992", False, id="day and month exchanged"),
        pytest.param("month", "1.4.1992", False, id="only the month is known"),
        pytest.param("month", "4/1992", True, id="the month that is known"),
        pytest.param("year", "Asha 1992", True, id="the year that is known"),
        pytest.param("year", "Jan 1992", False, id="only the year is known"),
    ],
)
def test_a_couple_is_found_by_a_date_of_birth(precision, sought, is_found, couple):
    on = "1992-01-01" if precision == "year" else "1992-04-01"
    for person, born_on in zip(couple.people, (on, "1980-02-02"), strict=True):
        person.born_on, person.born_precision = born_on, precision
        person.save()
    assert found(sought) == ([couple] if is_found else [])


@pytest.mark.parametrize("sought", ["प्रि 1992", "pat 12.4.1992", "Патил 12 Apr 1992"])
def test_a_name_beside_a_date_may_be_in_any_script(sought, patil, melnyk):
    assert found(sought) == [patil]


@pytest.mark.parametrize(
    ("sought", "asked"), [("asha", 2), ("nobody", 1), ("9198200", 2), ("12 Apr 1992", 2)]
)
def test_a_search_asks_as_often_for_many_as_for_one(
    sought, asked, clinician, django_assert_num_queries
):
    for number in range(MOST_FOUND + 5):
        patients.couple(by=clinician, woman=f"Asha Sample {number}")
    with django_assert_num_queries(asked):
        assert len(found(sought)) in (0, MOST_FOUND)


@pytest.mark.parametrize("sought", ["asha", "9198200", "12 Apr 1992", "Asha 1992"])
def test_no_search_reads_a_whole_table(sought, couple):
    """Where reading all rows is forbidden to the planner, no plan of ours needs it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as asked:
        assert found(sought) == [couple]
    plans = "".join(plan_of(query["sql"]) for query in asked.captured_queries)

    assert "Seq Scan on patients_" not in plans


def plan_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")  # noqa: S608 - the selector's own question
        return "".join(row[0] for row in cursor.fetchall())
