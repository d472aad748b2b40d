"""Lines become couples and pregnancies as the clinic's own forms read them."""

import pytest
from django.core.exceptions import ValidationError

from interop.choices import State
from interop.models import RegisterContent
from interop.services import answer_register, bring_register, choose_columns, drop_register
from interop.services.checking import ANOTHER, SKIP, Work
from tests.factories import patients
from tests.interop.conftest import worked
from tests.interop.registers import HEADINGS, as_csv, line

pytestmark = pytest.mark.django_db


def found(register) -> dict:
    return RegisterContent.objects.get(pk=register.pk).kept("found")


def faults(register) -> list[tuple[int, str, str]]:
    return [(f["line"], f["column"], f["sentence"]) for f in found(register)["faults"]]


def counts(register) -> tuple[int, int, int, bool]:
    told = found(register)
    return told["couples"], told["pregnancies"], told["skipped"], told["is_clear"]


def answered(register, by, *, words=None, **work):
    answer_register(register=register, work=Work(**work), words=words or {}, by=by)
    return worked(register)


def test_columns_are_guessed_from_their_headings(manager):
    register = bring_register(table=as_csv(line(1)), by=manager)
    assert list(register.mapping["columns"].values()) == [
        "register", "woman_name", "man_name", "woman_born", "woman_phone", "outcome",
        "ended", "gestation",
    ]  # fmt: skip
    assert (register.state, register.lines) == (State.BROUGHT, 1)


def test_a_couple_with_two_pregnancies_is_read(brought):
    below = {"Outcome": "live birth", "Date": "about 2021", "GA": "39+0"}
    register = brought(line(1), below, line(2, Outcome="", Date="", GA=""))
    assert (register.state, counts(register)) == (State.CHECKED, (2, 2, 0, True))
    first, second = found(register)["sample"]
    assert first["pregnancies"] == ["Mar 2019: Miscarriage", "about 2021: Live birth"]
    assert first["people"][0]["born"] == "2 Feb 1981"
    assert second["pregnancies"] == []


def test_lines_of_one_couple_belong_together_wherever_they_stand(brought):
    register = brought(line(1), line(2), line(1, Date="2016", GA=""))
    assert counts(register) == (2, 3, 0, True)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"Wife DOB": "31/2/1990"}, ("woman_born", "There is no 31 February 1990.")),
        ({"Wife phone": "12"}, ("woman_phone", "This is not a telephone number.")),
        ({"Husband": ""}, ("man_name", "Please fill this in.")),
        ({"Date": "sometime"}, ("ended", "sometime")),
        ({"GA": "8+9"}, ("gestation", "8+9")),
        ({"GA": "60 w"}, ("gestation", "60")),
        ({"Outcome": "SA"}, ("outcome", "“SA” is none of the words read here: Ongoing,")),
        ({"Outcome": ""}, ("outcome", "Please choose.")),
        ({"Outcome": "Biochemical loss"}, ("hcg_positive", "A loss that was never seen")),
        ({"Outcome": "Ongoing"}, ("ended", "An ongoing pregnancy cannot have an end")),
    ],
)
def test_what_cannot_be_is_said_beside_its_cell(brought, said, fault):
    register = brought(line(1), line(2, **said))
    [(number, column, sentence)] = faults(register)
    assert (number, column) == (3, fault[0])
    assert fault[1] in sentence
    assert counts(register)[3] is False


def test_pregnancies_that_overlap_are_said(brought):
    register = brought(line(1, Date="12 Mar 2019"), line(1, Date="20 Apr 2019"))
    [(number, column, sentence)] = faults(register)
    assert (number, column) == (3, "ended")
    assert sentence.startswith("It overlaps pregnancy 1, which ended 12 Mar 2019")


def test_two_lines_that_contradict_each_other_ask_which_is_right(brought):
    register = brought(line(1), line(1, **{"Wife DOB": "3/3/1999", "Date": "2021"}))
    sentence = "Line 2 says “2/2/1981” of the same couple. Which is right?"
    assert faults(register) == [(3, "woman_born", sentence)]


def test_a_line_that_names_nobody_is_said(brought):
    nobody = {"Outcome": "Miscarriage"}
    register = brought(nobody, line(1))
    [(number, column, sentence)] = faults(register)
    assert (number, column) == (2, "woman_name")
    assert sentence == "No couple is named here or in the lines above."


def test_what_is_unusual_asks_and_a_yes_is_kept(brought, manager):
    register = brought(line(1, Outcome="Live birth", GA="14+0"))
    [ask] = found(register)["asks"]
    assert (ask["line"], counts(register)[3]) == (2, False)
    assert counts(answered(register, manager, confirmed=[2]))[3] is True


