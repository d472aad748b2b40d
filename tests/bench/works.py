"""The works of a clinic's day that are measured, each with the goal it must meet."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from patients.models import Couple, Person, PhoneNumber
from tests.chaos.browser import Browser
from tests.chaos.staff import family_name

UNTIL = float("inf")
SAMPLE = 400


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of request. `path` names the page of the n-th request.

    `saves` gives the n-th form, where it goes and what it says; its page is asked for
    beforehand. `raw` is the same question put to the database by hand.
    """

    name: str
    goal: str
    path: Callable[[int], str]
    reader: str = "clinician"
    is_part: bool = False
    saves: Callable[[Browser, int], tuple[str, dict[str, str]]] | None = None
    raw: Callable[[int], tuple[str, list]] | None = None


def works() -> list[Work]:
    """Every work, asked of couples drawn from the whole clinic."""
    return [*_empty(), *_searches(), *_charts(), *_days(), *_forms(), *_saves()]


def _empty() -> Iterator[Work]:
    yield Work("the empty signed-in page", "empty", lambda _: "/empty/")


def _searches() -> Iterator[Work]:
    couples = _drawn()
    people = [couple.woman for couple in couples]
    digits = dict(
        PhoneNumber.objects.filter(person__in=people).values_list("person", "digits")
    )
    phones = [digits[person.pk] for person in people if person.pk in digits]
    words = [person.name.split() for person in people]
    script = [p.native_name.split() for p in people if p.native_name]
    born = [p.born_words for p in people if p.born_precision == "day"]
    asked = {
        "search: first name, common": _turns(each[0] for each in words),
        "search: both names": _turns(" ".join(each[:2]) for each in words),
        "search: last word, rarer": _turns(each[-1] for each in words),
        "search: two letters": _turns(each[0][:2] for each in words),
        "search: own script": _turns(each[0] for each in script),
        "search: telephone": _turns(phones),
        "search: last four digits": _turns(each[-4:] for each in phones),
        "search: date of birth": _turns(born),
        "search: number": _turns(couple.number for couple in couples),
    }
    for name, sought in asked.items():
        raw = RAW_SEARCHES.get(name)
        yield Work(
            name,
            "search",
            _search(sought),
            raw=(lambda n, raw=raw, sought=sought: raw(sought(n))) if raw else None,
        )
    yield Work("search: part of a name", "fuzzy", _search(_turns(e[1][1:5] for e in words)))
    wrong = (e[1][:2] + "x" + e[1][3:] for e in words)
    yield Work("search: typing error", "fuzzy", _search(_turns(wrong)))


def _search(sought: Callable[[int], str]) -> Callable[[int], str]:
    from urllib.parse import quote

    return lambda number: f"/search/?q={quote(sought(number))}"


def _named(sought: str) -> tuple[str, list]:
    return (
        "SELECT DISTINCT c.number, w.name, m.name FROM (SELECT couple_id FROM"
        " patients_namekey WHERE key >= %s AND key < %s ORDER BY key LIMIT 40) k"
        " JOIN patients_couple c ON c.id = k.couple_id"
        " JOIN patients_person w ON w.id = c.woman_id"
        " JOIN patients_person m ON m.id = c.man_id",
        [sought.lower(), sought.lower() + "\U0010ffff"],
    )


def _called(sought: str) -> tuple[str, list]:
    return (
        "SELECT c.number, w.name, m.name FROM patients_phonenumber p"
        " JOIN patients_couple c ON c.woman_id = p.person_id OR c.man_id = p.person_id"
        " JOIN patients_person w ON w.id = c.woman_id"
        " JOIN patients_person m ON m.id = c.man_id"
        " WHERE p.digits >= %s AND p.digits < %s LIMIT 40",
        [sought, sought + "\U0010ffff"],
    )


RAW_SEARCHES = {
    "search: both names": _named,
    "search: first name, common": _named,
    "search: telephone": _called,
}


