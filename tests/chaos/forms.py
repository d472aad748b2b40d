"""The forms of a page, as a browser without scripts would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """Where it goes, what it sends unasked, and the values of its buttons by name."""

    action: str
    method: str
    hidden: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, list[str]] = field(default_factory=dict)


class FormReader(HTMLParser):
    """Collects the forms of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: word or "" for name, word in attrs}
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get")))
        elif self.forms and tag == "input" and said.get("type") == "hidden":
            self.forms[-1].hidden[said["name"]] = said.get("value", "")
        elif self.forms and tag == "button" and "name" in said:
            values = self.forms[-1].buttons.setdefault(said["name"], [])
            values.append(said.get("value", ""))


def posted_forms(page: str) -> dict[str, Form]:
    """The forms of a page that post, by where they go."""
    reader = FormReader()
    reader.feed(page)
    return {form.action: form for form in reader.forms if form.method.lower() == "post"}
