"""What a browser sends of a form on a page when nobody touches it."""

from collections.abc import Iterator

import html5lib
from django.http import HttpResponse

Sent = dict[str, list[str]]


def as_it_stands(page: HttpResponse, to: str) -> Sent:
    """Give what the form that posts to this address sends as it stands.

    Without its key: who sends it twice is two people, each with a page of his own.
    """
    tree = html5lib.parse(page.content.decode(), namespaceHTMLElements=False)
    for form in tree.iter("form"):
        where = form.attrib.get("action", "").partition("#")[0]
        if form.attrib.get("method") == "post" and where == to:
            sent: Sent = {}
            for name, value in _answers(form):
                if name == "submission_key":
                    continue
                sent.setdefault(name, []).append(value)
            return sent
    raise AssertionError(f"No form of this page posts to {to}.")


def _answers(form) -> Iterator[tuple[str, str]]:
    for element in form.iter():
        said = element.attrib
        name = said.get("name", "")
        if not name or "disabled" in said:
            continue
        if element.tag == "textarea":
            yield name, (element.text or "").removeprefix("\n")
        elif element.tag == "select":
            yield from ((name, value) for value in _chosen(element))
        elif element.tag == "input" and _is_sent(said):
            yield name, said.get("value", "on" if said.get("type") == "checkbox" else "")


def _is_sent(said) -> bool:
    kind = said.get("type", "text")
    if kind in {"checkbox", "radio"}:
        return "checked" in said
    return kind not in {"submit", "button", "file", "image", "reset"}


def _chosen(select) -> list[str]:
    options = list(select.iter("option"))
    chosen = [each for each in options if "selected" in each.attrib]
    if not chosen and "multiple" not in select.attrib:
        chosen = options[:1]
    return [each.attrib.get("value", each.text or "") for each in chosen]