def _charts() -> Iterator[Work]:
    couples = _drawn()
    home = _turns(couple.get_absolute_url() for couple in couples)
    women = _turns(couple.woman_id for couple in couples)
    yield Work(
        "couple chart",
        "chart",
        home,
        raw=lambda n: (
            "SELECT c.*, w.*, m.* FROM patients_couple c"
            " JOIN patients_person w ON w.id = c.woman_id"
            " JOIN patients_person m ON m.id = c.man_id WHERE w.id = %s",
            [women(n)],
        ),
    )
    for panel in _panels():
        yield Work(
            f"panel: {panel}",
            "panel",
            lambda n, panel=panel: f"{home(n)}{panel}/",
            is_part=True,
        )


def _panels() -> list[str]:
    """The parts of a chart, as the last word of their addresses."""
    from django.urls import reverse

    from clinic.chart import PANELS

    return [reverse(p.url_name, args=["C1"]).split("/")[-2] for p in PANELS]


def _days() -> Iterator[Work]:
    home = _turns(couple.get_absolute_url() for couple in _drawn())
    yield Work("the day", "day", lambda _: "/")
    yield Work("calendar", "day", lambda _: "/calendar/")
    yield Work(
        "free times, 14 days",
        "slots",
        lambda n: f"{home(n)}appointments/book/?kind=follow_up",
    )


def _forms() -> Iterator[Work]:
    home = _turns(couple.get_absolute_url() for couple in _drawn())
    yield Work("registration form", "form", lambda _: "/couples/register/", "reception")
    yield Work("pregnancy form", "form", lambda n: f"{home(n)}pregnancies/?add=1")
    yield Work("transfer form", "form", lambda n: f"{home(n)}transfers/")
    yield Work("entry grid", "grid", lambda n: f"{home(n)}panels/phenotype/enter/?of=woman")


def _saves() -> Iterator[Work]:
    couples = _drawn(seed=2)
    home = _turns(couple.get_absolute_url() for couple in couples)
    yield Work(
        "register a couple", "save", lambda _: "/couples/register/", "reception",
        saves=_registration,
    )  # fmt: skip
    yield Work(
        "add a pregnancy",
        "save",
        lambda n: f"{home(n)}pregnancies/",
        saves=_pregnancy(home),
    )
    yield Work(
        "book a visit", "save", lambda n: f"{home(n)}appointments/book/", saves=_visit(home)
    )


def _registration(browser: Browser, number: int) -> tuple[str, dict[str, str]]:
    here, mark = "/couples/register/", f"{time.time_ns()}"
    theirs = family_name(mark)
    form = browser.form(here, to=here, until=UNTIL)
    told = {
        "woman_name": f"Asha Bench {theirs}",
        "woman_language": "en",
        "woman_phone": f"98765{int(mark) // 1000 % 100_000:05d}",
        "man_name": f"Rohan Bench {theirs}",
        "man_language": "en",
        "relation": "married",
    }
    return here, form.hidden | told


def _pregnancy(home):
    def told(browser: Browser, number: int) -> tuple[str, dict[str, str]]:
        there = f"{home(number)}pregnancies/record/"
        form = browser.form(f"{home(number)}pregnancies/?add=1", to=there, until=UNTIL)
        said = {"outcome": "miscarriage", "ended": "2012", "confirmed": "on"}
        return there, form.hidden | said

    return told


def _visit(home):
    def told(browser: Browser, number: int) -> tuple[str, dict[str, str]]:
        here = f"{home(number)}appointments/book/"
        on = date.today() + timedelta(days=7 + 2 * number)  # noqa: DTZ011 - any day will do
        asked = f"{here}?from_on={on:%d+%b+%Y}&kind=blood_draw"
        form = browser.form(asked, to=here, until=UNTIL)
        return here, form.hidden | {"slot": form.buttons["slot"][0]}

    return told


def _drawn(seed: int = 1) -> list[Couple]:
    """Couples from the whole clinic, the same for each run of one size."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    highest = Couple.objects.order_by("pk").last().pk
    wanted = [dice.randrange(1, highest + 1) for _ in range(3 * SAMPLE)]
    found = Couple.objects.filter(pk__in=wanted, restrictions__isnull=True).select_related(
        "woman", "man"
    )
    couples = list(found)
    dice.shuffle(couples)
    return couples[:SAMPLE]


def _turns(all_of_them) -> Callable[[int], str]:
    """The n-th of them, beginning anew after the last."""
    listed = list(all_of_them)
    return lambda number: listed[number % len(listed)]


def people_on_file() -> int:
    return Person.objects.count()
