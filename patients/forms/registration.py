"""What is asked when a couple comes for the first time."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from foundation.medicine.dates import ApproximateDate
from foundation.ui.fields import ApproximateDateField, PhoneField
from foundation.ui.forms import ClinicForm, Group, Line, house_helper
from patients.choices import Abo, Channel, Kinship, Language, Relation, Rhd, Sex
from patients.forms.folds import Fold
from patients.forms.likeness import COMPARED, Alike, Likeness, RuledOutField
from patients.models import Couple
from patients.models.person import UNBORN
from patients.models.searching import digits_only
from patients.rules.duplicates import PersonFacts
from patients.rules.typed import read_typed
from patients.selectors import OnFile, people_on_file
from patients.services import NewPerson

NOT_ASKED = "Not asked"
ANSWERS = [("yes", "Yes"), ("no", "No")]
NOT_KNOWN = ("", "Not known")
COMPARE = "Please compare with the file, and say of each whether it is another person."
# What of each person is compared with the file.
COMPARED_NAMES = ("name", "native_name", "born", "phone", "other_phone", "email")


@dataclass(frozen=True, slots=True)
class Place:
    """How one of the two is spoken of."""

    sex: Sex
    partner: str
    title: str
    subject: str
    possessive: str
    object: str
    born: str


PLACES = {
    "woman": Place(Sex.FEMALE, "man", "Woman", "she", "Her", "her", "She was born"),
    "man": Place(Sex.MALE, "woman", "Man", "he", "His", "him", "He was born"),
}


class BirthField(ApproximateDateField):
    """A date of birth as exactly as it is known; the future is refused."""

    hint = "12 Mar 1990, Mar 1990, 1990 or about 1990"

    def read(self, text: str) -> ApproximateDate | None:
        born = super().read(text)
        if born is not None and born.earliest > timezone.localdate():
            raise ValueError(UNBORN)
        return born


def person_fields(place: Place) -> dict[str, forms.Field]:
    """Ask who somebody is and how to reach them."""
    whose = place.possessive
    return {
        "name": forms.CharField(label=f"{whose} name in Latin letters", max_length=200),
        "native_name": forms.CharField(
            label=f"{whose} name in own script", max_length=200, required=False
        ),
        "born": BirthField(label=place.born, required=False),
        "language": forms.ChoiceField(
            label=f"{whose} language", choices=Language.choices, initial=Language.ENGLISH
        ),
        "phone": PhoneField(label=f"{whose} telephone", required=False),
        "other_phone": PhoneField(label=f"{whose} second telephone", required=False),
        "email": forms.EmailField(label=f"{whose} e-mail", max_length=254, required=False),
        "also_reads": forms.MultipleChoiceField(
            label=f"{whose} other languages for reading",
            choices=Language.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        "abo": forms.ChoiceField(
            label=f"{whose} ABO group", choices=[NOT_KNOWN, *Abo.choices], required=False
        ),
        "rhd": forms.ChoiceField(
            label=f"{whose} RhD", choices=[NOT_KNOWN, *Rhd.choices], required=False
        ),
    }


def told_fields(place: Place) -> dict[str, forms.Field]:
    """Ask where somebody lives, what he does, who sent him, whom to call for him."""
    whose = place.possessive

    def words(label: str, longest: int) -> forms.Field:
        return forms.CharField(label=label, max_length=longest, required=False)

    return {
        "address": words(f"{whose} address", 400),
        "other_address": words(f"{whose} second address", 400),
        "occupation": words(f"{whose} occupation", 120),
        "referred_by": words(f"{whose} referring doctor", 200),
        "emergency_name": words(f"In an emergency, call for {place.object}", 200),
        "emergency_relation": words(f"Who that is to {place.object}", 80),
        "emergency_phone": PhoneField(
            label=f"Telephone to call for {place.object}", required=False
        ),
    }


TOLD_LAYOUT = (
    ("address", "other_address"),
    ("occupation", "referred_by"),
    ("emergency_name", "emergency_relation", "emergency_phone"),
)


def contact_fields() -> dict[str, forms.Field]:
    """Ask for each channel: yes, no, or not asked yet."""
    return {
        f"may_{channel.value}": forms.ChoiceField(
            label=channel.label, choices=[("", NOT_ASKED), *ANSWERS], required=False
        )
        for channel in Channel
    }


def person_group(place: str) -> Div:
    """Lay out one person's questions."""
    words = PLACES[place]

    def named(*names: str) -> list[str]:
        return [f"{place}_{name}" for name in names]

    return Div(
        Group(
            words.title,
            *named("name", "native_name"),
            Line(*named("born", "language")),
            Line(*named("phone", "other_phone")),
            *named("email"),
        ),
        Likeness(place),
        Group(
            f"May we contact {words.object}?",
            Div(*named(*contact_fields()), css_class="contact-line"),
        ),
        Fold(
            "Address, work, emergency",
            *(Line(*named(*line)) for line in TOLD_LAYOUT),
        ),
        Fold(
            "Blood group and other languages",
            Line(*named("abo", "rhd")),
            *named("also_reads"),
        ),
        css_class="person-column",
    )


