"""The character NUL, which no table can keep, is refused in words."""

import uuid

import pytest

NUL = "a\0b"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/search/?q=a%00b", id="in a search"),
        pytest.param("/couples/a%00b/", id="in an address"),
        pytest.param("/calendar/?a%00b=1", id="in the name of a question"),
    ],
)
def test_an_address_with_it_is_refused(client, clinician, address):
    client.force_login(clinician)

    response = client.get(address)

    assert response.status_code == 400
    assert "could not be read" in response.content.decode()


def test_a_form_with_it_is_refused(client, receptionist, couple):
    client.force_login(receptionist)
    typed = {"version": NUL, "submission_key": str(uuid.uuid4())}

    assert client.post(f"/couples/{couple.number}/contact/", typed).status_code == 400


def test_a_cookie_with_it_is_refused(client, db):
    client.cookies["session"] = "abcdefgh\0"

    assert client.get("/").status_code == 400


@pytest.mark.parametrize("alphabet", ["utf-7", "utf-16", "latin-1", "nonsense", "\u00e9"])
def test_a_form_in_another_alphabet_is_refused(client, receptionist, couple, alphabet):
    client.force_login(receptionist)
    kind = f"application/x-www-form-urlencoded; charset={alphabet}"

    address = f"/couples/{couple.number}/contact/"
    answer = client.generic("POST", address, b"a=1", content_type=kind)

    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()