def test_a_word_is_said_once_and_read_in_every_line_and_in_the_next_file(brought, manager):
    register = brought(line(1, Outcome="SA"), line(2, Outcome="sa"))
    assert len(faults(register)) == 2
    register = answered(register, manager, words={"outcome": {"sa": "miscarriage"}})
    assert counts(register) == (2, 2, 0, True)
    assert counts(brought(line(3, Outcome="SA"))) == (1, 1, 0, True)


def test_a_cell_is_mended_and_a_line_left_out(brought, manager):
    register = brought(line(1, Date="x"), line(2, GA="y"))
    register = answered(register, manager, mended={"2": {"ended": "2018"}}, skipped=[3])
    assert counts(register) == (1, 1, 1, True)


def test_a_couple_on_file_is_asked_about_and_the_answer_is_kept(brought, manager):
    there = patients.couple(by=manager, woman="Asha Sample", man="Rohan Sample")
    same = {"Wife": "Asha Sample", "Husband": "Rohan Sample", "Wife DOB": "12/4/1992"}
    register = brought(line(1, **same))
    alike = found(register)["alike"]
    assert {each["number"] for each in alike} == {there.number}
    assert alike[0]["reasons"][0] == "The name sounds the same: Asha Sample."
    assert counts(register)[3] is False
    assert counts(answered(register, manager, alike={"2": SKIP})) == (0, 0, 1, False)
    assert counts(answered(register, manager, alike={"2": ANOTHER})) == (1, 1, 0, True)
    register = answered(register, manager, alike={"2": f"same:{there.number}"})
    assert (counts(register), found(register)["attached"]) == ((0, 1, 0, True), 1)


def test_a_couple_that_is_in_the_file_twice_is_asked_about(brought, manager):
    twice = line(1) | {"File No": "R9", "Date": "2016", "GA": ""}
    register = brought(line(1), twice)
    [her, *_] = found(register)["alike"]
    assert (her["line"], her["number"]) == (3, "line 2")
    register = answered(register, manager, alike={"3": "same:line 2"})
    assert counts(register) == (1, 2, 0, True)


def test_what_a_manager_may_not_read_is_not_told(brought, manager, clinician):
    there = patients.couple(by=clinician, woman="Asha Sample", man="Rohan Sample")
    patients.pregnancy(
        by=clinician, couple=there, ended_on="2019-03-05", ended_precision="day", ga_days=60
    )
    same = {"Wife": "Asha Sample", "Husband": "Rohan Sample", "Date": "12 Mar 2019"}
    register = brought(line(1, **same))
    register = answered(register, manager, alike={"2": f"same:{there.number}"})
    [(_line, _column, sentence)] = faults(register)
    assert sentence == (
        "It contradicts a pregnancy on their file, which somebody who reads histories "
        "has to compare."
    )


def test_the_very_file_is_noticed_and_may_be_brought_again(manager):
    table = as_csv(line(1))
    first = bring_register(table=table, by=manager)
    with pytest.raises(ValidationError, match="This very file was brought on"):
        bring_register(table=table, by=manager)
    assert bring_register(table=table, by=manager, again=True).pk != first.pk


def test_a_file_that_was_put_aside_may_be_brought_as_if_new(manager):
    table = as_csv(line(1))
    drop_register(register=bring_register(table=table, by=manager), by=manager)
    assert bring_register(table=table, by=manager).state == State.BROUGHT


def test_the_choice_of_columns_is_remembered_for_the_same_headings(brought, manager):
    headings = (*HEADINGS[:5], "What became of it", "Date", "GA")
    register = bring_register(table=as_csv(line(1), headings=headings), by=manager)
    assert "outcome" not in register.mapping["columns"].values()
    mapping = {"columns": register.mapping["columns"] | {"5": "outcome"}, "words": {}}
    choose_columns(register=register, mapping=mapping, by=manager)
    again = bring_register(table=as_csv(line(2), headings=headings), by=manager)
    assert again.mapping == mapping


def test_rows_and_answers_lie_sealed(brought, manager):
    register = brought(line(1, Date="x"))
    answered(register, manager, mended={"2": {"woman_name": "Renamed Sample"}})
    kept = RegisterContent.objects.get(pk=register.pk)
    for name in ("original", "rows", "work", "found"):
        assert bytes(getattr(kept, name)) != b""
        assert b"Sample" not in bytes(getattr(kept, name))
    assert kept.unseal("original") == as_csv(line(1, Date="x"))
