"""In a browser: what is typed is kept ten seconds later, on leaving a field, and again."""

import json
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

from tests.stage import show

DRAFTS = "/account/drafts/"
OLD = "0d5c9b3e-0000-4000-8000-000000000001"
FORM = """<form method="post" action="/save/?of=woman" novalidate>
  <input type="hidden" name="csrfmiddlewaretoken" value="t">
  <input type="hidden" name="submission_key" value="k" data-drafts="/account/drafts/"{more}>
  <input type="hidden" name="version" value="3"><input type="hidden" name="rate" value="5">
  <input type="hidden" name="before" value="{{}}">
  <label>Note <textarea name="note"></textarea></label>
  <label>Kind <select name="kind"><option value="a">A<option value="b">B</select></label>
  <label><input type="checkbox" name="signs" value="pain"> Pain</label>
  <label><input type="checkbox" name="signs" value="fever"> Fever</label>
  <label>Phone <input name="phone"></label> <label>Phone <input name="phone"></label>
  <label><input type="checkbox" name="sure" data-asked-anew> I looked</label>
  <label>Code <input name="code" autocomplete="one-time-code"></label>
  <label>Passphrase <input type="password" name="passphrase"></label>
  <label>Paper <input type="file" name="paper"></label>
  <div class="form-actions"><button type="submit">Save</button></div></form>"""
PAGE = """<!doctype html><html lang="en"><title>A form</title>
  <script src="/static/ui/app.js" type="module"></script>
  <main id="main"><div id="messages"></div>{form}</main></html>"""
NOTICE = """<div data-draft-notice><p data-draft-in>It is back.<span data-draft-anew hidden>
  Confirm again.</span></p><p data-draft-overtaken hidden>A colleague saved it.</p>
  <p data-draft-out hidden>You had typed.</p>
  <button type="button" data-draft-drop>Drop</button>
  <button type="button" data-draft-back hidden>Back</button></div>"""
TYPED = [["version", "2"], ["note", "Bled"], ["kind", "b"], ["signs", "fever"],
         ["phone", "1"], ["phone", "2"]]  # fmt: skip


class Clinic:
    """What the clinic would answer, and what it was sent."""

    def __init__(self, *, found: list[dict] | None = None) -> None:
        self.found = found or []
        self.kept: list[dict[str, str]] = []
        self.dropped: list[str] = []
        self.asked: list[str] = []
        self.answers = {"status": 200, "json": {"at": "14:03"}}
        self.parts = {
            DRAFTS: self.find,
            f"{DRAFTS}keep/": self.keep,
            f"{DRAFTS}{OLD}/drop/": self.drop,
        }

    def keep(self, route: Route) -> None:
        words = parse_qs(route.request.post_data, keep_blank_values=True)
        self.kept.append({name: values[0] for name, values in words.items()})
        if self.answers:
            route.fulfill(**self.answers)
        else:
            route.abort()

    def drop(self, route: Route) -> None:
        self.dropped.append(route.request.url.split("/")[-3])
        route.fulfill(status=204)

    def find(self, route: Route) -> None:
        self.asked.append(route.request.url)
        assert route.request.headers["x-by-itself"] == "yes"
        route.fulfill(json={"found": self.found})

    def typed(self) -> list[list[str]]:
        return json.loads(self.kept[-1]["typed"])


@pytest.fixture
def opened(stage: Page):
    """The page with the form; a clock that goes only when it is told to."""

    def opened(more: str = "", **known) -> Clinic:
        stage.clock.install()
        clinic = Clinic(**known)
        show(stage, PAGE.format(form=FORM.format(more=more)), parts=clinic.parts)
        return clinic

    return opened


def found(**fields) -> list[dict]:
    known = {"key": OLD, "address": "/save/?of=woman", "typed": TYPED, "turn": 1}
    return [known | {"at": "13:50", "notice": NOTICE} | fields]


def state(page: Page):
    return page.locator(".draft-state")


def test_nothing_is_sent_before_somebody_types(opened, stage):
    clinic = opened()
    stage.clock.run_for(60_000)

    assert clinic.kept == []


def test_what_is_typed_is_kept_ten_seconds_later(opened, stage):
    clinic = opened()
    stage.get_by_label("Note").press_sequentially("Bled")
    expect(state(stage)).to_have_text("Not kept yet")
    stage.clock.run_for(9_000)
    assert clinic.kept == []
    stage.clock.run_for(1_500)
    expect(state(stage)).to_have_text("Kept at 14:03, not saved yet")

    (sent,) = clinic.kept
    assert (sent["key"], sent["address"]) == ("k", "/save/?of=woman")
    assert ["note", "Bled"] in clinic.typed()


def test_leaving_a_field_keeps_it_at_once(opened, stage):
    clinic = opened()
    stage.get_by_label("Note").fill("Bled")
    stage.get_by_label("Kind").focus()
    expect(state(stage)).to_have_text("Kept at 14:03, not saved yet")

    assert len(clinic.kept) == 1


def test_secrets_files_and_confirmations_are_never_sent(opened, stage):
    clinic = opened()
    stage.get_by_label("Passphrase").fill("lamps burn low")
    stage.get_by_label("Code").fill("123456")
    stage.get_by_label("I looked").check()
    stage.get_by_label("Note").fill("Bled")
    stage.get_by_label("Kind").focus()
    expect(state(stage)).to_have_text("Kept at 14:03, not saved yet")

    names = {name for name, _ in clinic.typed()}
    assert names == {"version", "before", "note", "kind", "phone"}
    assert "lamps" not in json.dumps(clinic.kept)


