"""How a journey fills in forms: by the name of each question, as a person types."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from playwright.sync_api import Locator, Page

Answer = str | bool | list[str]


def answer(form: Page | Locator, **answers: Answer) -> None:
    """Answer questions of a form; what is folded away is unfolded first.

    A list ticks several boxes; a word chooses from a list by its value or its label.
    """
    for name, given in answers.items():
        question = form.locator(f"[name='{name}']:not([type=hidden])")
        _unfold(question.first)
        kind = question.first.evaluate("e => e.type || e.tagName")
        if kind in {"radio", "checkbox"} and not isinstance(given, bool):
            for value in [given] if isinstance(given, str) else given:
                form.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            question.set_checked(bool(given))
        elif kind.startswith("select"):
            question.select_option(given)
        else:
            question.fill(str(given))


def answers_in(form: Page | Locator, *names: str) -> dict[str, str]:
    """What stands in the form now."""
    return {name: form.locator(f"[name='{name}']").input_value() for name in names}


def refusal_beside(form: Page | Locator, name: str) -> str:
    """The sentences beside a question, found as a screen reader finds them."""
    question = form.locator(f"[name='{name}']:not([type=hidden])").first
    described_by = question.get_attribute("aria-describedby") or ""
    places = [form.locator(f"[id='{each}']") for each in described_by.split()]
    return " ".join(each.inner_text() for each in places if each.count()).strip()


def day(*, ago: int = 0) -> str:
    """A day so long ago by the clinic's calendar, as somebody types it."""
    return typed(datetime.now(ZoneInfo(settings.TIME_ZONE)).date() - timedelta(days=ago))


def typed(on: date) -> str:
    return f"{on.day} {on:%b} {on.year}"


def _unfold(question: Locator) -> None:
    """Open every fold around a question, as somebody does who looks for it."""
    question.evaluate(
        "e => { for (let f = e; f; f = f.parentElement) if (f.matches('details'))"
        " f.open = true; }"
    )