class CoupleForm(ClinicForm):
    """Two people, their relation and their answers, asked at once and saved at once.

    `on_file` are people on file who may be the woman or the man. Each is compared and
    said to be another before anything is saved.
    """

    made: Couple
    places: tuple[str, ...] = tuple(PLACES)

    relation = forms.ChoiceField(
        label="They are",
        choices=Relation.choices,
        initial=Relation.MARRIED,
        widget=forms.RadioSelect,
    )

    kinship = forms.ChoiceField(
        label="Related by blood",
        choices=[("", NOT_ASKED), *Kinship.choices],
        required=False,
    )

    layout = Layout(
        Div(*(person_group(place) for place in PLACES), css_class="cols"),
        "relation",
        "kinship",
    )

    def __init__(self, *args: Any, user, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.on_file: dict[str, list[OnFile]] = {place: [] for place in self.places}
        self.compared: dict[str, PersonFacts] = {}
        for place in self.places:
            for name in COMPARED_NAMES:
                self.fields[f"{place}_{name}"].widget.attrs.update(COMPARED)

    @cached_property
    def helper(self) -> FormHelper:
        """Leave the ticks to where people on file are shown."""
        helper = house_helper(self.layout)
        helper.render_unmentioned_fields = False
        return helper

    @classmethod
    def prefilled(cls, *, user, sought: str) -> "CoupleForm":
        """Begin with what the desk typed into the search, where it is one of these."""
        typed = read_typed(sought)
        told = {"name": typed.words, "born": typed.born, "phone": typed.digits}
        kinds = [f"woman_{name}" for name, part in told.items() if part]
        return cls(user=user, initial=dict.fromkeys(kinds[:1], sought))

    def clean(self) -> dict[str, Any]:
        """Compare with the file what can be read, also where something else is refused."""
        answers = super().clean() or {}
        self.compared = {place: _facts(answers, place) for place in self.places}
        self.on_file = self.sought()
        for place in self.places:
            if not all(one.is_ruled_out for one in self.alike(place)):
                self.add_error(f"{place}_another", COMPARE)
        if self.errors:
            return answers
        people = {place: self._person(answers, place) for place in self.places}
        together = {name: answers[name] for name in ("relation", "kinship")}
        return {**people, **together}

    def sought(self) -> dict[str, list[OnFile]]:
        """Find who on file either may be."""
        return people_on_file(Couple.objects.known_to(self.user), new=self.compared)

    def alike(self, place: str) -> list[Alike]:
        """Who on file may be the woman or the man, and whether that was ruled out."""
        ruled_out = self[f"{place}_another"].value() or []
        return [Alike(one, one.person.number in ruled_out) for one in self.on_file[place]]

    def likeness(self, place: str) -> dict[str, Any]:
        """What stands below the questions about one of the two."""
        return {
            "place": place,
            "title": f"Somebody like {PLACES[place].object} is on file",
            "alike": self.alike(place),
            "asks": f"{place}_another" in self.errors,
        }

    @property
    def shown(self) -> set[int]:
        """The couples of whom somebody is shown."""
        return {one.couple.pk for some in self.on_file.values() for one in some}

    def _person(self, answers: dict[str, Any], place: str) -> NewPerson:
        duplicates = (one.duplicate for one in self.on_file[place])
        another = {duplicate.key: duplicate.grade.value for duplicate in duplicates}
        return replace(_person(answers, place), another=another)


# Both are asked the same; the woman's questions come first.
CoupleForm.base_fields = {
    f"{place}_{name}": field
    for place, words in PLACES.items()
    for name, field in {
        **person_fields(words),
        **told_fields(words),
        **contact_fields(),
        "another": RuledOutField(label=f"Is {words.subject} on file?", required=False),
    }.items()
} | CoupleForm.base_fields


def _own(answers: dict[str, Any], place: str) -> dict[str, Any]:
    """What was answered about one of the two."""
    return {
        name.removeprefix(f"{place}_"): answer
        for name, answer in answers.items()
        if name.startswith(f"{place}_")
    }


def _facts(answers: dict[str, Any], place: str) -> PersonFacts:
    """What the file is compared with; an answer that was refused is left out."""
    own, partner = (_own(answers, one) for one in (place, PLACES[place].partner))
    phones = filter(None, [own.get("phone"), own.get("other_phone")])
    return PersonFacts(
        key="",
        names=_names(own),
        sex=PLACES[place].sex,
        born=own.get("born"),
        phones=frozenset(digits_only(phone.as_e164) for phone in phones),
        email=own.get("email", ""),
        partner_names=_names(partner),
    )


def _names(own: dict[str, Any]) -> tuple[str, ...]:
    return tuple(filter(None, [own.get("name"), own.get("native_name")]))


def told_of(own: dict[str, Any]) -> dict[str, str]:
    """Read what somebody told beside the name; a telephone as it is kept."""
    told = {name: own[name] for line in TOLD_LAYOUT for name in line}
    phone = told["emergency_phone"]
    return {**told, "emergency_phone": phone.as_e164 if phone else ""}


def _person(answers: dict[str, Any], place: str) -> NewPerson:
    """Read one person's answers."""
    own = _own(answers, place)
    asked = {channel: own[f"may_{channel.value}"] for channel in Channel}
    return NewPerson(
        name=own["name"],
        native_name=own["native_name"],
        born=own["born"],
        phones=tuple(p.as_e164 for p in (own["phone"], own["other_phone"]) if p),
        email=own["email"],
        language=Language(own["language"]),
        also_reads=tuple(Language(code) for code in own["also_reads"]),
        abo=own["abo"],
        rhd=own["rhd"],
        contact={channel: answer == "yes" for channel, answer in asked.items() if answer},
        **told_of(own),
    )
