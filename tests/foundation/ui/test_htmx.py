"""The page for the browser, its part for a swap."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template import engines

from foundation.ui.htmx import leave_for, render_part

SWAP = {"HX-Request": "true", "HX-Target": "pregnancies"}


@pytest.fixture
def templates(monkeypatch):
    """Two little templates instead of files."""
    made = {"page.html": "page [{{ word }}]", "part.html": "part [{{ word }}]"}
    engine = engines["django"]
    real = engine.get_template
    monkeypatch.setattr(
        engine,
        "get_template",
        lambda name: engine.from_string(made[name]) if name in made else real(name),
    )


def answer(request, part="part.html", **kwargs):
    return render_part(request, "page.html", part=part, context={"word": "x"}, **kwargs)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param({}, "page [x]", id="a browser"),
        pytest.param(SWAP, "part [x]", id="a swap"),
        pytest.param({**SWAP, "HX-Boosted": "true"}, "page [x]", id="a boosted link"),
        pytest.param(
            {**SWAP, "HX-History-Restore-Request": "true"}, "page [x]", id="going back"
        ),
    ],
)
def test_who_asks_decides_between_page_and_part(ask, templates, headers, body):
    response = answer(ask(**headers))
    assert response.content.decode() == body
    assert response.headers["Vary"] == "HX-Request, HX-Target"


def test_target_chooses_among_the_parts_of_a_page(ask, templates):
    parts = {"pregnancies": "part.html"}
    assert answer(ask(**SWAP), part=parts).content == b"part [x]"
    elsewhere = {**SWAP, "HX-Target": "couple"}
    assert answer(ask(**elsewhere), part=parts).content == b"page [x]"


def test_refusal_keeps_its_status(ask, templates):
    assert answer(ask(**SWAP), status=422).status_code == 422


def test_waiting_message_travels_with_the_part(ask, templates):
    request = ask(**SWAP)
    request._messages = CookieStorage(request)
    messages.success(request, "The booking was moved.")
    body = answer(request).content.decode()
    assert body.startswith("part [x]")
    assert 'hx-swap-oob="true"' in body
    assert "The booking was moved." in body


def test_leaving_for_another_page_changes_the_whole_page(ask):
    swap = leave_for(ask(**SWAP), "/couples/")
    assert (swap.status_code, swap.headers["HX-Redirect"]) == (200, "/couples/")
    plain = leave_for(ask(), "/couples/")
    assert (plain.status_code, plain.url) == (302, "/couples/")