def test_it_tries_again_by_itself_until_the_clinic_answers(opened, stage):
    clinic = opened()
    clinic.answers = None
    stage.get_by_label("Note").fill("Bled")
    stage.get_by_label("Kind").focus()
    expect(state(stage)).to_have_text(
        "Not kept yet: the clinic does not answer. It is tried again by itself."
    )
    clinic.answers = {"status": 200, "json": {"at": "14:09"}}
    stage.clock.run_for(3_500)

    expect(state(stage)).to_have_text("Kept at 14:09, not saved yet")
    assert [each["key"] for each in clinic.kept] == ["k", "k"]
    assert int(clinic.kept[0]["turn"]) < int(clinic.kept[1]["turn"])


def test_a_draft_comes_back_into_its_form(opened, stage):
    clinic = opened(found=found())

    expect(stage.get_by_text("It is back.")).to_be_visible()
    expect(stage.get_by_text("Confirm again.")).to_be_visible()
    expect(stage.get_by_text("A colleague saved it.")).to_be_visible()
    expect(stage.get_by_label("Note")).to_have_value("Bled")
    expect(stage.get_by_label("Kind")).to_have_value("b")
    expect(stage.get_by_label("Fever")).to_be_checked()
    expect(stage.get_by_label("Pain")).not_to_be_checked()
    assert stage.get_by_label("Phone").evaluate_all("a => a.map(e => e.value)") == [
        "1",
        "2",
    ]
    expect(stage.locator("[name=version]")).to_have_value("2")
    expect(stage.locator("[name=rate]")).to_have_value("5")
    expect(stage.locator("[name=submission_key]")).to_have_value(OLD)
    assert clinic.kept == []


def test_where_nobody_saved_the_row_meanwhile_it_does_not_say_so(opened, stage):
    opened(found=found(typed=[["version", "3"], ["note", "Bled"]]))

    expect(stage.get_by_text("It is back.")).to_be_visible()
    expect(stage.get_by_text("A colleague saved it.")).to_be_hidden()


def test_somebody_else_who_answers_is_not_the_clinic(opened, stage):
    clinic = opened()
    clinic.answers = {"status": 200, "body": "<h1>Welcome to our network</h1>"}
    stage.get_by_label("Note").fill("Bled")
    stage.get_by_label("Kind").focus()

    expect(state(stage)).to_contain_text("the clinic does not answer")


def test_it_goes_on_under_the_key_it_had(opened, stage):
    clinic = opened(found=found())
    expect(stage.get_by_label("Note")).to_have_value("Bled")
    stage.get_by_label("Note").fill("Bled twice")
    stage.get_by_label("Kind").focus()
    expect(state(stage)).to_have_text("Kept at 14:03, not saved yet")

    assert clinic.kept[-1]["key"] == OLD
    assert int(clinic.kept[-1]["turn"]) > 1


def test_it_may_be_dropped_and_brought_back(opened, stage):
    clinic = opened(found=found())
    stage.get_by_role("button", name="Drop").click()
    expect(stage.get_by_label("Note")).to_have_value("")
    expect(stage.get_by_label("Fever")).not_to_be_checked()
    expect(stage.locator("[name=version]")).to_have_value("3")
    expect(stage.locator("[name=submission_key]")).to_have_value("k")
    expect(stage.get_by_text("You had typed.")).to_be_visible()
    stage.get_by_role("button", name="Back").click()
    expect(stage.get_by_label("Note")).to_have_value("Bled")
    expect(state(stage)).to_have_text("Kept at 14:03, not saved yet")

    assert clinic.dropped == [OLD]
    assert clinic.kept[-1]["key"] == OLD


def test_a_refused_form_goes_on_under_its_own_key_without_asking(opened, stage):
    refused = f' data-refused="{OLD}" data-refused-at="/save/?of=woman"'
    clinic = opened(refused, found=found())
    expect(state(stage)).to_have_text("Kept at 14:03, not saved yet")

    expect(stage.locator("[name=submission_key]")).to_have_value(OLD)
    assert clinic.asked == []
    expect(stage.get_by_label("Note")).to_have_value("")


def test_a_form_that_takes_no_draft_is_left_alone(opened, stage):
    clinic = opened()
    clinic.answers = {"status": 204}
    stage.get_by_label("Note").fill("Bled")
    stage.get_by_label("Kind").focus()
    expect(state(stage)).to_have_count(0)
    stage.get_by_label("Note").fill("Bled twice")
    stage.clock.run_for(60_000)

    assert len(clinic.kept) == 1


def test_leaving_warns_only_of_what_is_not_kept(opened, stage):
    clinic = opened()
    clinic.answers = None
    stage.get_by_label("Note").press_sequentially("Bled")
    stage.clock.run_for(11_000)
    with stage.expect_event("dialog") as warned:
        stage.close(run_before_unload=True)
    warned.value.dismiss()
    clinic.answers = {"status": 200, "json": {"at": "14:09"}}
    stage.clock.run_for(6_000)
    expect(state(stage)).to_have_text("Kept at 14:09, not saved yet")
    with stage.expect_event("close"):
        stage.close(run_before_unload=True)
