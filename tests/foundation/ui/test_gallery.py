"""Every component in every state, in a real browser: no fault, and the policy holds."""

import pytest
from csp.utils import build_policy
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from playwright.sync_api import expect

from foundation.ui.views import gallery
from tests.stage import axe, show

SIZES = {
    "desk": (1280, 900),
    "tablet": (820, 1180),
    "phone": (390, 844),
    "zoomed": (640, 450),
    "zoomed to four times": (320, 640),
}


def policy() -> dict[str, str]:
    return {"content-security-policy": build_policy()}


def gallery_html(request) -> str:
    return gallery(request).content.decode()


@pytest.mark.parametrize(
    ("size", "theme"),
    [
        *(("desk", "light"), ("tablet", "dark"), ("phone", "light"), ("zoomed", "dark")),
        ("zoomed to four times", "light"),
    ],
)
def test_gallery_has_no_fault_axe_can_find(stage, ask, theme, size):
    request = ask()
    request.COOKIES["theme"] = theme
    stage.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    complaints = show(stage, gallery_html(request), headers=policy())
    assert complaints == []
    assert axe(stage) == []


@pytest.mark.parametrize("size", SIZES)
def test_page_never_scrolls_sideways(stage, ask, size):
    width, height = SIZES[size]
    stage.set_viewport_size({"width": width, "height": height})
    show(stage, gallery_html(ask()))
    assert stage.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_search_is_one_key_away(stage, ask, key):
    show(stage, gallery_html(ask("/", *_everything())))
    stage.keyboard.press(key)
    expect(stage.locator("#search")).to_be_focused()


def test_slash_typed_into_a_field_stays_there(stage, ask):
    show(stage, gallery_html(ask("/", *_everything())))
    stage.locator("#id_fresh-sampled_on").press_sequentially("3/4/2026")
    expect(stage.locator("#id_fresh-sampled_on")).to_have_value("3/4/2026")


def test_day_is_spelled_out_as_it_is_read(stage, ask):
    show(stage, gallery_html(ask()))
    stage.fill("#id_fresh-sampled_on", "3/4/2026")
    assert stage.locator(".day-echo").first.text_content() == "Friday, 3 April 2026"
    stage.fill("#id_fresh-sampled_on", "31/2/2026")
    assert stage.locator(".day-echo").first.text_content() == ""


@pytest.mark.parametrize("choice", ["light", "dark", "auto"])
def test_theme_is_chosen_and_kept(stage, ask, choice):
    show(stage, gallery_html(ask()))
    stage.click(".reader")
    stage.click(f"[data-theme-choice={choice}]")
    assert stage.evaluate("document.documentElement.dataset.theme") == choice
    assert f"theme={choice}" in stage.evaluate("document.cookie")
    pressed = stage.locator('[data-theme-choice][aria-pressed="true"]')
    assert pressed.get_attribute("data-theme-choice") == choice


def test_theme_is_kept_in_a_cookie_of_this_host_alone_where_pages_come_encrypted(
    stage, ask, monkeypatch
):
    monkeypatch.setattr("tests.stage.ADDRESS", "https://clinic.test")
    show(stage, gallery_html(ask()))
    stage.evaluate("chooseTheme('dark')")
    kept = {cookie["name"]: cookie for cookie in stage.context.cookies()}
    assert "__Host-theme" in kept
    assert {name for name in kept if not name.startswith("__Host-")} == set()
    assert all(cookie["secure"] for cookie in kept.values())


def test_auto_theme_follows_the_screen_before_the_first_paint(stage, ask):
    stage.emulate_media(color_scheme="dark")
    show(stage, gallery_html(ask()))
    assert stage.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_second_press_does_not_send_the_form_again(stage, ask):
    show(stage, gallery_html(ask()))
    sent = stage.evaluate(
        """() => {
            const form = document.querySelector("main form");
            const seen = [];
            addEventListener("submit", (event) => {
                seen.push(!event.defaultPrevented);
                event.preventDefault();
            });
            form.requestSubmit();
            form.requestSubmit();
            return seen;
        }"""
    )
    assert sent == [True, False]


def test_menu_of_a_phone_opens_and_closes_by_key(stage, ask):
    stage.set_viewport_size({"width": 390, "height": 844})
    show(stage, gallery_html(ask()))
    expect(stage.locator("#side")).to_be_hidden()
    stage.click(".top-menu")
    expect(stage.locator("#side")).to_be_visible()
    stage.keyboard.press("Escape")
    expect(stage.locator("#side")).to_be_hidden()


@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html", "500.html"])
def test_page_that_is_refused_has_no_fault_axe_can_find(stage, template):
    show(stage, render_to_string(template, {"messages": []}))
    assert axe(stage) == []


def test_sign_in_has_no_fault_axe_can_find(stage, rf):
    from allauth.account.forms import LoginForm

    request = rf.get("/account/login/")
    request.user = AnonymousUser()
    form = LoginForm({"login": "", "password": ""}, request=request)
    context = {
        "form": form,
        "redirect_field": "",
        "messages": [],
        "demo_sign_ins": [("nurse", "nurse demo clinic", "nurse")],
    }
    complaints = show(
        stage, render_to_string("account/login.html", context, request), headers=policy()
    )
    assert complaints == []
    assert axe(stage) == []
    stage.get_by_role("button", name="Use nurse").click()
    expect(stage.locator("#id_login")).to_have_value("nurse")


def _everything() -> list[str]:
    from foundation.accounts.roles import Permission

    return list(Permission)
