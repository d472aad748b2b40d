"""One couple from the first call to the printed report, in a browser, on real processes.

The steps stand in the order of the clinic's work and share one story; when one of them
fails, the steps after it fail at once and say which one it was.
"""

import re
import sys
import time
from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.answering import answer, answers_in, day, refusal_beside
from tests.journeys.booking import booked, click_time, earliest, free_times
from tests.journeys.looking import PASSED, keep_file, listen, look, path_of, settled
from tests.journeys.reminding import kill_successor, kill_worker, sent_to
from tests.journeys.story import (
    ANOTHER_COUPLE,
    HER_NATIVE,
    HER_PHONE,
    HIS_NATIVE,
    HIS_PHONE,
    IGA,
    INFUSION,
    PANELS,
    PHONE,
    PREGNANCIES,
    THE_COUPLE,
    Story,
)
from tests.journeys.treating import (
    SECOND,
    WELL,
    ask_about_allergies,
    keep_consent,
    labels,
    step,
    take_step,
)

# Of a loss with its year, gestation and type; eight of them take less than three minutes.
MOST_KEYS = 25
ANIL, OLENA = "Dr Anil Example", "Dr Olena Example"
# A killed sender's claim runs out after a minute; beat looks every ten seconds.
SENDING_MS, TWO_BEATS_MS = 120_000, 22_000


@pytest.fixture(scope="module")
def story() -> Story:
    return Story()


@pytest.fixture(autouse=True)
def in_order(story: Story, request: pytest.FixtureRequest) -> Iterator[None]:
    """A step stands on the steps before it."""
    if story.broken:
        pytest.fail(f"The story ended at {story.broken}.", pytrace=False)
    story.broken = request.node.name
    yield
    if request.node.stash.get(PASSED, False):
        story.broken = ""


def registered(page: Page, couple: dict[str, str]) -> str:
    """Register a couple in one form; its number."""
    answer(page, **couple)
    page.get_by_role("button", name="Register the couple").click()
    page.wait_for_url(re.compile(r"/couples/C\d+/$"))
    return path_of(page).split("/")[2]


def test_1_reception_finds_nobody_and_registers_the_couple(desk, story):
    page = desk("reception")
    page.get_by_label("Find a couple").fill(PHONE)
    page.keyboard.press("Enter")
    expect(page.get_by_text("No couple matches.")).to_be_visible()
    look(page, "1-nobody-found")
    page.get_by_role("link", name="Register a new couple").click()
    assert PHONE in answers_in(page, "woman_phone")["woman_phone"]
    look(page, "1-register", everywhere=True)
    story.number = registered(page, THE_COUPLE)
    for words in (f"{story.number}F", f"{story.number}M", HER_NATIVE, HIS_NATIVE):
        expect(page.get_by_text(words, exact=True)).to_be_visible()
    look(page, "1-chart-of-reception", everywhere=True)
    page.goto("/couples/register/")
    story.other = registered(page, ANOTHER_COUPLE)


def test_2_a_click_books_and_what_overlaps_is_refused(desk, story):
    mine = desk("reception")
    first = {"kind": "first_consultation", "comes": "both"}
    rivals = {
        f"{ANIL} is already booked": (story.other, ANIL, "Consulting 2"),
        "Consulting 1 is already booked": (story.other, OLENA, "Consulting 1"),
        "already booked at this time": (story.number, OLENA, "Consulting 2"),
    }
    free = free_times(mine, story.number, **first, clinician=ANIL, room="Consulting 1")
    pages = {}
    for sentence, (number, clinician, room) in rivals.items():
        pages[sentence] = page = mine.context.new_page()
        listen(page)
        free &= free_times(page, number, **first, clinician=clinician, room=room)
    begin = earliest(free)
    look(mine, "2-free-times", everywhere=True)
    click_time(mine, begin)
    story.visit = booked(mine)
    expect(mine.locator("#visit")).to_contain_text(ANIL)
    look(mine, "2-booked", everywhere=True)
    for number, (sentence, page) in enumerate(pages.items()):
        click_time(page, begin)
        refusal = page.locator(".error-summary")
        expect(refusal).to_contain_text(sentence)
        expect(refusal).to_contain_text("Nearest free: ")
        expect(page.get_by_text("Nearest free times")).to_be_visible()
        look(page, f"2-refused-{number}")
    page.goto(f"/couples/{story.other}/appointments/")
    expect(page.get_by_text("No visit has been booked yet.")).to_be_visible()
    for page in pages.values():
        page.close()


