"""What two people say today about being contacted."""

from typing import Any

from crispy_forms.layout import Div, Layout

from foundation.records.models import Meanwhile
from foundation.ui.edits import EditForm
from foundation.ui.forms import Group
from patients.choices import Channel
from patients.forms.registration import ANSWERS, PLACES, contact_fields
from patients.models import ContactConsent, Couple

NOT_ASKED = ""


def _answered(row: ContactConsent) -> str:
    """Turn what is on file into the word of the form."""
    return ("yes" if row.granted else "no") if row.pk else NOT_ASKED


def _version(row: ContactConsent) -> str:
    return str(row.version if row.pk else 0)


class ContactForm(EditForm):
    """Each channel of each of them. An answer on file gives way to an answer alone."""

    layout = Layout(
        Div(
            *(
                Group(
                    f"May we contact {words.object}?",
                    Div(
                        *(f"{place}_{name}" for name in contact_fields()),
                        css_class="contact-line",
                    ),
                )
                for place, words in PLACES.items()
            ),
            css_class="cols",
        )
    )

    record: Couple

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reread()

    def reread(self) -> None:
        """Read every answer; what was not asked yet is a row that is not on file."""
        self.answers: dict[str, ContactConsent] = {}
        for place, person in zip(PLACES, self.record.people, strict=True):
            on_file = {row.channel: row for row in person.contact_consents.standing()}
            for channel in Channel:
                name = f"{place}_may_{channel.value}"
                asked = ContactConsent(person=person, channel=channel)
                self.answers[name] = on_file.get(channel, asked)
        for name, row in self.answers.items():
            if row.pk:
                self.fields[name].choices = ANSWERS  # type: ignore[attr-defined]

    def edited(self) -> list[ContactConsent]:
        return [row for row in self.answers.values() if row.pk]

    def read_version(self) -> str:
        return "-".join(_version(row) for row in self.answers.values())

    def on_file(self) -> dict[str, Any]:
        return {name: _answered(row) for name, row in self.answers.items()}

    def saved_since(self, version: str) -> Meanwhile:
        read = dict(zip(self.answers, version.split("-"), strict=False))
        newer = [
            row.saved_since(int(read[name]) if read.get(name, "").isdecimal() else None)
            for name, row in self.answers.items()
            if row.pk and _version(row) != read.get(name)
        ]
        return Meanwhile(
            by=tuple(dict.fromkeys(name for since in newer for name in since.by)),
            at=max((since.at for since in newer if since.at), default=None),
        )

    def called(self, name: str) -> str:
        return f"{PLACES[name.partition('_')[0]].possessive} {super().called(name)}"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        return {
            "answers": [
                (row, given[name] == "yes")
                for name, row in self.answers.items()
                if name in self.changed_data and given.get(name)
            ]
        }


ContactForm.base_fields |= {
    f"{place}_{name}": field for place in PLACES for name, field in contact_fields().items()
}
