"""What is done at the bedside: consents, labels, the steps of a session."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.answering import Answer, answer, day
from tests.journeys.looking import PASSWORDS, settled

SECOND = {"checker": "nurse", "passphrase": PASSWORDS["nurse"]}
WELL = {
    "pulse": "76",
    "systolic": "118",
    "diastolic": "74",
    "temperature_c": "36.7",
    "spo2_pct": "98",
}


def labels(number: str) -> dict[str, Answer]:
    """Her wristband, his tube and both labels, as the scanner reads them."""
    return {
        "band": f"{number}F",
        "label_for": f"{number}F",
        "donor_tube": f"{number}M-1",
        "label_from": f"{number}M-1",
    }


def keep_consent(page: Page, number: str, who: str, **signed: Answer) -> None:
    """Keep a consent that was signed yesterday."""
    page.goto(f"/couples/{number}/consents/")
    form = page.locator("#consents form")
    answer(form, **signed, document_version="1", signed_on=day(ago=1))
    form.get_by_label(who, exact=True).check()
    form.get_by_role("button", name="Keep the consent").click()
    expect(page.locator("#consents tbody tr", has_text=who).first).to_be_visible()
    settled(page)


def ask_about_allergies(page: Page, number: str, who: str) -> None:
    """Ask her about allergies as a whole: there are none."""
    page.goto(f"/couples/{number}/history/")
    asking = page.locator("#history .entries-side", has_text=who).first.locator(
        "form[action$='/allergies/asked/']"
    )
    asking.get_by_role("button").click()
    expect(page.locator("#history .entries-answer").first).to_contain_text("None, as told")
    settled(page)


def take_step(page: Page, code: str, button: str, **answers: Answer) -> None:
    """Fill in the form of one step of the day and send it."""
    form = step(page, code)
    acknowledged = form.locator("[name=acknowledged]:visible")
    if acknowledged.count():
        acknowledged.check()
    answer(form, **answers)
    form.get_by_role("button", name=button, exact=True).click()
    settled(page)


def step(page: Page, code: str) -> Locator:
    return page.locator(f"form[action$='/{code}/']")