def history_said(page: Page) -> tuple[str, str]:
    """The class on the screen and the reason for it."""
    said = page.locator("#pregnancies .class-answer")
    verdict = said.locator(".row-of > :first-child").inner_text()
    return verdict, said.locator(".class-reason").inner_text()


def test_3_the_class_changes_as_pregnancies_are_told(desk, story):
    page = desk("clinician")
    page.goto(f"/couples/{story.number}/pregnancies/")
    rows = page.get_by_role("table", name="Her pregnancies").locator("tbody tr")
    said = []
    for number, told in enumerate(PREGNANCIES, start=1):
        form = page.locator("#pregnancies form")
        answer(form, **told)
        form.get_by_role("button", name="Add to her history").click()
        expect(rows).to_have_count(number)
        settled(page)
        said.append(history_said(page))
        look(page, f"3-history-{number}", everywhere=number == len(PREGNANCIES))
    verdicts, reasons = zip(*said, strict=True)
    assert verdicts[0] != verdicts[-1], said
    assert len(set(reasons)) >= 3, said
    story.verdict = verdicts[-1]
    page.goto(f"/couples/{story.number}/")
    look(page, "3-chart-of-clinician", everywhere=True)


def keys_of(told: str) -> list[str]:
    """The keys somebody presses: [Tab] and [Enter] by name, everything else one by one."""
    return [name or letter for name, letter in re.findall(r"\[([\w+]+)\]|(.)", told)]


def test_3b_eight_losses_are_told_by_keyboard_alone(desk, story, record_property):
    page = desk("clinician")
    page.goto(f"/couples/{story.other}/pregnancies/?add=1")
    rows = page.get_by_role("table", name="Her pregnancies").locator("tbody tr")
    pressed = []
    for number, year in enumerate(range(2010, 2026, 2), start=1):
        # Miscarriage, the year, the gestation, an embryo without a heartbeat.
        keys = keys_of(f"m[Tab]{year}[Tab]8+{number % 7}[Tab]emb[Shift+Tab][Enter]")
        if number > 1:
            settled(page)
        expect(page.locator("#pregnancies form [name=outcome]")).to_be_focused()
        for key in keys:
            page.keyboard.press(key)
        expect(rows).to_have_count(number)
        pressed.append(len(keys))
    record_property("keys_a_loss", max(pressed))
    assert max(pressed) <= MOST_KEYS
    for words in ("8+3", "2024", "Embryo without heartbeat"):
        expect(rows.filter(has_text=words).first).to_be_visible()


def enter_panel(page: Page, number: str, panel: dict) -> None:
    """Type a panel as its report prints it and save the draft."""
    page.goto(f"/couples/{number}/panels/{panel['code']}/enter/?of={panel['of']}")
    form = page.locator("#entry")
    answer(form, **panel["sample"], sampled_on=day(ago=12), reported_on=day(ago=9))
    answer(form, **panel["values"])
    form.get_by_role("button", name="Save as draft").click()


