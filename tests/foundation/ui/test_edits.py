"""A colleague was faster: both versions meet, and nothing that was typed is dropped."""

import json
from dataclasses import dataclass, field
from types import SimpleNamespace

import html5lib
import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template import Context, Template

from foundation.ui.edits import EditForm
from foundation.ui.fields import GestationField
from foundation.ui.forms import Line, accepted

ASKED = {"name": "Room", "days": 59, "kinds": ["a"], "open": True}


@dataclass
class Shelf:
    """A row on file, as the database has it and as it was read."""

    kept: dict
    version: int = 1
    was_read: bool = False
    changed: list = field(default_factory=list)

    def refresh_from_db(self) -> None:
        self.version = self.kept["version"]

    def saved_since(self, version):
        self.asked = version
        return SimpleNamespace(by=("Dr One", "Dr Two"), at=None, changed=self.changed)


class ShelfForm(EditForm):
    name = forms.CharField()
    days = GestationField(required=False)
    kinds = forms.MultipleChoiceField(
        choices=[("a", "Apples"), ("b", "Pears")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    open = forms.BooleanField(required=False)
    reason = forms.CharField(required=False)

    layout = Line("name", "days")

    def on_file(self):
        return {name: self.record.kept[name] for name in ASKED}


def shelf(version: int = 1, **kept) -> Shelf:
    return Shelf({**ASKED, **kept, "version": version}, version)


def opened(row: Shelf, **typed) -> QueryDict:
    """What the form sends as it stands, with what somebody typed over it."""
    form = ShelfForm(record=row)
    sent = QueryDict(mutable=True)
    for name in form.fields:
        value = form[name].value()
        shown = form.fields[name].prepare_value(value)
        if shown not in (None, False):
            sent.setlist(name, shown if isinstance(shown, list) else [shown])
    return changed(sent, **typed)


def changed(sent: QueryDict, **typed) -> QueryDict:
    sent = sent.copy()
    for name, value in typed.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return sent


def again(form: ShelfForm, **typed) -> QueryDict:
    """The same form sent once more as it stands after it was refused."""
    return changed(form.data, **typed)


def met(form: ShelfForm) -> dict:
    return {each.name: each for each in form.meeting.questions}


def save(row: Shelf):
    """The act: it keeps what was asked, if nobody was faster."""

    def act(**answers):
        if row.version != row.kept["version"]:
            raise ValidationError("A colleague was faster.", code="stale")
        row.kept |= {**answers, "version": row.version + 1}

    return act


def page(form: forms.Form):
    shown = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": form})
    )
    return html5lib.parseFragment(shown, namespaceHTMLElements=False)


def words(element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_an_untouched_row_is_saved_and_nothing_but_the_questions_reaches_the_act():
    row = shelf()
    form = ShelfForm(opened(row, name="Hall"), record=row)

    assert accepted(form, lambda **answers: sorted(answers))

    assert form.made == ["days", "kinds", "name", "open", "reason"]
    assert (form.meeting, row.was_read) == (None, True)


def test_the_form_carries_the_version_and_what_was_on_file_and_draws_neither_twice():
    inputs = [e.attrib for e in page(ShelfForm(record=shelf(7))).iter("input")]

    hidden = {a["name"]: a["value"] for a in inputs if a["type"] == "hidden"}
    assert hidden["version"] == "7"
    assert json.loads(hidden["before"])["before"] == {
        "name": ["Room"], "days": ["8+3"], "kinds": ["a"], "open": ["on"],
    }  # fmt: skip
    assert len([a for a in inputs if a["type"] == "hidden"]) == 2


def test_a_row_that_is_not_on_file_yet_has_no_version():
    form = ShelfForm({"name": "Hall"}, record=None)

    assert (form.is_valid(), "version" in form.fields) == (True, False)


def test_each_answer_of_three_versions_finds_its_place():
    sent = opened(shelf(), name="Mine", days="9+0", kinds=["a", "b"], reason="Because")
    row = shelf(2, name="Theirs", days=63, open=False)

    form = ShelfForm(sent, record=row)

    assert not accepted(form, lambda **_: pytest.fail("acted"))
    questions = met(form)
    assert list(questions) == ["name", "open", "kinds"]
    assert [
        (each.before, each.theirs, each.mine, each.is_taken_over, each.is_contested)
        for each in questions.values()
    ] == [
        ("Room", "Theirs", "Mine", False, True),
        ("Yes", "No", "Yes", True, False),
        ("Apples", "Apples", "Apples, Pears", False, False),
    ]
    assert [form[name].value() for name in ("name", "days", "kinds", "open")] == [
        "Mine", "9+0", ["a", "b"], False,
    ]  # fmt: skip
    assert (form["reason"].value(), row.asked) == ("Because", 1)


def test_saving_again_writes_against_the_new_version_and_keeps_mine():
    sent = opened(shelf(), name="Mine")
    row = shelf(2, name="Theirs", days=63)
    form = ShelfForm(sent, record=row)
    form.is_valid()

    assert accepted(ShelfForm(again(form), record=row), save(row))

    assert (row.kept["name"], row.kept["days"], row.kept["version"]) == ("Mine", 63, 3)


def test_what_is_chosen_of_the_colleague_is_saved():
    sent = opened(shelf(), name="Mine", kinds=["b"])
    row = shelf(2, name="Theirs", kinds=[])
    form = ShelfForm(sent, record=row)
    form.is_valid()
    chosen = {"take-name": "theirs", "take-kinds": "theirs"}

    assert accepted(ShelfForm(again(form, **chosen), record=row), save(row))

    assert (row.kept["name"], row.kept["kinds"]) == ("Theirs", [])


def test_a_third_answer_typed_after_the_choice_wins():
    sent = opened(shelf(), name="Mine")
    row = shelf(2, name="Theirs")
    form = ShelfForm(sent, record=row)
    form.is_valid()
    third = again(form, **{"take-name": "theirs", "name": "Neither"})

    assert accepted(ShelfForm(third, record=row), save(row))

    assert row.kept["name"] == "Neither"


def test_it_may_be_stale_again_and_still_nothing_is_dropped():
    sent = opened(shelf(), name="Mine")
    first = ShelfForm(sent, record=shelf(2, name="Theirs", days=63))
    first.is_valid()
    row = shelf(3, name="Third", days=70)

    second = ShelfForm(again(first), record=row)

    assert not second.is_valid()
    assert [(m.before, m.theirs, m.mine) for m in met(second).values()] == [
        ("Theirs", "Third", "Mine"),
        ("9+0", "10+0", "9+0"),
    ]
    assert second["days"].value() == "10+0"
    assert accepted(ShelfForm(again(second), record=row), save(row))


def test_a_colleague_who_is_faster_by_a_moment_is_met_too():
    """Read at the version on file, but overtaken before the row was held."""
    row = shelf()
    form = ShelfForm(opened(row, name="Mine"), record=row)
    row.kept |= {"name": "Theirs", "version": 2}

    assert not accepted(form, save(row))

    assert [(m.before, m.theirs, m.mine) for m in met(form).values()] == [
        ("Room", "Theirs", "Mine")
    ]
    assert (form["version"].value(), form["name"].value()) == ("2", "Mine")
    assert accepted(ShelfForm(again(form), record=row), save(row))


def test_a_form_that_does_not_say_what_was_read_is_stale():
    """Nothing is known of what it was; every difference is shown, and mine is kept."""
    row = shelf(3, days=None)
    form = ShelfForm({"name": "Mine", "kinds": ["a"], "open": "on"}, record=row)

    assert not form.is_valid()
    assert [(m.before, m.theirs, m.mine) for m in met(form).values()] == [
        ("Not known", "Room", "Mine")
    ]
    assert row.asked is None


@pytest.mark.parametrize("odd", ["", "x", "²", "9" * 40, "-1", "1-2"])
def test_a_version_nobody_can_read_is_stale(odd):
    row = shelf()
    form = ShelfForm(opened(row, version=odd), record=row)

    assert not form.is_valid()
    assert form.meeting is not None


@pytest.mark.parametrize(
    "odd",
    [
        *("", "x", "null", "[]", '"before"', '{"before":1}', '{"before":{"name":"x"}}'),
        *("[" * 100_000, '{"before":{"name":[{"a":1}],"gone":[]}}'),
        '{"before":{"name":["\\ud800"]},"typed":{"name":["\\ud800"],"gone":["x"]}}',
    ],
)
def test_whatever_is_sent_as_the_former_version_is_answered(odd):
    form = ShelfForm(opened(shelf(), before=odd, name="Mine"), record=shelf(2))

    assert not form.is_valid()
    assert form["name"].value() == "Mine"
    page(form)


def test_what_is_wrong_with_an_answer_is_said_beside_the_meeting():
    form = ShelfForm(opened(shelf(), days="soon"), record=shelf(2, name="Theirs"))

    assert not form.is_valid()
    assert set(form.errors) == {"__all__", "days"}
    assert "soon" in words(page(form))
    assert form["days"].value() == "soon"


def test_the_page_shows_both_versions_and_mine_is_chosen():
    row = shelf(2, name="Theirs", open=False)
    row.changed = [
        SimpleNamespace(name="floor", label="Floor", then="1", now="2"),
        SimpleNamespace(name="name", label="Name", then="Room", now="Theirs"),
    ]
    form = ShelfForm(opened(shelf(), name="Mine"), record=row)
    form.is_valid()

    shown = page(form)

    rows = [[words(cell) for cell in line] for line in shown.iter("tr")]
    assert rows[1:] == [
        [
            "Name Both changed it", "Room", "Name, take what is on file: Theirs",
            "Name, keep what you typed: Mine",
        ],
        ["Open", "Yes", "No Taken over", "Left as it was"],
        ["Floor", "1", "2", "Not asked here"],
    ]  # fmt: skip
    radios = [e.attrib for e in shown.iter("input") if e.attrib.get("type") == "radio"]
    assert [(r["name"], r["value"], "checked" in r) for r in radios] == [
        ("take-name", "theirs", False), ("take-name", "mine", True),
    ]  # fmt: skip
    assert "Dr One and Dr Two saved this while you had it open." in words(shown)
    assert "Please look at this again" not in words(shown)