def sign_panel(page: Page, name: str) -> None:
    page.wait_for_url(re.compile(r"/panels/\d+/$"))
    look(page, f"{name}-draft")
    page.get_by_role("button", name="Sign these results").click()
    expect(
        page.get_by_text("Signed. From now on the results do not change.")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Sign these results")).to_have_count(0)


@pytest.mark.parametrize("panel", PANELS, ids=[each["name"] for each in PANELS])
def test_4_results_are_read_as_typed_flagged_and_signed(desk, story, panel):
    page = desk("clinician")
    wrong = {**panel, "values": panel["values"] | panel.get("wrong", {})}
    enter_panel(page, story.number, wrong)
    for cell, text in panel.get("wrong", {}).items():
        expect(page.locator(f"#read-{cell} .field-error")).to_be_visible()
        assert text in refusal_beside(page, cell)
        kept = wrong["values"] | {"method": panel["sample"]["method"]}
        assert answers_in(page.locator("#entry"), *kept) == kept
        look(page, f"4-{panel['name']}-refused", everywhere=True)
        answer(page.locator("#entry"), **{cell: panel["values"][cell]})
        page.get_by_role("button", name="Save as draft").click()
    sign_panel(page, f"4-{panel['name']}")
    for words in panel["shown"]:
        expect(page.locator("table.results")).to_contain_text(words)
    look(page, f"4-{panel['name']}-signed", everywhere=panel is PANELS[0])


def test_5a_a_session_does_not_start_past_a_stop(desk, story):
    page = desk("clinician")
    page.goto(f"/couples/{story.number}/")
    settled(page)
    page.get_by_role("link", name="LIT session").click()
    form = page.locator("#session-plan form")
    look(page, "5a-plan", everywhere=True)
    partner = form.locator("option", has_text="partner").first.get_attribute("value")
    answer(form, protocol=partner, planned_for=day(), millions="40", route="intradermal")
    form.get_by_role("button", name="Plan the session").click()
    page.wait_for_url(re.compile(r"/sessions/\d+/$"))
    story.session = path_of(page)
    expect(page.locator(".gate-hard", has_text="onsent").first).to_be_visible()
    look(page, "5a-stop", everywhere=True)
    take_step(page, "check-in", "Both are here")
    take_step(page, "start", "Start", **labels(story.number))
    refusal = page.locator(".notice", has_text="Stop. Nothing was started or given.")
    expect(refusal).to_contain_text("onsent")
    expect(page.locator("#cells")).to_have_count(0)
    look(page, "5a-refused")


def test_5b_with_the_consents_the_session_is_given_and_recorded(desk, story):
    page = desk("clinician")
    lit = {"therapy_code": "LIT_PATERNAL"}
    her, him = THE_COUPLE["woman_name"], THE_COUPLE["man_name"]
    keep_consent(page, story.number, her, **lit, document="recipient", language="mr")
    keep_consent(page, story.number, him, **lit, document="donor", language="hi")
    look(page, "5b-consents")
    ask_about_allergies(page, story.number, her)
    page.goto(story.session)
    take_step(page, "start", "Start", **labels(story.number))
    counted = {"draw_ml": "50", "millions_counted": "62.5", "viability_pct": "96"}
    page.reload()
    take_step(page, "cells", "Record the cells", **counted)
    look(page, "5b-counted")
    myself = {"checker": "clinician", "passphrase": SECOND["passphrase"]}
    take_step(page, "release", "Check and release", **myself)
    expect(page.locator(".error-summary")).to_be_visible()
    take_step(page, "release", "Check and release", **SECOND)
    places = [f"L{place}" for place in range(1, 9)]
    given = {"millions_given": "40", "volume_ml": "1", "sites": places}
    take_step(page, "give", "Record as given", **labels(story.number), **given)
    take_step(page, "observe", "Record this look", **WELL, site_reaction="redness")
    record = page.get_by_role("table", name="How she was")
    expect(record).to_contain_text("118/74")
    well = {"vitals_ok": True, "instructions_given": True}
    take_step(page, "discharge", "She goes home", **well)
    expect(page.locator(".error-summary")).to_contain_text("min")
    for words in (
        "62.5 million cells",
        "Sister Nandini Sample",
        "Left forearm 1, 2",
        "40 million",
    ):
        expect(page.locator("#session")).to_contain_text(words)
    look(page, "5b-given", everywhere=True)


def test_5c_an_infusion_is_planned_from_weight_and_brand(desk, story):
    page = desk("clinician")
    her = THE_COUPLE["woman_name"]
    ivig = {"therapy_code": "IVIG_PRECONCEPTION", "document": "recipient"}
    keep_consent(page, story.number, her, **ivig, language="mr")
    enter_panel(page, story.number, IGA)
    sign_panel(page, "5c-iga")
    page.goto(f"/couples/{story.number}/infusions/plan/")
    form = page.locator("#plan-form")
    answer(form, **INFUSION, planned_for=day(), weighed_on=day(), creatinine_on=day(ago=9))
    ladder = page.locator("#infusion-preview .ladder")
    expect(ladder).to_be_visible()
    for words in ("25 g", "250 ml", "ml/h"):
        expect(page.locator("#infusion-preview")).to_contain_text(words)
    look(page, "5c-ladder", everywhere=True)
    form.get_by_role("button", name="Plan the infusion").click()
    page.wait_for_url(re.compile(r"/infusions/\d+/$"))
    story.infusion = path_of(page)
    expect(page.locator(".ladder")).to_be_visible()
    look(page, "5c-planned")


def test_5d_the_infusion_is_recorded_with_lots_and_vital_signs(desk, story):
    page = desk("clinician")
    page.goto(story.infusion)
    take_step(page, "watch", "Record this set", **WELL, breaths="16")
    start = step(page, "start")
    lots = start.locator(".lot-line", has=page.locator("[value]:not([value=''])"))
    for number in range(lots.count()):
        lot = {
            "brand": "Octagam 10%",
            "number": f"K42A{number}",
            "expires_on": day(ago=-400),
        }
        lot["expires_on"] = day(ago=-400)
        answer(start, **{f"lots-{number}-{name}": said for name, said in lot.items()})
    read = {"band": f"{story.number}F", "label": f"{story.number}F"}
    take_step(page, "start", "Start the infusion", **read, **SECOND, recalls_checked=True)
    expect(page.get_by_role("table", name="Lots of this infusion")).to_contain_text("K42A0")
    take_step(page, "watch", "Record this set", **WELL, breaths="16", rate_ml_per_h="38")
    look(page, "5d-running", everywhere=True)
    page.reload()
    take_step(page, "end", "Record the end", given_ml="250")
    for words in ("Sister Nandini Sample", "250"):
        expect(page.locator("#infusion")).to_contain_text(words)
    look(page, "5d-ended", everywhere=True)


def issue(page: Page, number: str) -> float:
    """Issue the couple report and wait until it can be read; the seconds it took."""
    page.goto(f"/couples/{number}/documents/")
    settled(page)
    began = time.perf_counter()
    page.get_by_role("button", name="Issue the couple report").click()
    page.wait_for_url(re.compile(r"/documents/[^/]+/$"))
    page.evaluate("window.isTheSamePage = true")
    expect(page.get_by_role("link", name="Open to print")).to_be_visible(timeout=30_000)
    took = time.perf_counter() - began
    assert page.evaluate("window.isTheSamePage")
    return took


def test_6a_the_report_appears_by_itself_once_it_is_drawn(desk, story, clinic):
    page = desk("clinician")
    page.goto(f"/couples/{story.number}/documents/")
    look(page, "6-documents")
    kill_worker(clinic)
    page.get_by_role("button", name="Issue the couple report").click()
    page.wait_for_url(re.compile(r"/documents/[^/]+/$"))
    page.evaluate("window.isTheSamePage = true")
    expect(page.get_by_text("The report is being drawn.")).to_be_visible()
    look(page, "6-being-drawn")
    expect(page.get_by_role("link", name="Open to print")).to_be_visible(timeout=60_000)
    assert page.evaluate("window.isTheSamePage")
    look(page, "6-report", everywhere=True)


def test_6b_the_report_says_it_all_and_prints_the_same_twice(desk, story, record_property):
    page = desk("clinician")
    took = min(issue(page, story.number) for _ in range(3))
    record_property("click_to_ready_s", round(took, 3))
    sys.stdout.write(f"\nFrom the click to the finished report: {took:.2f} s\n")
    address = page.get_by_role("link", name="Open to print").get_attribute("href")
    first, second = (page.request.get(address).body() for _print in range(2))
    assert first == second
    keep_file("couple-report.pdf", first)
    read = PdfReader(BytesIO(first))
    text = " ".join(" ".join(each.extract_text() for each in read.pages).split())
    laboratory = PANELS[0]["sample"]["laboratory"]
    names = THE_COUPLE["woman_name"], THE_COUPLE["man_name"], story.number, story.verdict
    given = "12.4", "<0.5", "1:160", "High", laboratory, "Octagam"
    assert [words for words in (*names, *given) if words not in text] == []
    for number, each in enumerate(read.pages, start=1):
        assert f"{number} of {len(read.pages)}" in " ".join(each.extract_text().split())


def test_7_the_reminder_is_sent_once_though_the_worker_is_killed(desk, story, clinic):
    page = desk("reception")
    phones = {THE_COUPLE["woman_name"]: HER_PHONE, THE_COUPLE["man_name"]: HIS_PHONE}
    page.goto(story.visit)
    rows = {who: page.locator("#reminders tbody tr", has_text=who).first for who in phones}
    for row in rows.values():
        expect(row).to_contain_text("Sent", timeout=SENDING_MS)
    before = {who: sent_to(clinic, phone) for who, phone in phones.items()}
    begin = earliest(free_times(page, story.number, kind="follow_up", clinician=OLENA))
    killed = kill_worker(clinic)
    click_time(page, begin)
    booked(page)
    kill_successor(clinic, killed)
    for who, row in rows.items():
        expect(row).to_contain_text("Sent", timeout=SENDING_MS)
        expect(row).to_contain_text(phones[who][-2:])
    look(page, "7-sent", everywhere=True)
    clinic.kill("worker")
    page.wait_for_timeout(TWO_BEATS_MS)
    for who, phone in phones.items():
        added = sent_to(clinic, phone)[len(before[who]) :]
        assert len(added) == 1, (who, added)
        assert not set(added) & set(before[who])
